"""What the telephone answers, as agents wrote and approved it."""

from __future__ import annotations

from django.db import models

from beffroi.phone.intents import INTENTS
from beffroi.web.phone.models.town import WEB, Service
from beffroi.web.platform.models import Entry, Person, TenantRow


class AnswerState(models.TextChoices):
    """Whether an answer may be read to callers."""

    DRAFT = "draft", "À approuver"
    APPROVED = "approved", "Approuvée"


class Handling(models.TextChoices):
    """What a topic does with a caller."""

    ANSWER = "answer", "Lire la réponse"
    TRANSFER = "transfer", "Passer le service"
    MESSAGE = "message", "Prendre un message"
    DUTY = "duty", "Passer l'astreinte hors des heures"


class Topic(TenantRow):
    """A request that the town knows how to meet. Only an approved answer is ever read to a caller.

    name: the word by which calls and statistics name it; shipped: it came with Beffroi, and its text was copied here.
    """

    name = models.SlugField("nom court", max_length=60, editable=False)
    intent = models.CharField("famille", max_length=30, choices=list(INTENTS.items()))
    title = models.CharField("titre", max_length=120)
    phrasings = models.JSONField("façons de le demander", default=list)
    answer = models.TextField("réponse lue", max_length=900, blank=True)
    link = models.CharField("lien envoyé sur demande", max_length=300, blank=True, validators=[WEB])
    service = models.ForeignKey(Service, models.SET_NULL, null=True, blank=True, related_name="+")
    handling = models.CharField("ce qui se passe", max_length=10, choices=Handling, default=Handling.ANSWER)
    personal = models.BooleanField("concerne un dossier personnel", default=False)
    shipped = models.BooleanField(default=False, editable=False)
    state = models.CharField(max_length=10, choices=AnswerState, default=AnswerState.DRAFT, editable=False)
    approved_by = models.ForeignKey(Person, models.SET_NULL, null=True, editable=False, related_name="+")
    approved_at = models.DateTimeField(null=True, editable=False)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = "sujet du téléphone"
        ordering = ["intent", "title"]
        constraints = [models.UniqueConstraint(fields=["tenant", "name"], name="one_topic_a_name")]
        indexes = [models.Index(fields=["tenant", "state"], name="topic_by_state")]

    def __str__(self) -> str:
        return self.title

    @property
    def approved(self) -> bool:
        """Whether its answer may be read."""
        return self.state == AnswerState.APPROVED


class TopicVersion(TenantRow):
    """A topic as it stood after a change: what was done, by whom; event: the ledger's link of an approval."""

    topic = models.ForeignKey(Topic, models.CASCADE, related_name="+")
    person = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    what = models.CharField(max_length=120)
    answer = models.TextField(blank=True)
    phrasings = models.JSONField(default=list)
    handling = models.CharField(max_length=10, choices=Handling)
    event = models.ForeignKey(Entry, models.SET_NULL, null=True, related_name="+")

    class Meta:
        verbose_name = "version d'un sujet du téléphone"
        ordering = ["-id"]
        indexes = [models.Index(fields=["tenant", "topic"], name="version_by_topic")]

    def __str__(self) -> str:
        return self.what
