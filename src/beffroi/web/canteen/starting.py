"""Starting the canteens' long work from a page or the schedule."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import date, timedelta

from django.urls import reverse

from beffroi.territory.errors import BadInput
from beffroi.web.canteen.folders import latest
from beffroi.web.canteen.models import RunKind, Upload
from beffroi.web.platform.jobs import start
from beffroi.web.platform.models import Job, Person, Tenant
from beffroi.web.platform.quotas import within_quota

SERVICE = "canteen"
STALE = timedelta(days=100)
SUNDAY = 6

logger = logging.getLogger("beffroi.canteen")


def start_forecast(tenant: Tenant, *, person: Person | None = None, as_of: date | None = None) -> Job:
    """Start the forecast of the coming ten weeks, as of today or of the day given. Raises ServiceOff, QuotaReached."""
    within_quota(tenant, SERVICE)
    arguments: dict[str, object] = {
        "as_of": as_of.isoformat() if as_of else None,
        "strikes": [],
        "kind": RunKind.CURRENT,
    }
    return start(
        tenant,
        "canteen.forecast",
        key="current",
        title="Prévision des repas",
        arguments=arguments,
        person=person,
        link=reverse("canteen", args=[tenant.slug]),
    )


def start_scenario(tenant: Tenant, *, strikes: Sequence[date], person: Person | None) -> Job:
    """Start a forecast that supposes a strike on the given days. Raises ServiceOff, QuotaReached."""
    within_quota(tenant, SERVICE)
    days = [day.isoformat() for day in sorted(strikes)]
    arguments: dict[str, object] = {"as_of": None, "strikes": days, "kind": RunKind.SCENARIO}
    title = f"Scénario de grève ({len(days)} jour{'s' if len(days) > 1 else ''})"
    return start(
        tenant,
        "canteen.forecast",
        key=f"strike {' '.join(days)}"[:120],
        title=title,
        arguments=arguments,
        person=person,
        link=reverse("canteen-scenarios", args=[tenant.slug]),
    )


def start_evaluation(tenant: Tenant, *, person: Person | None = None) -> Job:
    """Start the measure of the method on the town's last year. Raises ServiceOff, QuotaReached."""
    within_quota(tenant, SERVICE)
    return start(
        tenant,
        "canteen.evaluate",
        key="year",
        title="Mesure sur l'année passée",
        arguments={},
        person=person,
        link=reverse("canteen-accuracy", args=[tenant.slug]),
    )


def default_as_of(upload: Upload, today: date) -> date:
    """Return today, or the day after the last meals known when these are old."""
    last = date.fromisoformat(upload.report["last"])
    return today if today - last <= STALE else last + timedelta(days=1)


def start_after_upload(tenant: Tenant, *, person: Person | None) -> None:
    """Start what new meals call for. Raises ServiceOff, QuotaReached."""
    start_forecast(tenant, person=person)
    start_evaluation(tenant, person=person)


def start_nightly(tenant: Tenant, day: date) -> None:
    """Forecast again, where there is something to forecast and the month's limits allow it; measure on Sundays."""
    if latest() is None:
        return
    try:
        start_forecast(tenant)
        if day.weekday() == SUNDAY:
            start_evaluation(tenant)
    except BadInput as error:
        logger.warning("no nightly forecast: %s", error)
