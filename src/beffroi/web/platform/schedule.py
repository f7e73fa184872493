"""What comes back every day or week, at the tenant's own hour. Services register entries in their ``tasks`` module.

An entry starts a job for each tenant. The slot is claimed in the transaction that starts the job: two workers never
start the same slot twice, and a slot claimed is a job started. A slot missed while the machine was off is made up
for within ``LATE``; older ones are let go.
"""

from __future__ import annotations

import logging
import time as clock
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.module_loading import autodiscover_modules
from django_scopes import scopes_disabled

from beffroi.web.platform import jobs
from beffroi.web.platform.models import ScheduledRun, Tenant, TenantService
from beffroi.web.platform.reaping import sweep

LATE = timedelta(hours=20)
LOOK_EVERY = 20.0
INSTANCE_ZONE = "Europe/Paris"

logger = logging.getLogger("beffroi.schedule")


@dataclass(frozen=True)
class Entry:
    """A job that every tenant gets at an hour of its own clock. weekday: 0 is Monday, None every day.

    service: only for tenants where that service is switched on.
    """

    operation: str
    title: str
    at: time
    weekday: int | None = None
    service: str = ""
    arguments: dict[str, Any] = field(default_factory=dict)


ENTRIES: dict[str, Entry] = {}
UPKEEP: dict[str, Callable[[], object]] = {}


def every_day(operation: str, *, at: time, title: str, service: str = "") -> None:
    """Start a job of this operation for each tenant every day; it receives ``day`` (ISO, the tenant's)."""
    ENTRIES[operation] = Entry(operation, title, at, service=service)


def every_week(operation: str, *, weekday: int, at: time, title: str, service: str = "") -> None:
    """Start a job of this operation for each tenant every week (0 is Monday)."""
    ENTRIES[operation] = Entry(operation, title, at, weekday=weekday, service=service)


def upkeep(name: str, step: Callable[[], object]) -> None:
    """Run a short step for the whole instance every night."""
    UPKEEP[name] = step


def slot_before(now: datetime, *, zone: str, at: time, weekday: int | None = None) -> datetime:
    """Return the last moment not after now when an entry was due, in the zone's clock."""
    local = now.astimezone(ZoneInfo(zone))
    day = local.date()
    if weekday is not None:
        day -= timedelta(days=(day.weekday() - weekday) % 7)
    slot = datetime.combine(day, at, tzinfo=ZoneInfo(zone))
    return (
        slot
        if slot <= now
        else datetime.combine(day - timedelta(days=7 if weekday is not None else 1), at, slot.tzinfo)
    )


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
    autodiscover_modules("tasks")
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
            name = f"{entry.operation}/{tenant.pk}"
            if claimed.get(name) != slot:
                started += _claim(name, slot, now=now, start=partial(_start, tenant, entry, slot))
    return started


def _start(tenant: Tenant, entry: Entry, slot: datetime) -> None:
    day = slot.date().isoformat()
    arguments = {**entry.arguments, "day": day}
    jobs.start(tenant, entry.operation, key=f"{entry.operation} {day}", title=entry.title, arguments=arguments)


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
