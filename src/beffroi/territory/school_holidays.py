"""School holidays by zone, and the zone of an académie at a date.

Holiday dates come from the `vacances-scolaires-france` package (open data of the Ministry of
Education, 1990 to 2028). Zones were redrawn from September 2015: ``data/academies.csv``.
"""

import csv
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

from vacances_scolaires_france import SchoolHolidayDates

from beffroi.territory.errors import BadInput

ZONES = ("A", "B", "C")
SUMMER = "Vacances d'été"


class ZoneUnknown(BadInput):
    """The school-holiday zone does not exist."""


class CalendarMissing(BadInput):
    """No school calendar is published for that year."""


@dataclass(frozen=True, slots=True)
class Holiday:
    """One stretch of school holidays; ``first`` and ``last`` are its first and last days off."""

    name: str
    first: date
    last: date


@cache
def _dates() -> Any:
    return SchoolHolidayDates()


@lru_cache(maxsize=256)
def school_holidays(year: int, zone: str) -> Mapping[date, str]:
    """Return the school holidays of a calendar year in one zone: date to French name.

    Raises ZoneUnknown, or CalendarMissing for a year outside the published calendars.
    """
    check_zone(zone)
    dates = _dates()
    if not min(dates.data).year <= year <= max(dates.data).year:
        raise CalendarMissing(
            f"Aucun calendrier scolaire n'est publié pour {year} : ajoutez ses vacances dans calendar.csv."
        )
    found = dates.holidays_for_year_and_zone(year, zone)
    return {day: row["nom_vacances"] for day, row in found.items()}


def check_zone(zone: str) -> None:
    """Raise ZoneUnknown unless ``zone`` is A, B or C."""
    if zone not in ZONES:
        raise ZoneUnknown(f"Zone de vacances inconnue : « {zone} » ; écrivez A, B ou C.")


def school_year(day: date) -> str:
    """Return the school year of a day: "2016-2017" from 1 August 2016 to 31 July 2017."""
    first = day.year if day.month >= 8 else day.year - 1
    return f"{first}-{first + 1}"


@cache
def _academies() -> tuple[dict[str, str], ...]:
    text = files("beffroi.territory").joinpath("data/academies.csv").read_text(encoding="utf-8")
    return tuple(csv.DictReader(text.splitlines()))


def zone_of_academy(academy: str, day: date) -> str:
    """Return the zone of an académie on a day. Raises ZoneUnknown for an académie not listed."""
    for row in _academies():
        if row["academy"].casefold() == academy.casefold() and row["from"] <= day.isoformat() <= row["to"]:
            return row["zone"]
    raise ZoneUnknown(f"Académie inconnue : « {academy} » ; indiquez la zone A, B ou C.")


@cache
def zone_histories() -> tuple[tuple[str, str], ...]:
    """Return the distinct (zone until August 2015, zone since) that some académie knew."""
    old = {row["academy"]: row["zone"] for row in _academies() if row["to"] < "2016"}
    new = {row["academy"]: row["zone"] for row in _academies() if row["to"] > "2016"}
    return tuple(sorted({(old[academy], new[academy]) for academy in old}))


ZONES_REDRAWN = date(2015, 8, 31)


@dataclass(frozen=True, slots=True)
class ZoneGuess:
    """The zone history that contradicts a town's open days least.

    ``contradicted`` is the share of the open days that fall in that zone's holidays.
    """

    before: str
    since: str
    contradicted: float

    def zone_on(self, day: date) -> str:
        """Return the zone on a day."""
        return self.before if day < ZONES_REDRAWN else self.since


def infer_zone(open_days: Collection[date], closed_days: Collection[date] = ()) -> ZoneGuess:
    """Return the zone history that fits the days on which schools were open or closed.

    ``closed_days`` are weekdays on which nothing was served: they tell zones apart when the open
    days alone do not. Ties go to the first zone history in the order of the alphabet.
    """

    def clashes(pair: tuple[str, str]) -> tuple[int, int]:
        guess = ZoneGuess(*pair, contradicted=0.0)
        opened = sum(day in school_holidays(day.year, guess.zone_on(day)) for day in open_days)
        closed = sum(day not in school_holidays(day.year, guess.zone_on(day)) for day in closed_days)
        return opened, closed

    best = min(zone_histories(), key=lambda pair: (sum(clashes(pair)), pair))
    return ZoneGuess(*best, contradicted=clashes(best)[0] / max(1, len(open_days)))


def days_between(first: date, last: date) -> list[date]:
    """Return every day from ``first`` to ``last``, both included."""
    return [first + timedelta(days=step) for step in range((last - first).days + 1)]
