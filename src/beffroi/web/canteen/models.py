"""Tables of the canteens' screens."""

from __future__ import annotations

from datetime import date

from django.db import models

from beffroi.web.platform.models import Entry, Person, TenantRow
from beffroi.web.platform.models.people import random_key


class Settings(TenantRow):
    """How a town orders: like its agents, at a service level, or from its own costs."""

    service_level = models.FloatField("probabilité d'avoir assez", null=True, blank=True)
    meal_cents = models.PositiveIntegerField("coût d'un repas en trop [centimes]", default=230)
    shortage_cents = models.PositiveIntegerField("coût d'un repas manquant [centimes]", null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tenant"], name="one_canteen_settings")]

    def __str__(self) -> str:
        return "réglages des cantines"


class UploadState(models.TextChoices):
    """What became of an upload."""

    ACCEPTED = "accepted", "Joint aux données"
    REFUSED = "refused", "Refusé, données inchangées"
    WITHDRAWN = "withdrawn", "Annulé"


class Upload(TenantRow):
    """Files sent or pasted. The originals stay; an accepted upload is a version of the town's folder."""

    folder = models.CharField(max_length=32, default=random_key, editable=False)
    names = models.JSONField(default=list)
    person = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    sent_at = models.DateTimeField(auto_now_add=True)
    state = models.CharField(max_length=10, choices=UploadState)
    message = models.TextField(blank=True)
    digest = models.CharField(max_length=64, blank=True)
    report = models.JSONField(default=dict)

    class Meta:
        verbose_name = "envoi de fichiers"
        ordering = ["-id"]

    def __str__(self) -> str:
        return ", ".join(self.names)


class RunKind(models.TextChoices):
    """Why a forecast was made."""

    CURRENT = "current", "Prévision"
    SCENARIO = "scenario", "Scénario de grève"


class Run(TenantRow):
    """One forecast: what it was asked, what it said of itself, the town's total, the reasons of each day."""

    kind = models.CharField(max_length=10, choices=RunKind)
    as_of = models.DateField()
    made_at = models.DateTimeField()
    strikes = models.JSONField(default=list)
    service_level = models.FloatField()
    messages = models.JSONField(default=list)
    total = models.JSONField(default=list)
    canteens = models.JSONField(default=list)
    reasons = models.JSONField(default=dict)
    curve = models.JSONField(default=list)
    event = models.ForeignKey(Entry, models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["tenant", "kind", "-id"], name="run_by_kind")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} du {self.as_of:%d/%m/%Y}"

    @property
    def first_strike(self) -> date | None:
        """The first day of strike supposed."""
        return date.fromisoformat(self.strikes[0]) if self.strikes else None


class Expected(TenantRow):
    """The last forecast made before a day for one canteen, the order of that day, what was then served.

    ``corrected`` is the agent's own order; ``planned`` and ``served`` come from the town's files.
    """

    run = models.ForeignKey(Run, models.CASCADE, related_name="+")
    date = models.DateField()
    site = models.CharField(max_length=120)
    kind = models.CharField(max_length=20, blank=True)
    forecast = models.FloatField()
    low80 = models.FloatField()
    high80 = models.FloatField()
    low95 = models.FloatField()
    high95 = models.FloatField()
    advised = models.PositiveIntegerField()
    corrected = models.PositiveIntegerField(null=True)
    planned = models.FloatField(null=True)
    served = models.FloatField(null=True)

    class Meta:
        ordering = ["date", "site", "kind"]
        constraints = [
            models.UniqueConstraint(fields=["tenant", "date", "site", "kind"], name="one_forecast_a_day"),
        ]

    def __str__(self) -> str:
        return f"{self.site} {self.date}"

    @property
    def order(self) -> int:
        """The meals to order: the agent's figure, else the advised one."""
        return self.advised if self.corrected is None else self.corrected

    @property
    def canteen(self) -> str:
        """Site and kind as people read them."""
        return f"{self.site} ({self.kind})" if self.kind else self.site


class ExpectedTotal(TenantRow):
    """The same for the whole town, with intervals of its own."""

    run = models.ForeignKey(Run, models.CASCADE, related_name="+")
    date = models.DateField()
    forecast = models.FloatField()
    low80 = models.FloatField()
    high80 = models.FloatField()
    low95 = models.FloatField()
    high95 = models.FloatField()
    advised = models.PositiveIntegerField()
    planned = models.FloatField(null=True)
    served = models.FloatField(null=True)

    class Meta:
        ordering = ["date"]
        constraints = [models.UniqueConstraint(fields=["tenant", "date"], name="one_total_a_day")]

    def __str__(self) -> str:
        return str(self.date)
