"""The live feed: sensors, their readings packed a day a row, the broker they come from."""

from __future__ import annotations

from django.db import models

from beffroi.web.platform.models import TenantRow


class SensorKind(models.TextChoices):
    """What a sensor measures; unknown until someone says it. amr: total of customers' meters [l/h]."""

    PRESSURE = "pressure", "Pression (m)"
    FLOW = "flow", "Débit (m³/h)"
    LEVEL = "level", "Niveau (m)"
    AMR = "amr", "Télérelève (l/h)"


class Source(models.TextChoices):
    """By which door readings came last."""

    HTTP = "http", "HTTP"
    MQTT = "mqtt", "MQTT"


class Sensor(TenantRow):
    """A sensor of the live feed and its last reading. ``last_t``: naive standard time, as in the water's files."""

    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=10, choices=SensorKind, blank=True)
    source = models.CharField(max_length=5, choices=Source, blank=True)
    last_t = models.CharField(max_length=19, blank=True)
    last_value = models.FloatField(null=True)
    received_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "capteur"
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["tenant", "name"], name="one_row_a_sensor")]

    def __str__(self) -> str:
        return self.name


class SensorDay(TenantRow):
    """The readings of a sensor on one day of naive standard time, packed (``packing``): 12 bytes each."""

    sensor = models.ForeignKey(Sensor, models.CASCADE, related_name="+")
    day = models.DateField()
    packed = models.BinaryField()

    class Meta:
        ordering = ["day"]
        constraints = [models.UniqueConstraint(fields=["tenant", "sensor", "day"], name="one_row_a_sensor_day")]

    def __str__(self) -> str:
        return str(self.day)


class WaterSettings(TenantRow):
    """Prices, and the MQTT broker of the live feed. ``listening_until``: the lease of the worker that listens."""

    kept_back = frozenset({"broker_word", "listening_until"})

    euros_per_m3 = models.FloatField("coût d'un m³ perdu [€]", default=0.60)
    broker = models.CharField("serveur MQTT", max_length=200, blank=True)
    broker_user = models.CharField("compte", max_length=100, blank=True)
    broker_word = models.CharField("mot de passe", max_length=200, blank=True)
    topic = models.CharField("sujet", max_length=200, default="eau/+")
    listening_until = models.DateTimeField(null=True, editable=False)
    listened_at = models.DateTimeField(null=True, editable=False)
    trouble = models.CharField(max_length=200, blank=True, editable=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tenant"], name="one_water_settings")]

    def __str__(self) -> str:
        return "réglages de l'eau"
