"""Starting the water service's long work from a page or the schedule."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.urls import reverse

from beffroi.territory.errors import BadInput
from beffroi.web.platform.jobs import start
from beffroi.web.platform.models import Job, Person, Tenant
from beffroi.web.platform.quotas import within_quota
from beffroi.web.water.feed import is_live, sector_meters
from beffroi.web.water.folders import current
from beffroi.web.water.models import FileKind, RunKind, Sensor, WaterFile, WaterRun

SERVICE = "water"
LOOK_BACK = timedelta(days=30)


@dataclass(frozen=True, kw_only=True)
class RoundsWish:
    """The rounds asked for: the week's Monday, teams, days of the week, metres a team walks a day."""

    monday: date
    teams: int
    days: int
    metres: int


logger = logging.getLogger("beffroi.water")


def start_leaks(tenant: Tenant, *, first: date, last: date, person: Person | None = None) -> Job:
    """Start the search for leaks from one day to another, both included. Raises ServiceOff, QuotaReached."""
    return _start(
        tenant,
        RunKind.LEAKS,
        key=f"leaks {first} {last}",
        arguments={"first": first.isoformat(), "last": last.isoformat()},
        person=person,
        page="water-leaks",
    )


def start_night(tenant: Tenant, *, person: Person | None = None) -> Job:
    """Start the watch of the sectors' night flow. Raises ServiceOff, QuotaReached."""
    return _start(tenant, RunKind.NIGHT, key="night", arguments={}, person=person, page="water-nights")


def start_rank(tenant: Tenant, *, year: int, person: Person | None = None) -> Job:
    """Start the ranking of pipes for a year to come. Raises ServiceOff, QuotaReached."""
    return _start(
        tenant, RunKind.RANK, key=f"rank {year}", arguments={"year": year}, person=person, page="water-network"
    )


def start_rounds(tenant: Tenant, wish: RoundsWish, *, person: Person | None = None) -> Job:
    """Start the planning of a week's rounds. Raises ServiceOff, QuotaReached."""
    arguments = {"monday": wish.monday.isoformat(), "teams": wish.teams, "days": wish.days, "metres": wish.metres}
    return _start(
        tenant,
        RunKind.ROUNDS,
        key=f"rounds {wish.monday}",
        arguments=arguments,
        person=person,
        page="water-rounds",
    )


def ranking_year(today: date) -> int:
    """Return the year to rank for: this one, or the one after the last break where the register stops before.

    Years without a register would be learnt as years without breaks.
    """
    breaks = current(FileKind.BREAKS)
    last = str(breaks.report.get("last", ""))[:4] if breaks else ""
    return min(today.year, int(last) + 1) if last.isdigit() else today.year


def start_indicators(tenant: Tenant, *, person: Person | None = None) -> Job:
    """Start the indicators of each year. Raises ServiceOff, QuotaReached."""
    return _start(tenant, RunKind.INDICATORS, key="indicators", arguments={}, person=person, page="water-indicators")


def _start(
    tenant: Tenant, kind: RunKind, *, key: str, arguments: dict[str, object], person: Person | None, page: str
) -> Job:
    within_quota(tenant, SERVICE)
    return start(
        tenant,
        f"{SERVICE}.{kind}",
        key=key,
        title=kind.label,
        arguments=arguments,
        person=person,
        link=reverse(page, args=[tenant.slug]),
    )


def start_after_use(tenant: Tenant, file: WaterFile, *, person: Person | None, today: date) -> Job | None:
    """Start what a file put in use calls for; a search for leaks is asked for by a person. Raises BadInput."""
    if file.kind == FileKind.VOLUMES:
        return start_indicators(tenant, person=person)
    if file.kind in {FileKind.FLOWS, FileKind.CUSTOMERS} and current(FileKind.FLOWS):
        return start_night(tenant, person=person)
    if file.kind in {FileKind.PIPES, FileKind.BREAKS} and current(FileKind.PIPES) and current(FileKind.BREAKS):
        return start_rank(tenant, year=ranking_year(today), person=person)
    return None


def default_period() -> tuple[date, date] | None:
    """Return the days to search: after the last search, up to the last whole day known; None without readings."""
    last = last_day()
    if last is None:
        return None
    done = WaterRun.objects.filter(kind=RunKind.LEAKS, last__lt=last).order_by("-last").first()
    return (done.last + timedelta(days=1) if done and done.last else last - LOOK_BACK), last


def last_day() -> date | None:
    """Return the last whole day of the live feed, else of the history in use."""
    live = Sensor.objects.exclude(last_t="").order_by("-last_t").values_list("last_t", flat=True).first()
    if live:
        return date.fromisoformat(live[:10]) - timedelta(days=1)
    history = current(FileKind.SCADA)
    told = str(history.report.get("last", "")) if history else ""
    return datetime.fromisoformat(told).date() if told else None


def start_nightly(tenant: Tenant, _day: date) -> None:
    """Search and watch again where there is a live feed and the month's limits allow it."""
    if not is_live():
        return
    try:
        period = default_period()
        if period and current(FileKind.NETWORK) and period[0] <= period[1]:
            start_leaks(tenant, first=period[0], last=period[1])
        if sector_meters():
            start_night(tenant)
    except BadInput as error:
        logger.warning("no nightly search: %s", error)
