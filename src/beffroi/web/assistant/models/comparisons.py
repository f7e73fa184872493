"""Two text models on the same questions, judged blind."""

from __future__ import annotations

from typing import Any

from django.db import models

from beffroi.web.platform.models import Entry, Person, TenantRow


class ComparisonState(models.TextChoices):
    """How far it is."""

    WAITING = "waiting", "En préparation"
    OPEN = "open", "À juger"
    CLOSED = "closed", "Révélée"


class Comparison(TenantRow):
    """Two models, told apart by fingerprints of their addresses; seed: which is shown as A, question by question."""

    leaves = False

    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    first = models.CharField(max_length=120)
    second = models.CharField(max_length=120)
    first_key = models.CharField(max_length=64)
    second_key = models.CharField(max_length=64)
    seed = models.PositiveIntegerField()
    made_at = models.DateTimeField(auto_now_add=True)
    state = models.CharField(max_length=10, choices=ComparisonState, default=ComparisonState.WAITING)
    trouble = models.TextField(blank=True)
    first_event = models.ForeignKey(Entry, models.SET_NULL, null=True, related_name="+")
    second_event = models.ForeignKey(Entry, models.SET_NULL, null=True, related_name="+")

    class Meta:
        verbose_name = "comparaison de deux modèles"
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"comparaison du {self.made_at:%d/%m/%Y}"


class Vote(models.TextChoices):
    """What a person prefers."""

    A = "a", "A est meilleure"
    B = "b", "B est meilleure"
    SAME = "same", "Elles se valent"


class Ballot(TenantRow):
    """One question: the quotes, what each model made of them, the vote. costs: of each, time [s], Wh, cents."""

    leaves = False

    comparison = models.ForeignKey(Comparison, models.CASCADE, related_name="+")
    place = models.PositiveSmallIntegerField()
    question = models.TextField()
    quotes = models.JSONField(default=list)
    first_text = models.TextField(blank=True)
    second_text = models.TextField(blank=True)
    costs = models.JSONField(default=dict)
    swapped = models.BooleanField(default=False)
    vote = models.CharField(max_length=10, choices=Vote, blank=True)

    class Meta:
        verbose_name = "question jugée à l'aveugle"
        ordering = ["comparison", "place"]
        constraints = [models.UniqueConstraint(fields=["tenant", "comparison", "place"], name="one_ballot_a_place")]

    def __str__(self) -> str:
        return self.question[:80]

    @property
    def sides(self) -> tuple[tuple[str, str], tuple[str, str]]:
        """What is shown as A and as B."""
        texts = (self.second_text, self.first_text) if self.swapped else (self.first_text, self.second_text)
        return ("A", texts[0]), ("B", texts[1])

    def cost(self, of: str) -> dict[str, Any]:
        """What an attempt cost: seconds, wh, cents."""
        return dict(self.costs.get(of) or {"seconds": 0.0, "wh": "0", "cents": "0"})
