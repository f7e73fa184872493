"""Dates and times of day."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass

from beffroi.engines.quotes.mentions import Mention
from beffroi.engines.quotes.numerals import NUMBER, value

WEEKDAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
MONTHS = (
    "janvier|janv\\.", "février|fevrier|févr\\.|fév\\.", "mars", "avril|avr\\.", "mai", "juin", "juillet|juil\\.",
    "août|aout", "septembre|sept\\.", "octobre|oct\\.", "novembre|nov\\.", "décembre|decembre|déc\\.",
)  # fmt: skip
_WEEKDAY = rf"(?:{'|'.join(WEEKDAYS)})"
_MONTH = rf"(?:{'|'.join(MONTHS)})"
_DAY = rf"(?:1er|premier|(?<!\d)\d{{1,2}}(?!\d)|{NUMBER})"
_LINK = r"(?:,|et|ou|au|à|-)"
LONG = re.compile(
    rf"(?P<days>(?:\b{_WEEKDAY}\s+)?{_DAY}(?:\s*{_LINK}\s*(?:le\s+)?(?:{_WEEKDAY}\s+)?{_DAY})*)\s+(?P<month>{_MONTH})\b"
    r"(?:\s+(?P<year>\d{4})(?!\d))?",
    re.IGNORECASE,
)
MONTH = re.compile(rf"\b(?P<month>{_MONTH})(?<=\w|\.)(?!\w)(?:\s+(?P<year>\d{{4}})(?!\d))?", re.IGNORECASE)
SHORT = re.compile(r"(?<![\d/.-])(\d{1,2})([/.-])(\d{1,2})\2(\d{4}|\d{2})(?![\d/-]|\.\d)")
SHORTEST = re.compile(r"(?<![\d/.-])(\d{2})/(\d{2})(?![\d/-]|\.\d)")
ISO = re.compile(r"(?<![\d/.-])(\d{4})-(\d{2})-(\d{2})(?![\d/-]|\.\d)")
WEEKDAY = re.compile(rf"\b(?P<weekday>{_WEEKDAY})s?\b", re.IGNORECASE)
_ONE_DAY = re.compile(rf"(?:(?P<weekday>{_WEEKDAY})\s+)?(?P<day>{_DAY})", re.IGNORECASE)
CLOCK = re.compile(r"(?<![\w:])(\d{1,2}):(\d{2})(?::\d{2})?(?![\w:])")
HOURS = re.compile(
    rf"(?P<hours>{NUMBER})\s*(?:heures?|h)(?:\s*(?P<minutes>\d{{2}}|et\s+demie|et\s+quart)(?![\d,.]\d|\d))?(?:\s?(?:min|mn|minutes?))?(?!\w)",
    re.IGNORECASE,
)
NOON = re.compile(r"\b(midi|minuit)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Day:
    """A date, as far as it is told; None where it is not."""

    day: int | None = None
    month: int | None = None
    year: int | None = None
    weekday: int | None = None

    def told_by(self, other: Day) -> bool:
        """Return whether all that this date tells is told by the other; the calendar may tell the weekday."""
        weekday = other.weekday if other.weekday is not None else other.by_calendar()
        return all(
            mine is None or mine == theirs
            for mine, theirs in (
                (self.day, other.day),
                (self.month, other.month),
                (self.year, other.year),
                (self.weekday, weekday),
            )
        )

    def by_calendar(self) -> int | None:
        """Return the weekday of a whole date."""
        if self.day is None or self.month is None or self.year is None:
            return None
        try:
            return dt.date(self.year, self.month, self.day).weekday()
        except ValueError:
            return None


def long_dates(match: re.Match[str]) -> Iterator[Mention]:
    """Make the dates of "lundi 3 mars 2025", "les 3, 4 et 5 mars", "du 3 au 14 mars 2026"."""
    month, year = _month(match["month"]), int(match["year"]) if match["year"] else None
    for one in _ONE_DAY.finditer(match["days"]):
        day = _day(one["day"])
        if day is None:
            return
        yield _mention(match, Day(day, month, year, _weekday(one["weekday"])))


def months(match: re.Match[str]) -> Iterator[Mention]:
    """Make the date of "mars 2025" or "mars"."""
    yield _mention(match, Day(month=_month(match["month"]), year=int(match["year"]) if match["year"] else None))


def short_dates(match: re.Match[str]) -> Iterator[Mention]:
    """Make the date of "14/07/2025" or "14/07/25"."""
    day, month, year = int(match[1]), int(match[3]), int(match[4])
    if 1 <= day <= 31 and 1 <= month <= 12:
        yield _mention(match, Day(day, month, year if year > 99 else 2000 + year))


def shortest_dates(match: re.Match[str]) -> Iterator[Mention]:
    """Make the date of "14/07"."""
    day, month = int(match[1]), int(match[2])
    if 1 <= day <= 31 and 1 <= month <= 12:
        yield _mention(match, Day(day, month))


def iso_dates(match: re.Match[str]) -> Iterator[Mention]:
    """Make the date of "2025-07-14"."""
    yield _mention(match, Day(int(match[3]), int(match[2]), int(match[1])))


def weekdays(match: re.Match[str]) -> Iterator[Mention]:
    """Make the day of "lundi", "lundis"."""
    yield _mention(match, Day(weekday=_weekday(match["weekday"])))


def hours(match: re.Match[str]) -> Iterator[Mention]:
    """Make the time of "8 h 30", "8h30", "8 heures", "dix heures et demie", in minutes; durations likewise."""
    told = (match["minutes"] or "0").lower()
    minutes = 30 if "demie" in told else 15 if "quart" in told else int(told)
    if minutes < 60:
        yield Mention("time", match[0], *match.span(), 60 * value(match["hours"]) + minutes, unit="h")


def clock_times(match: re.Match[str]) -> Iterator[Mention]:
    """Make the time of "08:30"."""
    if int(match[1]) < 25 and int(match[2]) < 60:
        yield Mention("time", match[0], *match.span(), 60 * int(match[1]) + int(match[2]), unit="h")


def noons(match: re.Match[str]) -> Iterator[Mention]:
    """Make the time of "midi", "minuit"."""
    yield Mention("time", match[0], *match.span(), 720 if match[1].lower() == "midi" else 0, unit="h")


def _mention(match: re.Match[str], day: Day) -> Mention:
    return Mention("date", match[0], *match.span(), day)


def _day(text: str) -> int | None:
    found = 1 if text.lower() in {"1er", "premier"} else int(value(text))
    return found if 1 <= found <= 31 else None


def _month(text: str) -> int:
    return next(n for n, names in enumerate(MONTHS, 1) if re.fullmatch(names, text, re.IGNORECASE))


def _weekday(text: str | None) -> int | None:
    return WEEKDAYS.index(text.lower()) if text else None
