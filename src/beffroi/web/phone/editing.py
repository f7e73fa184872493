"""Topics written, approved, removed by agents; every change leaves a version."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from beffroi.web.phone.errors import TopicKept
from beffroi.web.phone.models import AnswerState, Handling, Service, Topic
from beffroi.web.phone.shipping import version_of
from beffroi.web.phone.starting import start_learning
from beffroi.web.platform.models import Person, Tenant

LONGEST_NAME = 60
READ = ("answer", "handling", "personal")


def name_for(model: type[Topic] | type[Service], title: str) -> str:
    """Return a short name that no row of the tenant has yet."""
    stem = slugify(title).replace("-", "_")[: LONGEST_NAME - 4] or "sans_nom"
    taken = set(model.objects.filter(name__startswith=stem).values_list("name", flat=True))
    return next(name for name in (stem, *(f"{stem}_{rank}" for rank in range(2, 1000))) if name not in taken)


@transaction.atomic
def keep_topic(topic: Topic, *, person: Person) -> bool:
    """Write what an agent changed. A text that changed must be approved again; return whether it must."""
    before: Topic | None = Topic.objects.filter(pk=topic.pk).first()
    changed = before is None or any(getattr(before, name) != getattr(topic, name) for name in READ)
    if before is None:
        topic.name = name_for(Topic, topic.title)
    asks_again = changed and before is not None and before.approved
    if changed:
        topic.state, topic.approved_by, topic.approved_at = AnswerState.DRAFT, None, None
    topic.save()
    version_of(topic, "Écrit" if before is None else _what(before, topic), person).save()
    if before is None or (before.phrasings, before.intent) != (topic.phrasings, topic.intent):
        start_learning(topic.tenant, person=person)
    return asks_again


def _what(before: Topic, topic: Topic) -> str:
    names = {
        "answer": "réponse",
        "phrasings": "façons de le demander",
        "handling": "suite donnée",
        "title": "titre",
        "service_id": "service",
        "link": "lien",
    }
    changed = [title for name, title in names.items() if getattr(before, name) != getattr(topic, name)]
    return f"Changé : {', '.join(changed)}" if changed else "Enregistré sans changement"


@transaction.atomic
def approve(topic: Topic, *, person: Person) -> None:
    """Let an answer be read to callers. Raises TopicKept where there is none."""
    if topic.handling == Handling.ANSWER and not topic.answer:
        raise TopicKept("Écrivez d'abord la réponse : il n'y a rien à approuver.")
    topic.state, topic.approved_by, topic.approved_at = AnswerState.APPROVED, person, timezone.now()
    topic.save()
    version_of(topic, "Approuvé", person).save()


@transaction.atomic
def suspend(topic: Topic, *, person: Person) -> None:
    """No longer read an answer: the service is passed, or a message taken."""
    topic.state, topic.approved_by, topic.approved_at = AnswerState.DRAFT, None, None
    topic.save()
    version_of(topic, "Suspendu", person).save()


def approve_family(intent: str, *, person: Person) -> int:
    """Approve every answer of a family that awaits it; return how many."""
    waiting = list(Topic.objects.filter(intent=intent, state=AnswerState.DRAFT).exclude(answer=""))
    for topic in waiting:
        approve(topic, person=person)
    return len(waiting)


def new_topic(tenant: Tenant) -> Topic:
    """Return a topic to be written."""
    return Topic(tenant=tenant)
