"""What an agent asked: private to the person, kept for a while, gone when the person goes."""

from __future__ import annotations

from django.db import models

from beffroi.web.platform.models import Entry, Person, TenantRow


class Dossier(TenantRow):
    """Questions that an agent keeps together."""

    leaves = False

    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    name = models.CharField("nom du dossier", max_length=120)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = "dossier de questions"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Asked(TenantRow):
    """A question and what was answered; the quotes stand in ``Cited``.

    understood: the question as it was searched, where it followed another one. thumb: 1 good, -1 bad, 0 unsaid.
    rewording: what a text model made of the quotes, where that passed its check; reworded_at: when it was tried.
    translation: the quotes in another language, sentence by sentence, where they passed theirs.
    """

    leaves = False

    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    dossier = models.ForeignKey(Dossier, models.SET_NULL, null=True, related_name="+")
    follows = models.ForeignKey("self", models.SET_NULL, null=True, related_name="+")
    text = models.TextField("question")
    understood = models.TextField(blank=True)
    asked_at = models.DateTimeField(auto_now_add=True)
    abstained = models.BooleanField(default=False)
    conflict = models.BooleanField(default=False)
    duration_ms = models.PositiveIntegerField(default=0)
    thumb = models.SmallIntegerField(default=0)
    reason = models.CharField(max_length=300, blank=True)
    rewording = models.TextField(blank=True)
    translation = models.JSONField(default=dict)
    reworded_by = models.CharField(max_length=80, blank=True)
    reworded_at = models.DateTimeField(null=True)
    event = models.ForeignKey(Entry, models.SET_NULL, null=True, related_name="+")

    class Meta:
        verbose_name = "question posée à l'assistant"
        ordering = ["-id"]
        indexes = [models.Index(fields=["tenant", "person", "-id"], name="asked_by_person")]

    def __str__(self) -> str:
        return self.text[:80]


class Cited(TenantRow):
    """Words of a source in an answer; without a quote, a near document that does not answer.

    amends: what its document changes in part. disputed: one of the two quotes that disagree.
    removed: its document was taken away, and the words with it.
    """

    leaves = False

    asked = models.ForeignKey(Asked, models.CASCADE, related_name="+")
    place = models.PositiveSmallIntegerField()
    source = models.CharField(max_length=200)
    title = models.CharField(max_length=300)
    page = models.PositiveIntegerField(null=True)
    date = models.DateField(null=True)
    quote = models.TextField(blank=True)
    url = models.CharField(max_length=500, blank=True)
    score = models.FloatField(default=0.0)
    superseded_by = models.CharField(max_length=300, blank=True)
    amends = models.CharField(max_length=300, blank=True)
    disputed = models.BooleanField(default=False)
    removed = models.BooleanField(default=False)

    class Meta:
        verbose_name = "citation d'une réponse"
        ordering = ["asked", "place"]
        indexes = [models.Index(fields=["tenant", "source"], name="cited_by_source")]

    def __str__(self) -> str:
        return self.title
