"""Messages left and calls to return: a person takes each and says what became of it."""

from __future__ import annotations

from django.db import models

from beffroi.web.phone.models.calls import Call
from beffroi.web.phone.models.town import Service
from beffroi.web.platform.models import Entry, Person, TenantRow


class MessageState(models.TextChoices):
    """What became of a message."""

    NEW = "new", "À prendre"
    TAKEN = "taken", "Pris en charge"
    DONE = "done", "Traité"


class Message(TenantRow):
    """What a caller left. sound: the recording, as WAV, where one was left; event: of the call that it came from."""

    call = models.ForeignKey(Call, models.SET_NULL, null=True, related_name="+")
    service = models.ForeignKey(Service, models.SET_NULL, null=True, blank=True, related_name="+")
    subject = models.CharField("objet", max_length=200)
    text = models.TextField("message", blank=True)
    number = models.CharField("numéro à rappeler", max_length=40, blank=True)
    call_back = models.BooleanField("à rappeler", default=False)
    urgent = models.BooleanField(default=False)
    sound = models.BinaryField(null=True, blank=True)
    left_at = models.DateTimeField()
    state = models.CharField(max_length=8, choices=MessageState, default=MessageState.NEW)
    person = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    taken_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    note = models.CharField("ce qui a été fait", max_length=300, blank=True)
    event = models.ForeignKey(Entry, models.SET_NULL, null=True, related_name="+")

    class Meta:
        verbose_name = "message laissé au téléphone"
        ordering = ["-urgent", "left_at", "pk"]
        indexes = [models.Index(fields=["tenant", "state", "left_at"], name="message_by_state")]

    def __str__(self) -> str:
        return self.subject
