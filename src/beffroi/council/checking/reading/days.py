"""Dates as acts write them: with a weekday, in figures, in letters."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from beffroi.council.checking.reading.words import IN_WORDS, fold, number_of

MONTHS = [
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
]
WEEKDAYS = ["lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"]
_FOLDED_MONTHS = [fold(month) for month in MONTHS]
_MONTH = "|".join([*MONTHS, "fevrier", "aout", "decembre"])
_WEEKDAY = "|".join(WEEKDAYS)
_DAY = rf"(?:\d{{1,2}}(?:er)?|premier|{IN_WORDS})"
LONG = re.compile(
    rf"(?:\b(?P<weekday>{_WEEKDAY})\s+)?(?<![\w-])(?P<day>{_DAY})\s+(?P<month>{_MONTH})(?:\s*,?\s+(?P<year>(?:19|"
    rf"20)\d{{2}}|deux[\s-]+mill?e?(?:[\s-]+(?:et[\s-]+)?{IN_WORDS})?)\b)?",
    re.IGNORECASE,
)
SHORT = re.compile(
    r"(?<![\d/.-])(?P<day>\d{1,2})\s?[/.]\s?(?P<month>\d{1,2})\s?[/.]\s?(?P<year>(?:19|20)\d{2})(?![\d/])"
)
_AN = re.compile(r"l'an\s+(?P<year>deux[\s-]+mill?e?(?:[\s-]+(?:et[\s-]+)?" + IN_WORDS + r")?|20\d{2})", re.IGNORECASE)


@dataclass(frozen=True)
class Day:
    """A date read: its day (None where the calendar has none), the weekday said, the words, from where to where."""

    day: date | None
    weekday: int | None
    quote: str
    start: int
    end: int
    in_year: bool = True  # the year is written beside


def days(text: str) -> Iterator[Day]:
    """Yield the dates of a text in order; a date without year takes that of « L'an deux mille… » just before."""
    found = [*_long(text), *_figures(text)]
    yield from sorted(found, key=lambda day: day.start)


def _long(text: str) -> Iterator[Day]:
    years = [(match.end(), number_of(match["year"])) for match in _AN.finditer(text)]
    for match in LONG.finditer(text):
        number = 1 if match["day"].lower() in {"1er", "premier"} else number_of(re.sub(r"er$", "", match["day"]))
        year = number_of(match["year"]) if match["year"] else _year_before(match.start(), years)
        if number is None or year is None:
            continue
        month = _FOLDED_MONTHS.index(fold(match["month"])) + 1
        weekday = WEEKDAYS.index(match["weekday"].lower()) if match["weekday"] else None
        yield Day(_date(year, month, number), weekday, match[0], match.start(), match.end(), bool(match["year"]))


def _year_before(start: int, years: list[tuple[int, int | None]]) -> int | None:
    near = [year for end, year in years if 0 <= start - end < 40]
    return near[-1] if near else None


def _figures(text: str) -> Iterator[Day]:
    for match in SHORT.finditer(text):
        found = _date(int(match["year"]), int(match["month"]), int(match["day"]))
        yield Day(found, None, match[0], match.start(), match.end())


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
