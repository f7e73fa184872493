"""Days that a question means and days that a text names, so that "prochain" is reckoned and never guessed."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from beffroi.engines.search.words import fold

FIRST_HALF = ("janvier", "fevrier", "mars", "avril", "mai", "juin")
SECOND_HALF = ("juillet", "aout", "septembre", "octobre", "novembre", "decembre")
NAMES = (*FIRST_HALF, *SECOND_HALF)
MONTHS = {name: number for number, name in enumerate(NAMES, start=1)}
WRITTEN = re.compile(rf"\b(\d{{1,2}})(?:er)? ({'|'.join(NAMES)})(?: (\d{{4}}))?\b")
FIGURES = re.compile(r"\b(\d{1,2})[/.](\d{1,2})[/.](\d{4})\b")
ISO = re.compile(r"\b(\d{4})-(\d{2})-(\d{2})\b")
NEXT = re.compile(r"\b(prochain|prochaine|prochains|prochaines|a venir|bientot)\b")
TODAY = re.compile(r"\b(aujourd'hui|ce jour|ce soir|ce matin|en ce moment|actuellement)\b")
YEARS = (
    (re.compile(r"\b(cette annee|annee en cours)\b"), 0),
    (re.compile(r"\b(l'an|l'annee) (dernier|derniere|passe|passee)\b"), -1),
    (re.compile(r"\b(l'an|l'annee) (prochain|prochaine)\b"), 1),
)


@dataclass(frozen=True)
class Moment:
    """What a question says of time: a coming event, this very day, a year; all reckoned from ``today``."""

    today: dt.date
    coming: bool = False
    now: bool = False
    year: int | None = None


def moment_of(question: str, today: dt.date) -> Moment:
    """Read what a question says of time."""
    folded = fold(question)
    year = next((today.year + shift for pattern, shift in YEARS if pattern.search(folded)), None)
    return Moment(today, bool(NEXT.search(folded)) and year is None, bool(TODAY.search(folded)), year)


def days_in(text: str, *, year: int | None = None) -> list[dt.date]:
    """Return the days that a text names, in order; ``year`` completes those written without one."""
    folded = fold(text)
    found: list[tuple[int, dt.date]] = []
    for match in WRITTEN.finditer(folded):
        day, month, written = match.groups()
        if written or year:
            found += _day(match.start(), int(written or year or 0), MONTHS[month], int(day))
    for match in FIGURES.finditer(folded):
        found += _day(match.start(), int(match[3]), int(match[2]), int(match[1]))
    for match in ISO.finditer(folded):
        found += _day(match.start(), int(match[1]), int(match[2]), int(match[3]))
    return [day for _, day in sorted(found)]


def _day(place: int, year: int, month: int, day: int) -> list[tuple[int, dt.date]]:
    try:
        return [(place, dt.date(year, month, day))]
    except ValueError:
        return []


def next_day(text: str, today: dt.date) -> dt.date | None:
    """Return the first day of the text that is not past, or None."""
    return min((day for day in days_in(text) if day >= today), default=None)
