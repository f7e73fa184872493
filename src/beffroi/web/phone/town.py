"""The tables of a tenant as the plain value that the telephone reads: ``town_of``."""

from __future__ import annotations

from collections import defaultdict

from django_scopes import scope

from beffroi.phone import town as known
from beffroi.phone.introduction import Schedule
from beffroi.web.phone.models import (
    Closure,
    DutyOfficer,
    Handling,
    NamedPerson,
    Opening,
    Place,
    Service,
    Topic,
    phone_settings,
)
from beffroi.web.platform.models import Tenant


def town_of(tenant: Tenant, *, links: bool = False) -> known.Town:
    """Return all that the telephone knows of a tenant, in a few queries; answers not approved are left out.

    links: give them even where no SMS is sent, for who reads.
    """
    with scope(tenant=tenant):
        kept = phone_settings()
        places = tuple(known.Place(one.name, one.kind, one.spoken) for one in Place.objects.all())
        return known.Town(
            name=kept.greeting_name or tenant.name,
            agent_name=kept.agent_name,
            timezone=tenant.time_zone,
            region=kept.region,
            switchboard=kept.switchboard,
            topics=tuple(
                topic_of(one, links=links or kept.sms_links) for one in Topic.objects.select_related("service")
            ),
            services=_services(),
            closures=tuple(_closure(one) for one in Closure.objects.select_related("service")),
            people=tuple(_person(one) for one in NamedPerson.objects.select_related("service")),
            duties=tuple(known.DutyOfficer(one.theme, one.number, one.title) for one in DutyOfficer.objects.all()),
            places=places,
            spoken={place.name: place.spoken for place in places if place.spoken},
        )


def schedule_of(tenant: Tenant) -> Schedule:
    """Return when the agent takes calls; the switchboard rings at other times."""
    with scope(tenant=tenant):
        kept = phone_settings()
    return Schedule(kept.step, kept.weekday, kept.morning)  # type: ignore[arg-type]  # the choices are the steps


def topic_of(topic: Topic, *, links: bool) -> known.Topic:
    """Return a topic as the telephone may use it."""
    may_read = topic.approved
    return known.Topic(
        name=topic.name,
        intent=topic.intent,
        title=topic.title,
        phrasings=tuple(topic.phrasings),
        answer=topic.answer if may_read else "",
        link=topic.link if may_read and links else "",
        service=topic.service.name if topic.service else "",
        handling=_handling(topic, may_read=may_read),
        personal=topic.personal,
    )


def _handling(topic: Topic, *, may_read: bool) -> known.Handling:
    """Return what follows: an answer that may not be read becomes a transfer, or a message where nobody is reached."""
    match topic.handling:
        case Handling.ANSWER if may_read and topic.answer:
            return "answer"
        case Handling.DUTY:
            return "duty"
        case Handling.MESSAGE:
            return "message"
    return "transfer" if topic.service and topic.service.extension else "message"


def _services() -> tuple[known.Service, ...]:
    hours: dict[int, list[known.Opening]] = defaultdict(list)
    for one in Opening.objects.all():
        days = tuple(int(day) for day in one.days)
        hours[one.service_id].append(known.Opening(days, one.opens, one.closes, one.first, one.last))
    return tuple(service_of(one, tuple(hours[one.pk])) for one in Service.objects.all())


def service_of(service: Service, openings: tuple[known.Opening, ...]) -> known.Service:
    """Return a service with its hours."""
    return known.Service(
        name=service.name,
        title=service.title,
        openings=openings,
        extension=service.extension,
        number=service.number,
        place=service.place,
        email=service.email,
        duty=service.duty,
    )


def _closure(closure: Closure) -> known.Closure:
    name = closure.service.name if closure.service else ""
    return known.Closure(closure.first, closure.last, closure.reason, name)


def _person(person: NamedPerson) -> known.Person:
    return known.Person(person.name, person.role, person.service.name if person.service else "", person.extension)
