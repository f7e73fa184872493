"""What comes back every day or week, at the tenant's own hour. Services register entries in their ``tasks`` module.

An entry starts a job for each tenant. The slot is claimed in the transaction that starts the job: two workers never
start the same slot twice, and a slot claimed is a job started. A slot missed while the machine was off is made up
for within ``LATE``; older ones are let go.
"""

from __future__ import annotations

import logging
import time as clock
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.module_loading import autodiscover_modules
from django_scopes import scope, scopes_disabled

from beffroi.web.platform import jobs
from beffroi.web.platform.models import Job, ScheduledRun, Tenant, TenantService
from beffroi.web.platform.reaping import sweep

LATE = timedelta(hours=20)
LOOK_EVERY = 20.0
INSTANCE_ZONE = "Europe/Paris"

logger = logging.getLogger("beffroi.schedule")


Starting = Callable[[Tenant, date], object]


@dataclass(frozen=True)
class Entry:
    """Work that every tenant gets at an hour of its own clock. weekday: 0 is Monday, None every day.

    service: only for tenants where that service is switched on; start: starts the jobs of a tenant's day.
    """

    name: str
    at: time
    start: Starting
    weekday: int | None = None
    service: str = ""


ENTRIES: dict[str, Entry] = {}
UPKEEP: dict[str, Callable[[], object]] = {}


def every_day(operation: str, *, at: time, title: str = "", service: str = "", start: Starting | None = None) -> None:
    """Start a job of this operation for each tenant every day; it receives ``day`` (ISO, the tenant's).

    start: what to do instead of starting that job; it runs in the transaction that claims the slot: keep it short.
    """
    ENTRIES[operation] = Entry(operation, at, start or _starting(operation, title), service=service)


def every_week(operation: str, *, weekday: int, at: time, title: str, service: str = "") -> None:
    """Start a job of this operation for each tenant every week (0 is Monday)."""
    ENTRIES[operation] = Entry(operation, at, _starting(operation, title), weekday=weekday, service=service)


def _starting(operation: str, title: str) -> Starting:
    def start(tenant: Tenant, day: date) -> Job:
        arguments = {"day": day.isoformat()}
        return jobs.start(tenant, operation, key=f"{operation} {day}", title=title, arguments=arguments)

    return start


def upkeep(name: str, step: Callable[[], object]) -> None:
    """Run a short step for the whole instance every night."""
    UPKEEP[name] = step


def slot_before(now: datetime, *, zone: str, at: time, weekday: int | None = None) -> datetime:
    """Return the last moment not after now when an entry was due, in the zone's clock."""
    day, step = now.astimezone(ZoneInfo(zone)).date(), timedelta(days=1)
    if weekday is not None:
        day, step = day - timedelta(days=(day.weekday() - weekday) % 7), timedelta(days=7)
    slot = _moment(day, at, zone)
    return slot if slot <= now else _moment(day - step, at, zone)


def _moment(day: date, at: time, zone: str) -> datetime:
    """Return it in UTC: in its own zone an hour that is skipped or comes twice equals no other."""
    return datetime.combine(day, at, tzinfo=ZoneInfo(zone)).astimezone(UTC)


class Pace:
    """When the schedule was last looked at by this process."""

    looked = -LOOK_EVERY


def run_due(*, now: datetime | None = None) -> int:
    """Start what is due; return how many entries were started. Looks at most every 20 s unless told the time."""
    if now is None:
        if clock.monotonic() - Pace.looked < LOOK_EVERY:
            return 0
        Pace.looked = clock.monotonic()
    moment = now or timezone.now()
    autodiscover_modules("tasks", "rounds")
    with scopes_disabled():
        return _start_jobs(moment) + _keep_up(moment)


def _start_jobs(now: datetime) -> int:
    claimed = dict(ScheduledRun.objects.values_list("name", "last_at"))
    enabled = set(TenantService.objects.filter(enabled=True).values_list("tenant", "service"))
    started = 0
    for tenant in Tenant.objects.filter(active=True):
        for entry in ENTRIES.values():
            if entry.service and (tenant.pk, entry.service) not in enabled:
                continue
            slot = slot_before(now, zone=tenant.time_zone, at=entry.at, weekday=entry.weekday)
            name = f"{entry.name}/{tenant.pk}"
            if claimed.get(name) != slot:
                started += _claim(name, slot, now=now, start=partial(_start, tenant, entry, slot))
    return started


def _start(tenant: Tenant, entry: Entry, slot: datetime) -> None:
    with scope(tenant=tenant):
        entry.start(tenant, slot.astimezone(ZoneInfo(tenant.time_zone)).date())


def _keep_up(now: datetime) -> int:
    slot = slot_before(now, zone=INSTANCE_ZONE, at=time(3, 30))
    claimed = dict(ScheduledRun.objects.filter(name__in=UPKEEP).values_list("name", "last_at"))
    due = [name for name in UPKEEP if claimed.get(name) != slot]
    ours = [name for name in due if _claim(name, slot, now=now)]
    for name in ours:
        _step(name)
    return len(ours)


def _step(name: str) -> None:
    try:
        UPKEEP[name]()
    except Exception:
        logger.exception("upkeep failed", extra={"operation": name})


def _claim(name: str, slot: datetime, *, now: datetime, start: Callable[[], None] = lambda: None) -> bool:
    """Claim a slot and start what is due in one transaction; a first sight or a slot long past is claimed only."""
    try:
        with transaction.atomic():
            if ScheduledRun.objects.filter(name=name, last_at__lt=slot).update(last_at=slot):
                if now - slot > LATE:
                    return False
                start()
                return True
            if not ScheduledRun.objects.filter(name=name).exists():
                ScheduledRun.objects.create(name=name, last_at=slot)
    except IntegrityError:
        logger.info("slot claimed by another worker", extra={"operation": name})
    return False


upkeep("platform.sweep", sweep)
