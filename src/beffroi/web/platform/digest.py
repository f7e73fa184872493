"""The e-mail of the week: to each person who wants it, what happened and what awaits a decision.

One job a person, so that a mail server that fails is asked again without sending twice to the others. A worker killed
between the sending and the end of its job sends that one letter again: a mail server knows no transaction.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from smtplib import SMTPException
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db.models import Count, Q
from django.template.loader import render_to_string

from beffroi.catalogue import WITH_SCREENS, Service
from beffroi.web.platform import schedule
from beffroi.web.platform.jobs import MayPass, Work, start, work
from beffroi.web.platform.models import Entry, Job, Membership, Person, Tenant, TenantService
from beffroi.web.platform.models.jobs import JobState
from beffroi.web.platform.models.ledger import EntryKind, Outcome
from beffroi.web.platform.tenancy import roles_of

WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Awaited:
    """Something that a person should decide: one French sentence, and the page for it."""

    text: str
    address: str


@dataclass(frozen=True)
class ServiceWeek:
    """One service over a week: operations run, what people did with results, what awaits."""

    service: Service
    runs: int
    accepted: int
    edited: int
    rejected: int
    awaited: tuple[Awaited, ...]

    @property
    def decisions(self) -> int:
        """Results that a person judged."""
        return self.accepted + self.edited + self.rejected


@dataclass(frozen=True)
class Week:
    """What a letter tells. first and last: days included."""

    first: date
    last: date
    services: tuple[ServiceWeek, ...]
    failed_jobs: int

    @property
    def silent(self) -> bool:
        """Whether there is nothing to tell."""
        told = any(service.runs or service.decisions or service.awaited for service in self.services)
        return not told and not self.failed_jobs

    @property
    def awaited(self) -> int:
        """How many things await a decision."""
        return sum(len(service.awaited) for service in self.services)


AWAITING: dict[str, Callable[[Tenant], Iterable[Awaited]]] = {}
Finder = Callable[[Tenant], Iterable[Awaited]]


def awaits(service: str) -> Callable[[Finder], Finder]:
    """Register the function that tells what awaits a decision in a service, in the tenant's scope."""

    def register(function: Finder) -> Finder:
        AWAITING[service] = function
        return function

    return register


def week_before(tenant: Tenant, day: date, *, services: frozenset[str] | None = None) -> Week:
    """Return the seven days before ``day`` of the tenant in scope; services: only these, all switched on by default."""
    zone = ZoneInfo(tenant.time_zone)
    span = (datetime.combine(day - WEEK, time(), zone), datetime.combine(day, time(), zone))
    enabled = set(TenantService.objects.filter(enabled=True).values_list("service", flat=True))
    shown = [found for found in WITH_SCREENS if found.name in enabled and (services is None or found.name in services)]
    counted = _counted(span)
    return Week(
        day - WEEK,
        day - timedelta(days=1),
        tuple(_service_week(tenant, service, counted.get(service.name, {})) for service in shown),
        _failed(span, [service.name for service in shown]),
    )


def _counted(span: tuple[datetime, datetime]) -> dict[str, dict[str, int]]:
    decided = {str(outcome): Count("pk", filter=Q(outcome=outcome)) for outcome in Outcome}
    rows = Entry.objects.filter(at__gte=span[0], at__lt=span[1]).order_by().values("service")
    return {row["service"]: row for row in rows.annotate(runs=Count("pk", filter=Q(kind=EntryKind.EVENT)), **decided)}


def _service_week(tenant: Tenant, service: Service, row: dict[str, int]) -> ServiceWeek:
    find = AWAITING.get(service.name)
    accepted, edited, rejected = (row.get(str(outcome), 0) for outcome in Outcome)
    awaited = tuple(find(tenant)) if find else ()
    return ServiceWeek(service, row.get("runs", 0), accepted, edited, rejected, awaited)


def _failed(span: tuple[datetime, datetime], services: list[str]) -> int:
    ours = Q()
    for service in services:
        ours |= Q(operation__startswith=f"{service}.")
    failed = Job.objects.filter(ours, state=JobState.FAILED, finished_at__gte=span[0], finished_at__lt=span[1])
    return failed.count() if services else 0


@work("platform.digest")
def write_to_all(work: Work) -> None:
    """Start one letter a person who wants it."""
    day = work.arguments["day"]
    held = Membership.objects.values("person")
    wanting = Person.objects.filter(pk__in=held, wants_digest=True, is_active=True, erased_at=None)
    with work.commit():
        for number in wanting.values_list("pk", flat=True):
            key = f"digest {day} {number}"
            start(
                work.tenant,
                "platform.letter",
                key=key,
                title="Courriel de la semaine",
                arguments={"person": number, "day": day},
            )


@work("platform.letter")
def write(work: Work) -> None:
    """Write to one person, unless there is nothing to tell or they no longer want it."""
    person = Person.objects.filter(pk=work.arguments["person"], wants_digest=True, is_active=True).first()
    held = roles_of(person, work.tenant) if person else frozenset()
    if person is None or not held:
        return
    services = None if any(not service for _, service in held) else frozenset(service for _, service in held)
    week = week_before(work.tenant, date.fromisoformat(work.arguments["day"]), services=services)
    if not week.silent:
        send(work.tenant, person, week)


def send(tenant: Tenant, person: Person, week: Week) -> None:
    """Send the letter, as text and as simple HTML. Raises MayPass."""
    facts = {"tenant": tenant, "person": person, "week": week, "address": settings.ADDRESS}
    subject, _, text = render_to_string("platform/mail/digest.txt", facts).strip().partition("\n")
    letter = EmailMultiAlternatives(subject, text.strip() + "\n", to=[person.email])
    letter.attach_alternative(render_to_string("platform/mail/digest.html", facts), "text/html")
    try:
        letter.send()
    except (OSError, SMTPException) as error:
        raise MayPass from error


schedule.every_week("platform.digest", weekday=0, at=time(7), title="Courriel de la semaine")
