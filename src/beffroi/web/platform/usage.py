"""What was used and what it costs, per month and service, read off the ledger in SQL."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Count, QuerySet, Sum
from django.db.models.functions import TruncMonth
from django.utils import timezone
from django_scopes import scope, scopes_disabled

from beffroi.catalogue import WITH_SCREENS
from beffroi.web.platform.models import Entry, Tenant
from beffroi.web.platform.models.ledger import EntryKind

MONTHS_SHOWN = 12
TITLES = {service.name: service.title for service in WITH_SCREENS}


@dataclass(frozen=True, kw_only=True)
class Use:
    """Use of one service in one month: runs, computing time [min], energy [Wh], cost [cents]."""

    service: str
    month: date
    runs: int
    minutes: Decimal
    wh: Decimal
    cents: Decimal
    tenant: int = 0

    @property
    def title(self) -> str:
        """The service as people call it."""
        return TITLES.get(self.service, self.service)


def month_start(day: date | None = None) -> date:
    """Return the first day of the month of a day, by default of today."""
    return (day or timezone.localdate()).replace(day=1)


def months_before(month: date, count: int) -> date:
    """Return the first day of the month ``count`` months earlier."""
    years, place = divmod(month.year * 12 + month.month - 1 - count, 12)
    return date(years, place + 1, 1)


def use_of_month(tenant: Tenant, month: date) -> list[Use]:
    """Return the use of a tenant in one month, one row a service. One query."""
    with scope(tenant=tenant):
        entries = Entry.objects.all()
        return _by(_within(entries, month, months_before(month, -1), tenant).values("service"), month=month)


def use_by_month(tenant: Tenant, *, last: date, months: int = MONTHS_SHOWN) -> list[Use]:
    """Return the use of a tenant month by month up to ``last``, the latest first. One query."""
    with scope(tenant=tenant):
        first, end = months_before(last, months - 1), months_before(last, -1)
        trunc = TruncMonth("at", tzinfo=ZoneInfo(tenant.time_zone))
        entries = _within(Entry.objects.all(), first, end, tenant).annotate(month=trunc).values("service", "month")
        return sorted(_by(entries), key=lambda use: (-use.month.toordinal(), use.title))


def use_of_members(lead: Tenant, month: date) -> list[Use]:
    """Return the use of a lead authority's members in one month, one row a member and service. One query.

    The one reading of the ledger across tenants: counts and sums only.
    """
    with scopes_disabled():
        entries = Entry.objects.filter(tenant__lead=lead)
        rows = _within(entries, month, months_before(month, -1), lead).values("tenant", "service")
        return _by(rows, month=month)


def total(uses: Iterable[Use], *, service: str = "", month: date | None = None) -> Use:
    """Return the sum of uses."""
    every = list(uses)
    return Use(
        service=service,
        month=month or month_start(),
        runs=sum(use.runs for use in every),
        minutes=sum((use.minutes for use in every), Decimal(0)),
        wh=sum((use.wh for use in every), Decimal(0)),
        cents=sum((use.cents for use in every), Decimal(0)),
    )


def _within(entries: QuerySet[Entry], first: date, end: date, tenant: Tenant) -> QuerySet[Entry]:
    zone = ZoneInfo(tenant.time_zone)
    start, stop = (datetime(day.year, day.month, 1, tzinfo=zone) for day in (first, end))
    return entries.filter(kind=EntryKind.EVENT, at__gte=start, at__lt=stop).order_by()


def _by(grouped: Any, *, month: date | None = None) -> list[Use]:
    rows = grouped.annotate(runs=Count("id"), ms=Sum("duration_ms"), wh=Sum("energy_wh"), cents=Sum("cost_cents"))
    return [
        Use(
            service=row["service"],
            month=month or row["month"].date(),
            runs=row["runs"],
            minutes=Decimal(row["ms"]) / 60_000,
            wh=row["wh"],
            cents=row["cents"],
            tenant=row.get("tenant", 0),
        )
        for row in rows
    ]
