"""What nobody has written, and the questions by which the town judges its assistant."""

from __future__ import annotations

from django.db import models

from beffroi.web.platform.models import Person, TenantRow


class UnwrittenState(models.TextChoices):
    """What the documentalist made of it."""

    OPEN = "open", "À écrire"
    WRITTEN = "written", "Écrit depuis"
    ELSEWHERE = "elsewhere", "Hors de nos compétences"


class Unwritten(TenantRow):
    """Questions alike that no document answers, without what names a person; how often, and by whom they are asked."""

    text = models.CharField(max_length=400)
    variants = models.JSONField(default=list)
    words = models.TextField(blank=True)
    times = models.PositiveIntegerField(default=1)
    by_residents = models.PositiveIntegerField(default=0)
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=UnwrittenState, default=UnwrittenState.OPEN)
    note = models.CharField(max_length=300, blank=True)
    person = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")

    class Meta:
        verbose_name = "question sans réponse écrite"
        ordering = ["-times", "-last_at"]
        indexes = [models.Index(fields=["tenant", "state"], name="unwritten_by_state")]

    def __str__(self) -> str:
        return self.text[:80]


class Trial(TenantRow):
    """A question whose right source is known: its names in the store, a page where it matters; or no source at all."""

    text = models.CharField("question", max_length=400)
    sources = models.JSONField(default=list)
    page = models.PositiveIntegerField("page", null=True, blank=True)
    answerable = models.BooleanField("un document y répond", default=True)
    resident = models.BooleanField("posée par un habitant", default=False)
    person = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = "question d'essai"
        ordering = ["id"]

    def __str__(self) -> str:
        return self.text[:80]
