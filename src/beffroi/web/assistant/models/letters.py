"""Answers to residents, drafted, then edited and accepted by an agent."""

from __future__ import annotations

from django.db import models

from beffroi.web.platform.models import Entry, Person, TenantRow


class Signatory(TenantRow):
    """Who signs the letters of a theme."""

    theme = models.CharField("thème", max_length=80)
    name = models.CharField("nom du signataire", max_length=120)
    function = models.CharField("qualité", max_length=160, blank=True)

    class Meta:
        verbose_name = "délégation de signature"
        ordering = ["theme"]
        constraints = [models.UniqueConstraint(fields=["tenant", "theme"], name="one_signatory_a_theme")]

    def __str__(self) -> str:
        return f"{self.theme} : {self.name}"


class DraftState(models.TextChoices):
    """What the agent made of it."""

    OPEN = "open", "À relire"
    ACCEPTED = "accepted", "Accepté"
    REJECTED = "rejected", "Rejeté"


class DraftKind(models.TextChoices):
    """What is drafted."""

    REPLY = "reply", "Réponse à un habitant"
    NOTE = "note", "Note"
    LETTER = "letter", "Courrier"
    SYNTHESIS = "synthesis", "Synthèse"


class Draft(TenantRow):
    """A letter, note or synthesis: what was received or asked, what was drafted, what the agent made of it.

    It is the agent's own. One that comes from the mailbox is nobody's until an agent decides on it; mail_key: which
    message it answers.
    """

    leaves = False

    person = models.ForeignKey(Person, models.CASCADE, null=True, related_name="+")
    kind = models.CharField("nature", max_length=10, choices=DraftKind, default=DraftKind.REPLY)
    mail_key = models.CharField(max_length=80, blank=True)
    sender = models.CharField(max_length=340, blank=True)
    subject = models.CharField(max_length=300, blank=True)
    signatory = models.ForeignKey(Signatory, models.SET_NULL, null=True, related_name="+")
    message = models.TextField("message reçu")
    drafted = models.TextField()
    body = models.TextField("courrier")
    quotes = models.JSONField(default=list)
    unanswered = models.JSONField(default=list)
    made_at = models.DateTimeField(auto_now_add=True)
    state = models.CharField(max_length=10, choices=DraftState, default=DraftState.OPEN)
    event = models.ForeignKey(Entry, models.SET_NULL, null=True, related_name="+")

    class Meta:
        verbose_name = "texte préparé"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "mail_key"], condition=~models.Q(mail_key=""), name="one_draft_a_mail"
            )
        ]

    def __str__(self) -> str:
        return self.subject or self.message[:80]
