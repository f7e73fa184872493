"""What the telephone could not answer, the topics proposed from it, past requests on which it is rehearsed."""

from __future__ import annotations

from django.db import models

from beffroi.phone.intents import INTENTS
from beffroi.web.phone.models.calls import Call
from beffroi.web.phone.models.topics import Topic
from beffroi.web.platform.models import Entry, Person, TenantRow


class ProposalState(models.TextChoices):
    """What a person made of a proposed topic."""

    OPEN = "open", "À décider"
    APPROVED = "approved", "Sujet créé"
    JOINED = "joined", "Joint à un sujet"
    REJECTED = "rejected", "Écarté"


class Proposal(TenantRow):
    """Requests alike that no topic met. near: the topic that is closest; likeness: how close [0 to 1]."""

    title = models.CharField("titre", max_length=120)
    intent = models.CharField("famille", max_length=30, choices=list(INTENTS.items()), blank=True)
    size = models.PositiveIntegerField(default=0)
    near = models.ForeignKey(Topic, models.SET_NULL, null=True, related_name="+")
    likeness = models.FloatField(default=0)
    made_at = models.DateTimeField(auto_now_add=True)
    state = models.CharField(max_length=8, choices=ProposalState, default=ProposalState.OPEN)
    person = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    event = models.ForeignKey(Entry, models.SET_NULL, null=True, related_name="+")

    class Meta:
        verbose_name = "sujet proposé"
        ordering = ["-size", "pk"]

    def __str__(self) -> str:
        return self.title


class Unanswered(TenantRow):
    """A request that was met by no topic, without what names the caller."""

    call = models.ForeignKey(Call, models.SET_NULL, null=True, related_name="+")
    proposal = models.ForeignKey(Proposal, models.SET_NULL, null=True, related_name="+")
    text = models.CharField(max_length=400)
    at = models.DateTimeField()

    class Meta:
        verbose_name = "demande sans réponse"
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return self.text[:80]


class Verdict(models.TextChoices):
    """What a person says of what the agent would have done."""

    UNSAID = "", "Pas encore jugé"
    RIGHT = "right", "Juste"
    WRONG = "wrong", "Faux"


class PastRequest(TenantRow):
    """A request made before the agent was there, and what it would have done. expected: the family, where known."""

    text = models.CharField("demande", max_length=400)
    expected = models.CharField("famille attendue", max_length=30, choices=list(INTENTS.items()), blank=True)
    sent_at = models.DateTimeField(auto_now_add=True)
    sender = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    intent = models.CharField(max_length=30, blank=True)
    topic = models.CharField(max_length=60, blank=True)
    confidence = models.FloatField(null=True)
    action = models.CharField(max_length=10, blank=True)
    say = models.TextField(blank=True)
    verdict = models.CharField(max_length=6, choices=Verdict, blank=True, default="")
    event = models.ForeignKey(Entry, models.SET_NULL, null=True, related_name="+")

    class Meta:
        verbose_name = "demande passée"
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.text[:80]
