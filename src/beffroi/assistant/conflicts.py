"""Two documents in force that say two things of one matter: other amounts, hours or days."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import combinations

from beffroi.assistant.days import MONTHS
from beffroi.engines.search.words import fold, stems

QUANTITY = re.compile(
    r"(\d+(?:[ \u00a0\u202f]\d{3})*(?:[.,]\d+)?)\s*"
    r"(€|euros?|%|heures?|h\b|jours?|semaines?|mois|ans?\b|annees?|km|m2|m²|places?|repas)"
)
SAME = {"euro": "€", "euros": "€", "annee": "an", "annees": "an", "ans": "an", "m²": "m2"}
HOUR = re.compile(r"\b([01]?\d|2[0-3])\s?(?:h(?:eures?)?\b|h(?=\d))\s?([0-5]\d)?\b")
SPAN = re.compile(rf"({HOUR.pattern})\s*(?:-|–|a|jusqu'a)\s*({HOUR.pattern})")
WEEKDAY = re.compile(r"\b(lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche)s?\b")
DAY = re.compile(rf"\b(\d{{1,2}})(?:er)? ({'|'.join(MONTHS)})(?: (\d{{4}}))?\b")
CLOCK = "heure"


@dataclass(frozen=True)
class Rules:
    """How alike two quotes must be, and which words must be the same for their days to be compared."""

    alike: float
    days: tuple[re.Pattern[str], ...]


@cache
def rules() -> Rules:
    """Return the dated data."""
    told = tomllib.loads(files("beffroi.assistant").joinpath("data/conflicts.toml").read_text(encoding="utf-8"))
    return Rules(told["alike"], tuple(re.compile(one) for one in told["days"]))


def quantities(text: str) -> dict[str, set[str]]:
    """Return the amounts of a text by unit."""
    found: dict[str, set[str]] = {}
    for amount, unit in QUANTITY.findall(fold(text)):
        name = SAME.get(unit, unit.rstrip("s") if len(unit) > 2 else unit)
        found.setdefault(CLOCK if name == "h" else name, set()).add(re.sub(r"\s", "", amount).replace(",", "."))
    return found


def disagree(one: str, other: str) -> bool:
    """Tell whether two quotes speak of one matter in other amounts of the same unit, other hours or other days."""
    if _likeness(one, other) < rules().alike:
        return False
    return _amounts_differ(one, other) or _hours_differ(fold(one), fold(other)) or _days_differ(fold(one), fold(other))


def _amounts_differ(one: str, other: str) -> bool:
    first, second = quantities(one), quantities(other)
    units = first.keys() & second.keys()
    if not _same_weekdays(fold(one), fold(other)):
        units = units - {CLOCK}  # each day has its own hours
    return any(first[unit].isdisjoint(second[unit]) for unit in units)


def _same_weekdays(one: str, other: str) -> bool:
    first, second = set(WEEKDAY.findall(one)), set(WEEKDAY.findall(other))
    return not first or not second or bool(first & second)


def _hours_differ(one: str, other: str) -> bool:
    """Tell whether both say as many spans of hours for the same days, and none alike."""
    if set(WEEKDAY.findall(one)) != set(WEEKDAY.findall(other)):
        return False
    first, second = ([_span(match) for match in SPAN.finditer(text)] for text in (one, other))
    return len(first) == len(second) > 0 and set(first).isdisjoint(second)


def _span(match: re.Match[str]) -> tuple[str, ...]:
    return tuple(f"{int(hour)}:{int(minute or 0):02}" for hour, minute in HOUR.findall(match.group()))


def _days_differ(one: str, other: str) -> bool:
    """Tell whether a deadline, a beginning or a meeting that both name is on other days of the same year."""
    first, second = DAY.findall(one), DAY.findall(other)
    if not first or not second or not any(rule.search(one) and rule.search(other) for rule in rules().days):
        return False
    years = {year for _, _, year in (*first, *second) if year}
    return len(years) < 2 and {day[:2] for day in first}.isdisjoint({day[:2] for day in second})


def _likeness(one: str, other: str) -> float:
    """Return the share of the shorter quote's words, numbers and months left out, that stand in the other."""
    first, second = (set(stems(text)) - _of_time() for text in (one, other))
    first, second = ({word for word in words if not word[0].isdigit()} for words in (first, second))
    return len(first & second) / max(1, min(len(first), len(second)))


@cache
def _of_time() -> frozenset[str]:
    return frozenset(stem for name in MONTHS for stem in stems(name))


def find_conflict(
    quotes: Sequence[tuple[str, str]], *, amending: Collection[tuple[str, str]] = ()
) -> tuple[int, int] | None:
    """Return the places of two quotes (source, text) of different sources that disagree, or None.

    amending: pairs of sources (the act, what it changes), whose difference is a change and no conflict.
    """
    for one, other in combinations(range(len(quotes)), 2):
        sources = quotes[one][0], quotes[other][0]
        if sources[0] == sources[1] or sources in amending or sources[::-1] in amending:
            continue
        if disagree(quotes[one][1], quotes[other][1]):
            return one, other
    return None
