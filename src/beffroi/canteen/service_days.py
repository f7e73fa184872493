"""Which days the canteens serve: the school calendar, told or read off the attendance."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

import pandas as pd

from beffroi.canteen.history import History
from beffroi.territory.calendar import FOUR_DAYS, Override, SchoolCalendar, parse_weekdays
from beffroi.territory.school_holidays import ZONES_REDRAWN, days_between, infer_zone

REGULAR = 0.5
LOOK_BACK = timedelta(days=365)
FAR = date(2100, 1, 1)


@dataclass(frozen=True)
class CalendarFound:
    """The calendar in use and a French sentence on where it comes from."""

    calendar: SchoolCalendar
    source: str


def service_calendar(history: History, as_of: date) -> CalendarFound:
    """Return the town's calendar as known on ``as_of``.

    The zone comes from calendar.csv, else from the days already served; a weekday is a school day
    when at least half of its dates of the last year in term were served.
    """
    served = _served_days(history, as_of)
    overrides = _overrides(history.calendar)
    told = [override for override in overrides if override.kind == "zone"]
    if told:
        source = "zone donnée par calendar.csv"
        zone = told[-1].value
    else:
        guess = infer_zone(served, _closed_weekdays(served))
        zone, source = guess.since, f"zone {guess.zone_on(as_of)} déduite des jours servis"
        overrides = (*overrides, Override("zone", date(1990, 1, 1), ZONES_REDRAWN - timedelta(1), guess.before))
    weekdays = _weekdays(served, SchoolCalendar(zone, frozenset(range(5)), overrides=overrides), as_of)
    return CalendarFound(SchoolCalendar(zone, weekdays, overrides=overrides), source)


def _served_days(history: History, as_of: date) -> list[date]:
    attendance = history.known_at(as_of).attendance
    return sorted(set(attendance.loc[attendance["served"] > 0, "date"].dt.date))


def _closed_weekdays(served: list[date]) -> list[date]:
    """Days other than Wednesday without a meal, in weeks where less than half of the days were served."""
    if not served:
        return []
    opened = set(served)
    off = [d for d in days_between(served[0], served[-1]) if d.weekday() in FOUR_DAYS and d not in opened]
    weeks = pd.Series([(d - timedelta(days=d.weekday())) for d in off]).value_counts()
    return [d for d in off if weeks[d - timedelta(days=d.weekday())] >= 3]


def _weekdays(served: Collection[date], calendar: SchoolCalendar, as_of: date) -> frozenset[int]:
    """Weekdays served regularly over the last year of service."""
    opened = set(served)
    last = max(opened, default=as_of)
    term = [d for d in calendar.school_days(last - LOOK_BACK, last) if d >= min(opened, default=as_of)]
    regular = set()
    for weekday in range(5):
        dates = [d for d in term if d.weekday() == weekday]
        if dates and sum(d in opened for d in dates) >= REGULAR * len(dates):
            regular.add(weekday)
    return frozenset(regular) or FOUR_DAYS


def _overrides(table: pd.DataFrame) -> tuple[Override, ...]:
    return tuple(
        Override(row.kind, row.start.date(), row.end.date(), row.value, row.label)
        for row in table.itertuples(index=False)
    )


__all__ = ["CalendarFound", "parse_weekdays", "service_calendar"]
