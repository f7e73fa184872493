"""Two documents in force that say two things of one matter."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import combinations

from beffroi.engines.search.words import fold, stems

QUANTITY = re.compile(
    r"(\d+(?:[ \u00a0\u202f]\d{3})*(?:[.,]\d+)?)\s*"
    r"(€|euros?|%|heures?|h\b|jours?|semaines?|mois|ans?\b|annees?|km|m2|m²|places?|repas)"
)
ALIKE = 0.55
SAME = {"euro": "€", "euros": "€", "annee": "an", "annees": "an", "ans": "an", "m²": "m2"}


def quantities(text: str) -> dict[str, set[str]]:
    """Return the amounts of a text by unit."""
    found: dict[str, set[str]] = {}
    for amount, unit in QUANTITY.findall(fold(text)):
        name = SAME.get(unit, unit.rstrip("s") if len(unit) > 2 else unit)
        found.setdefault(name, set()).add(re.sub(r"\s", "", amount).replace(",", "."))
    return found


def disagree(one: str, other: str) -> bool:
    """Tell whether two quotes speak of one matter in other amounts of the same unit."""
    if _likeness(one, other) < ALIKE:
        return False
    first, second = quantities(one), quantities(other)
    return any(first[unit].isdisjoint(second[unit]) for unit in first.keys() & second.keys())


def _likeness(one: str, other: str) -> float:
    """Return the share of the shorter quote's words, numbers left out, that stand in the other."""
    first, second = ({word for word in stems(text) if not word[0].isdigit()} for text in (one, other))
    return len(first & second) / max(1, min(len(first), len(second)))


def find_conflict(quotes: Sequence[tuple[str, str]]) -> tuple[int, int] | None:
    """Return the places of two quotes (source, text) of different sources that disagree, or None."""
    for one, other in combinations(range(len(quotes)), 2):
        if quotes[one][0] != quotes[other][0] and disagree(quotes[one][1], quotes[other][1]):
            return one, other
    return None
