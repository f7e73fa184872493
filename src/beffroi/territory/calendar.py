"""The school calendar of one town: which days are school days, and what surrounds them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from typing import Literal

from beffroi.territory.errors import BadInput
from beffroi.territory.public_holidays import public_holiday
from beffroi.territory.school_holidays import (
    SUMMER,
    CalendarMissing,
    Holiday,
    check_zone,
    days_between,
    school_holidays,
)

OverrideKind = Literal["zone", "weekdays", "closed", "open", "holiday"]
FOUR_DAYS = frozenset({0, 1, 3, 4})
WEEKDAYS = ("lun", "mar", "mer", "jeu", "ven", "sam", "dim")
LONGEST_HOLIDAY = timedelta(days=90)


class WeekdayUnknown(BadInput):
    """A weekday of the calendar cannot be read."""


class TermsOverlap(BadInput):
    """Two overrides of the same kind claim the same day."""


@dataclass(frozen=True, slots=True)
class Override:
    """A local exception from ``start`` to ``end``, both included.

    kind "zone": ``value`` is A, B or C; "weekdays": ``value`` names the school days of the week
    ("lun mar jeu ven"); "closed" and "open": days off and days of school in spite of the
    calendar (bridges, Wednesdays that make up for them); "holiday": school holidays.
    """

    kind: OverrideKind
    start: date
    end: date
    value: str = ""
    label: str = ""

    def __contains__(self, day: date) -> bool:
        return self.start <= day <= self.end


def parse_weekdays(text: str) -> frozenset[int]:
    """Read "lun mar jeu ven" as {0, 1, 3, 4}. Raises WeekdayUnknown."""
    names = text.lower().replace(",", " ").replace("-", " ").split()
    days = [next((i for i, short in enumerate(WEEKDAYS) if name.startswith(short)), None) for name in names]
    if not days or None in days:
        raise WeekdayUnknown(f"Jours de classe illisibles : « {text} » ; écrivez par exemple « lun mar jeu ven ».")
    return frozenset(day for day in days if day is not None)


def check_overlaps(overrides: Iterable[Override]) -> None:
    """Raise TermsOverlap when two zones, two weeks or two holidays claim the same day."""
    known = tuple(overrides)
    for kind in ("zone", "weekdays", "holiday"):
        ordered = sorted((o for o in known if o.kind == kind), key=lambda o: o.start)
        for before, after in zip(ordered, ordered[1:], strict=False):
            if after.start <= before.end:
                raise TermsOverlap(
                    f"calendar.csv : deux périodes « {kind} » se chevauchent, l'une jusqu'au "
                    f"{before.end:%d/%m/%Y}, l'autre dès le {after.start:%d/%m/%Y} ; corrigez leurs dates."
                )


@dataclass(frozen=True)
class SchoolCalendar:
    """The calendar of one town.

    zone: school-holiday zone, or a dated pair through overrides of kind "zone".
    weekdays: school days of the week, Monday 0. region: key of ``public_holidays.REGIONS``.
    """

    zone: str
    weekdays: frozenset[int] = FOUR_DAYS
    region: str = "metropole"
    overrides: tuple[Override, ...] = field(default=())

    def __post_init__(self) -> None:
        check_zone(self.zone)
        check_overlaps(self.overrides)
        for override in self.overrides:
            if override.kind == "zone":
                check_zone(override.value)
            if override.kind == "weekdays":
                parse_weekdays(override.value)

    def zone_on(self, day: date) -> str:
        """Return the school-holiday zone on a day."""
        override = self._override("zone", day)
        return override.value if override else self.zone

    def weekdays_on(self, day: date) -> frozenset[int]:
        """Return the school days of the week in force on a day."""
        override = self._override("weekdays", day)
        return parse_weekdays(override.value) if override else self.weekdays

    def public_holiday(self, day: date) -> str | None:
        """Return the name of the public holiday, or None."""
        return public_holiday(day, self.region)

    def holiday_name(self, day: date) -> str | None:
        """Return the name of the school holidays that hold the day, or None."""
        override = self._override("holiday", day)
        if override:
            return override.label or "Vacances locales"
        if self._override("open", day):
            return None
        return school_holidays(day.year, self.zone_on(day)).get(day)

    def is_school_day(self, day: date) -> bool:
        """Tell whether there is school: the town's weekdays less holidays, then local exceptions."""
        if day not in self._known:
            self._known[day] = self._is_school_day(day)
        return self._known[day]

    def school_days(self, first: date, last: date) -> list[date]:
        """Return the school days from ``first`` to ``last``, both included."""
        return [day for day in days_between(first, last) if self.is_school_day(day)]

    def bridge(self, day: date) -> bool:
        """Tell whether the day is a weekday between a public holiday and a day without school."""
        if day.weekday() >= 5 or self.public_holiday(day):
            return False
        eve, morrow = day - timedelta(days=1), day + timedelta(days=1)
        after_holiday = bool(self.public_holiday(eve)) and morrow.weekday() >= 5
        before_holiday = bool(self.public_holiday(morrow)) and eve.weekday() >= 5
        return after_holiday or before_holiday

    def holiday_after(self, day: date) -> Holiday:
        """Return the first school holidays that start after the day."""
        return self._holiday_towards(day, +1)

    def holiday_before(self, day: date) -> Holiday:
        """Return the last school holidays that ended before the day."""
        return self._holiday_towards(day, -1)

    def stretch(self, day: date) -> tuple[date, date]:
        """Return the first and last school days between the two school holidays around the day."""
        first = self.holiday_before(day).last + timedelta(days=1)
        last = self.holiday_after(day).first - timedelta(days=1)
        days = self.school_days(first, last)
        return (days[0], days[-1]) if days else (first, last)

    @cached_property
    def _known(self) -> dict[date, bool]:
        return {}

    def _override(self, kind: OverrideKind, day: date) -> Override | None:
        return next((o for o in self.overrides if o.kind == kind and day in o), None)

    def _is_school_day(self, day: date) -> bool:
        if self._override("closed", day):
            return False
        if self._override("open", day):
            return True
        return (
            day.weekday() in self.weekdays_on(day)
            and self.public_holiday(day) is None
            and self.holiday_name(day) is None
        )

    def _holiday_towards(self, day: date, step: int) -> Holiday:
        one = timedelta(days=step)
        start = day
        while (name := self.holiday_name(start)) is None:
            start += one
            if abs(start - day) > 2 * LONGEST_HOLIDAY:
                raise CalendarMissing(
                    f"Aucune vacance scolaire trouvée autour du {day:%d/%m/%Y} : complétez calendar.csv."
                )
        end = start
        while abs(end - start) < LONGEST_HOLIDAY and self.holiday_name(end + one) is not None:
            end += one
        return Holiday(name, min(start, end), max(start, end))


__all__ = ["FOUR_DAYS", "SUMMER", "Override", "SchoolCalendar", "check_overlaps", "parse_weekdays"]
