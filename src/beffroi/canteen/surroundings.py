"""What surrounds each serving day in the school year: holidays, bridges, first and last days."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import pandas as pd

from beffroi.territory.calendar import SUMMER, SchoolCalendar
from beffroi.territory.feasts import lunar_fast, lunar_feast

LONGEST_GAP = 6


@dataclass(frozen=True, slots=True)
class Surroundings:
    """One serving day among its neighbours.

    to_holiday, since_holiday: weekdays to the next and since the last school holidays, the day
    included. to_summer, since_summer tell whether those holidays are the summer's. gap_after,
    gap_before: days to the next and since the last school day, at most 6. days_off_in_week: days
    of the Monday-to-Friday week without school apart from Wednesday.
    """

    weekday: int
    month: int
    day_of_year: int
    to_holiday: int
    since_holiday: int
    gap_after: int
    gap_before: int
    days_off_in_week: int
    to_summer: bool
    since_summer: bool
    feast: str
    fast: bool


def surroundings(days: Sequence[date], calendar: SchoolCalendar) -> pd.DataFrame:
    """Return one row a day with the fields of ``Surroundings``."""
    return pd.DataFrame([_of_day(day, calendar) for day in days])


def _of_day(day: date, calendar: SchoolCalendar) -> Surroundings:
    to_holiday, after = _count(day, calendar, +1)
    since_holiday, before = _count(day, calendar, -1)
    monday = day - timedelta(days=day.weekday())
    week = [monday + timedelta(days=n) for n in (0, 1, 3, 4)]
    return Surroundings(
        weekday=day.weekday(),
        month=day.month,
        day_of_year=(day - date(day.year - (day.month < 8), 9, 1)).days,
        to_holiday=to_holiday,
        since_holiday=since_holiday,
        gap_after=_gap(day, calendar, +1),
        gap_before=_gap(day, calendar, -1),
        days_off_in_week=sum(not _open(other, calendar) for other in week),
        to_summer=after == SUMMER,
        since_summer=before == SUMMER,
        feast=lunar_feast(day) or "",
        fast=lunar_fast(day),
    )


def _open(day: date, calendar: SchoolCalendar) -> bool:
    return day.weekday() < 5 and calendar.public_holiday(day) is None and calendar.holiday_name(day) is None


def _count(day: date, calendar: SchoolCalendar, step: int) -> tuple[int, str]:
    """Count the open weekdays until school holidays begin, the day included, and name them."""
    count, other = 0, day
    while (name := calendar.holiday_name(other)) is None and abs((other - day).days) < 120:
        count += _open(other, calendar)
        other += timedelta(days=step)
    return count, name or ""


def _gap(day: date, calendar: SchoolCalendar, step: int) -> int:
    other = day + timedelta(days=step)
    while abs((other - day).days) < LONGEST_GAP and not (
        _open(other, calendar) and other.weekday() in calendar.weekdays_on(other)
    ):
        other += timedelta(days=step)
    return abs((other - day).days)
