"""Starting the canteens' long work from a page or the schedule."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from beffroi.web.canteen.models import RunKind, Upload
from beffroi.web.platform.jobs import start
from beffroi.web.platform.models import Job, Person, Tenant

SERVICE = "canteen"
STALE = timedelta(days=100)


def start_forecast(tenant: Tenant, *, person: Person | None = None, as_of: date | None = None) -> Job:
    """Start the forecast of the coming ten weeks, as of today or of the day given."""
    arguments: dict[str, object] = {
        "as_of": as_of.isoformat() if as_of else None,
        "strikes": [],
        "kind": RunKind.CURRENT,
    }
    return start(
        tenant, "canteen.forecast", key="current", title="Prévision des repas", arguments=arguments, person=person
    )


def start_scenario(tenant: Tenant, *, strikes: Sequence[date], person: Person | None) -> Job:
    """Start a forecast that supposes a strike on the given days."""
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
    )


def start_evaluation(tenant: Tenant, *, person: Person | None = None) -> Job:
    """Start the measure of the method on the town's last year."""
    return start(tenant, "canteen.evaluate", key="year", title="Mesure sur l'année passée", arguments={}, person=person)


def default_as_of(upload: Upload, today: date) -> date:
    """Return today, or the day after the last meals known when these are old."""
    last = date.fromisoformat(upload.report["last"])
    return today if today - last <= STALE else last + timedelta(days=1)
