"""Sectors, their night flow, and the alarms it raised."""

from __future__ import annotations

from django.db import models

from beffroi.web.platform.models import Entry, TenantRow
from beffroi.web.water.models.runs import WaterRun

HOURS_A_DAY = 24


class Sector(TenantRow):
    """A part of the network whose inflow is metered. ``sensor``: the live sensor that meters it, where there is one.

    Figures of the last watch: night flow and legitimate use [m3/h], loss [m3/day, €/year]; None where not known.
    """

    name = models.CharField("nom", max_length=200)
    sensor = models.CharField("capteur", max_length=200, blank=True)
    night_m3h = models.FloatField(null=True)
    legitimate_m3h = models.FloatField(null=True)
    loss_m3_day = models.FloatField(null=True)
    euros_year = models.FloatField(null=True)
    watched_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "secteur"
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["tenant", "name"], name="one_row_a_sector")]

    def __str__(self) -> str:
        return self.name


class Night(TenantRow):
    """The mean flow of a sector between 1 and 5 o'clock of one day [m3/h]."""

    sector = models.ForeignKey(Sector, models.CASCADE, related_name="+")
    day = models.DateField()
    m3h = models.FloatField()

    class Meta:
        ordering = ["day"]
        constraints = [models.UniqueConstraint(fields=["tenant", "sector", "day"], name="one_row_a_sector_night")]

    def __str__(self) -> str:
        return str(self.day)


class AlarmStatus(models.TextChoices):
    """What a person did with an alarm; only ``moves.judge_alarm`` changes it."""

    SIGNAL = "signal", "À examiner"
    FOLLOWED = "followed", "À vérifier sur place"
    FOUND = "found", "Fuite trouvée"
    KNOWN_USE = "known_use", "Usage connu"
    DISMISSED = "dismissed", "Écartée"


class NightAlarm(TenantRow):
    """A rise of a sector's night flow: onset with its 95 % interval, loss when raised [m3/h]."""

    sector = models.ForeignKey(Sector, models.CASCADE, related_name="+")
    status = models.CharField(max_length=10, choices=AlarmStatus, default=AlarmStatus.SIGNAL, editable=False)
    raised_at = models.DateTimeField()
    onset = models.DateTimeField()
    onset_earliest = models.DateTimeField()
    onset_latest = models.DateTimeField()
    loss_m3h = models.FloatField()
    sudden = models.BooleanField(default=False)
    euros_year = models.FloatField(null=True)
    run = models.ForeignKey(WaterRun, models.SET_NULL, null=True, related_name="+")
    event = models.ForeignKey(Entry, models.SET_NULL, null=True, related_name="+")

    class Meta:
        verbose_name = "alarme de débit de nuit"
        ordering = ["-raised_at", "-id"]
        constraints = [models.UniqueConstraint(fields=["tenant", "sector", "raised_at"], name="one_alarm_a_moment")]

    def __str__(self) -> str:
        return f"Alarme n° {self.pk}"

    @property
    def loss_m3_day(self) -> float:
        """Water lost a day [m3]."""
        return self.loss_m3h * HOURS_A_DAY
