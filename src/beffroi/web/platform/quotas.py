"""What a tenant may use of a service each month, read off the ledger before a job starts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from django.db.models import Count, Sum
from django.utils import timezone
from django_scopes import scope

from beffroi.catalogue import SERVICES
from beffroi.territory.errors import BadInput
from beffroi.territory.money import format_cents
from beffroi.web.platform.models import Entry, Tenant, TenantService
from beffroi.web.platform.models.ledger import EntryKind
from beffroi.web.platform.templatetags.french import month_name, number


class ServiceOff(BadInput):
    """The service is not switched on for the tenant."""


class QuotaReached(BadInput):
    """The tenant has used what it may use of the service this month."""


@dataclass(frozen=True, kw_only=True)
class Usage:
    """What a service used in a month: runs, computing time [min], energy [Wh], cost [cents]."""

    runs: int = 0
    minutes: Decimal = Decimal(0)
    wh: Decimal = Decimal(0)
    cents: Decimal = Decimal(0)


def usage(tenant: Tenant, service: str, *, day: date | None = None) -> Usage:
    """Return what a service used in the month of a day (by default today) in the tenant's time zone. One query."""
    zone = ZoneInfo(tenant.time_zone)
    day = day or timezone.localdate(timezone=zone)
    first = datetime(day.year, day.month, 1, tzinfo=zone)
    after = datetime(day.year + day.month // 12, day.month % 12 + 1, 1, tzinfo=zone)
    with scope(tenant=tenant):
        events = Entry.objects.filter(kind=EntryKind.EVENT, service=service, at__gte=first, at__lt=after)
        sums = events.aggregate(runs=Count("id"), ms=Sum("duration_ms"), wh=Sum("energy_wh"), cents=Sum("cost_cents"))
    return Usage(
        runs=sums["runs"],
        minutes=Decimal(sums["ms"] or 0) / 60_000,
        wh=sums["wh"] or Decimal(0),
        cents=sums["cents"] or Decimal(0),
    )


def within_quota(tenant: Tenant, service: str, *, day: date | None = None) -> Usage:
    """Return what the service used this month, where more may be used. Call it before a job starts.

    Raises ServiceOff, QuotaReached.
    """
    title = next((known.title for known in SERVICES if known.name == service), service)
    with scope(tenant=tenant):
        allowed: TenantService | None = TenantService.objects.filter(service=service, enabled=True).first()
    if allowed is None:
        raise ServiceOff(f"« {title} » n'est pas en service : un administrateur l'allume dans les réglages.")
    used = usage(tenant, service, day=day)
    reached = list(_reached(used, allowed))
    if reached:
        month = month_name(day or timezone.localdate(timezone=ZoneInfo(tenant.time_zone)))
        raise QuotaReached(
            f"« {title} » a atteint sa limite de {month} : {', '.join(reached)}. "
            "Attendez le mois prochain, ou demandez à un administrateur de relever la limite."
        )
    return used


def _reached(used: Usage, allowed: TenantService) -> Iterator[str]:
    if 0 < allowed.quota_runs <= used.runs:
        yield f"{number(used.runs)} exécutions sur {number(allowed.quota_runs)}"
    if 0 < allowed.quota_minutes <= used.minutes:
        yield f"{number(used.minutes, 1)} minutes de calcul sur {number(allowed.quota_minutes)}"
    if 0 < allowed.quota_wh <= used.wh:
        yield f"{number(used.wh, 1)} Wh sur {number(allowed.quota_wh)}"
    if 0 < allowed.quota_cents <= used.cents:
        yield f"{format_cents(round(used.cents))} sur {format_cents(allowed.quota_cents)}"
