"""The vote as one sentence: « Le conseil municipal, après en avoir délibéré, par 8 voix pour… »."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal
from unicodedata import combining, normalize

from beffroi.council.minutes.lines import Line
from beffroi.engines.quotes.numerals import NUMBER, value

_COUNCIL = r"(?:le conseil|l'assemblee|le comite|les membres)\b[^.;:]{0,60}?,?\s*"
_DELIBERATED = r"apres (?:(?:en )?avoir (?:\w+ )?(?:en )?delibere|deliberation|discussion|echanges?)\b"
_SHARE = rf"(?:a l'unanimite|a la majorite|(?:par|avec) (?:{NUMBER}) voix)"
_OPENING = re.compile(
    rf"^\W*(?:(?:{_COUNCIL})?{_DELIBERATED}|{_COUNCIL}{_SHARE}|(?:a l'unanimite|par (?:{NUMBER}) voix),)"
)
_COUNT = re.compile(rf"\b(?P<number>{NUMBER}|aucune?)\s+(?:voix\s+)?(?P<kind>pour|contre|abstentions?)(?=\W|$)")
_Outcome = Literal["adopted", "rejected", "noted"]
_FIELDS = {"pour": "in_favour", "contre": "against", "abstention": "abstain", "abstentions": "abstain"}
_REJECTED = re.compile(r"\b(?:rejette|refuse|s'oppose|n'(?:adopte|approuve|accepte) pas)\b")
_NOTED = re.compile(r"\b(?:prend (?:bonne )?(?:acte|note)|donne acte)\b")
_ADOPTED = re.compile(
    r"\b(?:a l'unanimite|a la majorite|decident?|approuve|autorise|accepte|adopte|fixe|vote|emet un avis"
    r"|donne (?:son )?(?:accord|pouvoir)|valide|sollicite|designe|attribue|accorde)\b"
)
_OUTCOMES: tuple[tuple[re.Pattern[str], _Outcome], ...] = (
    (_REJECTED, "rejected"),
    (_NOTED, "noted"),
    (_ADOPTED, "adopted"),
)
LONGEST = 4  # lines of the sentence


def formula(lines: Sequence[Line], first: int) -> tuple[dict[str, int], _Outcome | None, int] | None:
    """Return the counts, the outcome and the last line of the sentence that begins on a line, None where none does.

    An outcome of None is left to the counts.
    """
    text, last = _sentence(lines, first)
    said = folded(text).replace("zero", "0")
    if not _OPENING.match(said):
        return None
    counts = {
        _FIELDS[found["kind"]]: 0 if found["number"].startswith("aucun") else int(value(found["number"]))
        for found in _COUNT.finditer(said)
        if not re.match(r"\s*(?:cent\b|l|la\b|le\b|les\b|un\b)", said[found.end() :])
    }
    outcome = next((told for pattern, told in _OUTCOMES if pattern.search(said)), None)
    if {"in_favour", "against"} <= counts.keys() and outcome != "noted":
        outcome = None  # the counts tell it
    return (counts, outcome, last) if outcome or "in_favour" in counts else None


def _sentence(lines: Sequence[Line], first: int) -> tuple[str, int]:
    """Return a sentence, to its stop, a colon, or a blank line, and its last line."""
    words, last = [], first
    for place in range(first, min(len(lines), first + LONGEST)):
        if lines[place].empty:
            break
        words.append(lines[place].text)
        last = place
        if lines[place].text.endswith((".", ":", ";")):
            break
    return " ".join(words), last


def folded(text: str) -> str:
    """Return a text in small letters, without accents."""
    parted = normalize("NFD", text.lower().replace("’", "'"))
    return "".join(letter for letter in parted if not combining(letter))
