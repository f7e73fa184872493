"""Leaks: signals of a run or of an agent, and what people did with them."""

from __future__ import annotations

from django.db import models

from beffroi.web.platform.models import Entry, Person, TenantRow
from beffroi.web.water.models.runs import WaterRun

HOURS_A_DAY, DAYS_A_YEAR = 24, 365


class LeakStatus(models.TextChoices):
    """Where a leak stands. Only ``moves.move`` changes it, for a person."""

    SIGNAL = "signal", "Signal"
    TO_VISIT = "to_visit", "À visiter"
    CONFIRMED = "confirmed", "Confirmée"
    NOT_FOUND = "not_found", "Non trouvée"
    REPAIRED = "repaired", "Réparée"
    CLOSED = "closed", "Close"


class LeakSource(models.TextChoices):
    """Who signalled it."""

    RUN = "run", "Recherche par capteurs"
    AGENT = "agent", "Agent"


class Leak(TenantRow):
    """A leak signalled. Figures are those of the signal: flow [m3/h], radius [m]; ``seen_*``: the last run that saw it.

    probability: that it lies within 300 m of ``pipe`` along the pipes; found_pipe: where people found it.
    chances: the probability of each candidate, [] where not told; evidence: what sensors saw (``evidence.Seen``).
    """

    source = models.CharField(max_length=5, choices=LeakSource)
    status = models.CharField(max_length=10, choices=LeakStatus, default=LeakStatus.SIGNAL, editable=False)
    pipe = models.CharField("conduite", max_length=60, blank=True)
    place = models.CharField("lieu", max_length=200, blank=True)
    raised_at = models.DateTimeField()
    onset = models.DateTimeField()
    onset_earliest = models.DateTimeField(null=True)
    onset_latest = models.DateTimeField(null=True)
    flow_m3h = models.FloatField("débit [m³/h]", null=True, blank=True)
    probability = models.FloatField(null=True)
    radius_m = models.FloatField(null=True)
    candidates = models.JSONField(default=list)
    chances = models.JSONField(default=list)
    evidence = models.JSONField(default=list)
    zone_only = models.BooleanField(default=False)
    seen_at = models.DateTimeField(null=True)
    seen_flow_m3h = models.FloatField(null=True)
    found_pipe = models.CharField("conduite où elle a été trouvée", max_length=60, blank=True)
    moved_at = models.DateTimeField(null=True)
    run = models.ForeignKey(WaterRun, models.SET_NULL, null=True, related_name="+")
    event = models.ForeignKey(Entry, models.SET_NULL, null=True, related_name="+")

    class Meta:
        verbose_name = "fuite"
        ordering = ["-raised_at", "-id"]
        indexes = [models.Index(fields=["tenant", "status", "-raised_at"], name="leak_by_status")]

    def __str__(self) -> str:
        return f"Fuite n° {self.pk}"

    @property
    def where(self) -> str:
        """The place as people read it."""
        pipe = self.found_pipe or self.pipe
        if self.zone_only and not self.found_pipe:
            return f"zone autour de la conduite {pipe}"
        return ", ".join(filter(None, [self.place, f"conduite {pipe}" if pipe else ""])) or "lieu à préciser"

    @property
    def flow_now(self) -> float | None:
        """What the last search saw, else what the signal told [m3/h]."""
        return self.flow_m3h if self.seen_flow_m3h is None else self.seen_flow_m3h

    @property
    def m3_day(self) -> float | None:
        """Water lost a day [m3]."""
        return None if self.flow_m3h is None else self.flow_m3h * HOURS_A_DAY


class LeakStep(TenantRow):
    """A move of a leak by a person; ``before`` is empty for the first step of one that an agent signalled.

    day, place: of the visit or of the works, as the team told them.
    """

    leak = models.ForeignKey(Leak, models.CASCADE, related_name="+")
    person = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()
    before = models.CharField(max_length=10, choices=LeakStatus, blank=True)
    after = models.CharField(max_length=10, choices=LeakStatus)
    day = models.DateField(null=True)
    place = models.CharField(max_length=200, blank=True)
    note = models.TextField(blank=True)
    decision = models.ForeignKey(Entry, models.SET_NULL, null=True, related_name="+")

    class Meta:
        verbose_name = "étape d'une fuite"
        ordering = ["at", "id"]
        indexes = [models.Index(fields=["tenant", "leak"], name="leak_step_by_leak")]

    def __str__(self) -> str:
        return self.get_after_display()
