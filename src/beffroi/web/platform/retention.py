"""What has outlived its retention is removed every night: texts, jobs, the services' rows, then the ledger's start.

A service registers what it removes (``purges``). The ledger loses links from its start only, up to the first that must
stay, and never its last ``LEAST_LEDGER_DAYS``: the register counts twelve months. It keeps no personal data but keys.
What was removed is told by a checkpoint signed with the instance's key, and the links that stay follow it.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from django.db import connection
from django.db.models import Q
from django.utils import timezone
from django.utils.module_loading import autodiscover_modules
from django_scopes import scope, scopes_disabled

from beffroi.web.platform import guard
from beffroi.web.platform.ledger import Operation, append_event
from beffroi.web.platform.models import Checkpoint, Entry, EntryText, Job, LedgerHead, Tenant, TenantService
from beffroi.web.platform.models.jobs import OPEN_STATES
from beffroi.web.platform.verification import sign_checkpoint

PLATFORM = "platform"
PLATFORM_DAYS = 1095
LEAST_LEDGER_DAYS = 400
MOST_LINKS = 20_000

logger = logging.getLogger("beffroi.retention")


class Purge(Protocol):
    """Removes a service's rows and files from before a moment, in the tenant's scope; returns how many rows went."""

    def __call__(self, tenant: Tenant, *, before: datetime) -> int:
        """Remove them."""


PURGES: dict[str, Purge] = {}


def purges(service: str) -> Callable[[Purge], Purge]:
    """Register what a service removes; the module is imported by the service's ``tasks``."""

    def register(purge: Purge) -> Purge:
        PURGES[service] = purge
        return purge

    return register


@dataclass(frozen=True)
class Removed:
    """What a purge removed: rows of texts, jobs and services; links of the ledger."""

    rows: int
    links: int


def retention(tenant: Tenant) -> dict[str, int]:
    """Return how long each service's data is kept [days]; the platform's own stand for all others."""
    with scope(tenant=tenant):
        kept = dict(TenantService.objects.values_list("service", "retention_days"))
    return kept | {PLATFORM: PLATFORM_DAYS}


def purge(tenant: Tenant, *, now: datetime | None = None) -> Removed:
    """Remove what has outlived its retention, and tell it in the ledger where something went."""
    autodiscover_modules("tasks")
    now = now or timezone.now()
    kept = retention(tenant)
    with scope(tenant=tenant):
        rows = sum(_purge_service(tenant, name, now - timedelta(days=days)) for name, days in kept.items())
        links = _purge_ledger(tenant, kept, now)
        if rows or links:
            told = f"{rows} lignes, {links} maillons du journal"
            append_event(tenant, Operation(service=PLATFORM, operation="purge", result=told))
    return Removed(rows, links)


def purge_all() -> None:
    """Purge every tenant; one that fails does not keep the others waiting."""
    with scopes_disabled():
        tenants = list(Tenant.objects.all())
    for tenant in tenants:
        try:
            purge(tenant)
        except Exception:
            logger.exception("purge failed", extra={"tenant": tenant.slug})


def _purge_service(tenant: Tenant, service: str, before: datetime) -> int:
    texts = EntryText.objects.filter(entry__service=service, entry__at__lt=before).delete()[0]
    ended = Job.objects.exclude(state__in=OPEN_STATES).filter(operation__startswith=f"{service}.")
    jobs = ended.filter(created_at__lt=before).delete()[0]
    own = PURGES[service](tenant, before=before) if service in PURGES else 0
    return int(texts + jobs + own)


def _purge_ledger(tenant: Tenant, kept: dict[str, int], now: datetime) -> int:
    head: LedgerHead | None = LedgerHead.objects.first()
    first: Entry | None = Entry.objects.order_by("seq").first()
    if head is None or first is None:
        return 0
    staying: Entry | None = Entry.objects.filter(_must_stay(kept, now)).order_by("seq").first()
    last = min(staying.seq - 1 if staying else head.seq, first.seq + MOST_LINKS - 1)
    return _cut(tenant, head, first.seq, last) if last >= first.seq else 0


def _must_stay(kept: dict[str, int], now: datetime) -> Q:
    stays = Q()
    for service, days in kept.items():
        stays |= Q(service=service, at__gte=now - timedelta(days=max(days, LEAST_LEDGER_DAYS)))
    return stays | (~Q(service__in=kept) & Q(at__gte=now - timedelta(days=PLATFORM_DAYS)))


def _cut(tenant: Tenant, head: LedgerHead, first: int, last: int) -> int:
    """Remove links up to ``last`` and leave a signed checkpoint, in one transaction that lifts the guard."""
    with guard.lifted(connection):
        link = Entry.objects.get(seq=last)
        point = Checkpoint(tenant=tenant, seq=last, hash=link.hash, removed=last - first + 1, made_at=timezone.now())
        sign_checkpoint(point, head.origin).save()
        Entry.objects.filter(seq__lte=last).delete()
    return last - first + 1
