"""Calls, what was said in them, the lines of a worker."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import models
from django.utils import timezone

from beffroi.web.phone.models.town import Service
from beffroi.web.platform.models import Entry, TenantRow
from beffroi.web.platform.models.people import random_key


class CallEnding(models.TextChoices):
    """How a call ended; empty while it lasts."""

    OPEN = "", "En cours"
    ANSWERED = "answered", "Répondu"
    TRANSFERRED = "transferred", "Passé à une personne"
    MESSAGE = "message", "Message laissé"
    CALL_BACK = "call_back", "À rappeler"
    EMERGENCY = "emergency", "Urgence"
    HUNG_UP = "hung_up", "Raccroché"
    CUT = "cut", "Coupé"
    REFUSED = "refused", "Refusé, lignes occupées"


# as in beffroi.phone.numbers.figures: what was cut stands in the queue, to be called back
LOST = (CallEnding.HUNG_UP, CallEnding.REFUSED)
LEFT = (CallEnding.MESSAGE, CallEnding.CALL_BACK, CallEnding.CUT)


class Channel(models.TextChoices):
    """By what way the caller came."""

    PHONE = "phone", "Téléphone"
    CHAT = "chat", "Par écrit"


class Call(TenantRow):
    """A call. caller: the number shown, if any, erased with what was said; waited: before the first word [s].

    worker: the process that holds it; cpu_ms: what its machine computed; topics: names of those understood, in order;
    intents: their families; transfers: whether somebody answered each.
    """

    kept_back = frozenset({"worker"})

    key = models.CharField(max_length=32, default=random_key, editable=False)
    channel = models.CharField(max_length=6, choices=Channel, default=Channel.PHONE)
    caller = models.CharField(max_length=40, blank=True)
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    seconds = models.FloatField(default=0)
    waited = models.FloatField(default=0)
    ending = models.CharField(max_length=12, choices=CallEnding, blank=True, default="")
    topics = models.JSONField(default=list)
    intents = models.JSONField(default=list)
    transfers = models.JSONField(default=list)
    service = models.ForeignKey(Service, models.SET_NULL, null=True, related_name="+")
    worker = models.CharField(max_length=80, blank=True)
    cpu_ms = models.PositiveIntegerField(default=0)
    event = models.ForeignKey(Entry, models.SET_NULL, null=True, related_name="+")

    class Meta:
        verbose_name = "appel"
        ordering = ["-began_at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["tenant", "key"], name="one_call_a_key")]
        indexes = [models.Index(fields=["tenant", "-began_at"], name="call_by_time")]

    def __str__(self) -> str:
        return f"{self.get_channel_display()} {self.began_at:%d/%m/%Y %H:%M}"

    @property
    def lasted(self) -> float:
        """How long it lasted, or has lasted until now [s]."""
        return self.seconds if self.ended_at else max(0.0, (timezone.now() - self.began_at).total_seconds())


class Turn(TenantRow):
    """One thing said; at: seconds from the start of the call [s]. Erased after the days that the town chose."""

    call = models.ForeignKey(Call, models.CASCADE, related_name="+")
    speaker = models.CharField(max_length=6, choices=[("caller", "Appelant"), ("agent", "Agent")])
    text = models.TextField()
    at = models.FloatField(default=0)

    class Meta:
        verbose_name = "phrase d'un appel"
        ordering = ["call", "at", "pk"]

    def __str__(self) -> str:
        return self.text[:80]


ALIVE = timedelta(seconds=30)


class Line(TenantRow):
    """What a worker tells of itself every few seconds: lines, calls at once, calls that wait for a person."""

    leaves = False

    worker = models.CharField(max_length=80)
    at = models.DateTimeField()
    lines = models.PositiveSmallIntegerField(default=0)
    busy = models.PositiveSmallIntegerField(default=0)
    waiting = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = "serveur d'appels"
        ordering = ["worker"]
        constraints = [models.UniqueConstraint(fields=["tenant", "worker"], name="one_line_a_worker")]

    def __str__(self) -> str:
        return self.worker

    def alive(self, now: datetime | None = None) -> bool:
        """Tell whether it was heard of lately."""
        return (now or timezone.now()) - self.at <= ALIVE
