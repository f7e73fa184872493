"""A vote that stands in no block of its own: the chair's sentence."""

from __future__ import annotations

import re
from collections.abc import Sequence

from beffroi.council.minutes.lines import Line
from beffroi.council.minutes.votes import Outcome, Tally

_ADOPTED = re.compile(r"\b(?:est |c['’]est )?(?:adopté|voté)e?\b(?! par)|\bà l['’]unanimité\b", re.IGNORECASE)
_REJECTED = re.compile(r"\b(?:est )?rejetée?\b|\bn['’]est pas adoptée?\b", re.IGNORECASE)
_CALLED = re.compile(
    r"(?:mets|met|passons|soumets|passe)\b[^.]{0,40}\b(?:voix|votes?)"
    r"|qui (?:est|vote) (?:pour|contre)|qui s['’]abstient",
    re.IGNORECASE,
)
_NUMBER = r"\d+|une?|deux|trois|quatre|cinq|six|sept|huit|neuf|dix|onze|douze"
_COUNTS = re.compile(rf"\b(?P<number>{_NUMBER})\s+(?:voix\s+)?(?P<kind>pour|contre|abstentions?)\b", re.IGNORECASE)
_WORDS = ("zéro", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix", "onze", "douze")
_FIELDS = {"pour": "in_favour", "contre": "against", "abstention": "abstain", "abstentions": "abstain"}


def spoken_tally(lines: Sequence[Line], first: int, end: int) -> list[Tally]:
    """Return the vote that the chair tells last among lines, in a list; empty where nobody calls a vote."""
    for place in range(end - 1, first, -1):
        if not _CALLED.search(lines[place].text):
            continue
        last = min(end, place + 3)
        said = " ".join(line.text for line in lines[place:last] if not line.empty)
        outcome: Outcome | None = "rejected" if _REJECTED.search(said) else "adopted" if _ADOPTED.search(said) else None
        if outcome:
            return [Tally(**_counts(said), outcome=outcome, first=place, last=last - 1)]
    return []


def _counts(said: str) -> dict[str, int]:
    counts = {}
    for found in _COUNTS.finditer(said):
        number = found["number"].lower().replace("une", "un")
        counts[_FIELDS[found["kind"].lower()]] = int(number) if number.isdigit() else _WORDS.index(number)
    return counts
