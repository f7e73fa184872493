"""What a tenant may use of a service each month, read off the ledger before a job starts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from zoneinfo import ZoneInfo

from django.utils import timezone
from django_scopes import scope

from beffroi.territory.errors import BadInput
from beffroi.territory.money import format_cents
from beffroi.web.platform.models import Tenant, TenantService
from beffroi.web.platform.templatetags.french import month_name, number
from beffroi.web.platform.usage import TITLES, Use, month_start, total, use_of_month


class ServiceOff(BadInput):
    """The service is not switched on for the tenant."""


class QuotaReached(BadInput):
    """The tenant has used what it may use of the service this month."""


def usage(tenant: Tenant, service: str, *, day: date | None = None) -> Use:
    """Return what a service used in the month of a day (by default today) in the tenant's time zone. One query."""
    month = month_start(day or timezone.localdate(timezone=ZoneInfo(tenant.time_zone)))
    every = use_of_month(tenant, month)
    return total((use for use in every if use.service == service), service=service, month=month)


def within_quota(tenant: Tenant, service: str, *, day: date | None = None) -> Use:
    """Return what the service used this month, where more may be used. Call it before a job starts.

    Raises ServiceOff, QuotaReached.
    """
    title = TITLES.get(service, service)
    with scope(tenant=tenant):
        allowed: TenantService | None = TenantService.objects.filter(service=service, enabled=True).first()
    if allowed is None:
        raise ServiceOff(f"« {title} » n'est pas en service : un administrateur l'allume dans les réglages.")
    used = usage(tenant, service, day=day)
    reached = list(_reached(used, allowed))
    if reached:
        raise QuotaReached(
            f"« {title} » a atteint sa limite de {month_name(used.month)} : {', '.join(reached)}. "
            "Attendez le mois prochain, ou demandez à un administrateur de relever la limite."
        )
    return used


def _reached(used: Use, allowed: TenantService) -> Iterator[str]:
    if 0 < allowed.quota_runs <= used.runs:
        yield f"{number(used.runs)} exécutions sur {number(allowed.quota_runs)}"
    if 0 < allowed.quota_minutes <= used.minutes:
        yield f"{number(used.minutes, 1)} minutes de calcul sur {number(allowed.quota_minutes)}"
    if 0 < allowed.quota_wh <= used.wh:
        yield f"{number(used.wh, 1)} Wh sur {number(allowed.quota_wh)}"
    if 0 < allowed.quota_cents <= used.cents:
        yield f"{format_cents(round(used.cents))} sur {format_cents(allowed.quota_cents)}"
