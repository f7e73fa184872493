"""What ships with Beffroi, copied into a tenant's tables: topics to approve, or a whole town for a demonstration."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from beffroi.phone import town as known
from beffroi.web.phone.models import (
    AnswerState,
    Closure,
    DutyOfficer,
    NamedPerson,
    Opening,
    Place,
    Service,
    Topic,
    TopicVersion,
)
from beffroi.web.platform.models import Person, Tenant


@transaction.atomic
def take_topics(tenant: Tenant, topics: Iterable[known.Topic], *, titles: dict[str, str], person: Person | None) -> int:
    """Copy the topics that the tenant does not have yet, to be approved; return how many.

    titles: how the services that they name are called, for those that the tenant does not know.
    """
    have = set(Topic.objects.values_list("name", flat=True))
    new = [topic for topic in topics if topic.name not in have]
    services = _services({topic.service for topic in new if topic.service}, titles, tenant)
    rows = [
        Topic(
            tenant=tenant,
            name=one.name,
            intent=one.intent,
            title=one.title[:120],
            phrasings=list(one.phrasings),
            answer=one.answer,
            link=one.link,
            service=services.get(one.service),
            handling=one.handling,
            personal=one.personal,
            shipped=True,
        )
        for one in new
    ]
    made = Topic.objects.bulk_create(rows)
    TopicVersion.objects.bulk_create(version_of(topic, "Repris de Beffroi", person) for topic in made)
    return len(made)


def version_of(topic: Topic, what: str, person: Person | None) -> TopicVersion:
    """Return what is kept of a topic as it now stands."""
    return TopicVersion(
        tenant=topic.tenant,
        topic=topic,
        person=person,
        what=what[:120],
        answer=topic.answer,
        phrasings=list(topic.phrasings),
        handling=topic.handling,
    )


def _services(names: set[str], titles: dict[str, str], tenant: Tenant) -> dict[str, Service]:
    have: dict[str, Service] = {one.name: one for one in Service.objects.all()}
    missing = sorted(names - set(have))
    Service.objects.bulk_create(
        Service(tenant=tenant, name=name, title=titles.get(name, name.replace("_", " "))) for name in missing
    )
    return have | {one.name: one for one in Service.objects.filter(name__in=missing)}


@transaction.atomic
def take_town(tenant: Tenant, town: known.Town, *, person: Person | None, approve: bool = False) -> None:
    """Copy a town into an empty tenant. approve: its answers may be read at once, in the person's name."""
    for service in town.services:
        _take_service(tenant, service)
    services: dict[str, Service] = {one.name: one for one in Service.objects.all()}
    take_topics(tenant, town.topics, titles={}, person=person)
    Closure.objects.bulk_create(
        Closure(tenant=tenant, first=one.first, last=one.last, reason=one.reason, service=services.get(one.service))
        for one in town.closures
    )
    NamedPerson.objects.bulk_create(
        NamedPerson(
            tenant=tenant, name=one.name, role=one.role, service=services.get(one.service), extension=one.extension
        )
        for one in town.people
    )
    DutyOfficer.objects.bulk_create(
        DutyOfficer(tenant=tenant, theme=one.theme, title=one.title, number=one.number) for one in town.duties
    )
    Place.objects.bulk_create(
        Place(tenant=tenant, name=one.name, kind=one.kind, spoken=one.spoken) for one in _places(town)
    )
    if approve:
        written = Topic.objects.exclude(answer="")
        written.update(state=AnswerState.APPROVED, approved_by=person, approved_at=timezone.now())


def _places(town: known.Town) -> Iterable[known.Place]:
    """Return the places, and the words that are only pronounced."""
    named = {place.name for place in town.places}
    words = (known.Place(written, "prononciation", said) for written, said in town.spoken.items())
    return (*town.places, *(word for word in words if word.name not in named))


def _take_service(tenant: Tenant, told: known.Service) -> None:
    service = Service.objects.create(
        tenant=tenant,
        name=told.name,
        title=told.title[:120],
        extension=told.extension,
        number=told.number,
        place=told.place,
        email=told.email,
        duty=told.duty,
    )
    Opening.objects.bulk_create(
        Opening(
            tenant=tenant,
            service=service,
            days=list(one.days),
            opens=one.opens,
            closes=one.closes,
            first=one.first,
            last=one.last,
        )
        for one in told.openings
    )
