"""Amounts of money in figures and in letters."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from beffroi.council.checking.reading.words import IN_WORDS, number_of

FIGURES = r"(?<![\d,.])\d{1,3}(?:[ .]\d{3})+(?:,\d{1,2})?|(?<![\d,.])\d+(?:[.,]\d{1,2})?"
AMOUNT = rf"(?:{FIGURES})\s*(?:€|euros?\b|EUR\b)"
_AMOUNT = re.compile(
    rf"(?P<figures>{FIGURES})\s*(?P<kilo>[kM])?\s?(?:€|euros?\b|EUR\b)(?:\s*(?P<tax>HT|H\.T\.?|"
    rf"TTC|T\.T\.C\.?|hors taxes?|toutes taxes comprises))?",
    re.IGNORECASE,
)
_LETTERS = (
    rf"(?P<letters>{IN_WORDS})\s*(?:d')?(?P<euros>euros?)?(?:\s*(?:et\s+)?(?P<cents>{IN_WORDS})\s+(?:centimes?|cts?))?"
)
_THEN_FIGURES = re.compile(
    rf"{_LETTERS}\s*(?:HT|TTC|hors taxes)?\s*\(\s*(?P<figures>{FIGURES})\s*(?:€|euros?)", re.IGNORECASE
)
_THEN_LETTERS = re.compile(
    rf"(?P<figures>{FIGURES})\s*(?:€|euros?)\s*(?:HT|TTC|hors taxes|"
    rf"toutes taxes comprises)?\s*\(\s*(?:soit\s+)?{_LETTERS}[^)\w]*(?:HT|TTC|hors taxes)?\s*\)",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Amount:
    """An amount [cents], with or without tax where it says so, the words, where."""

    cents: int
    tax: str
    quote: str
    start: int
    end: int


def cents_of(figures: str) -> int:
    """Read "1 500", "180 000,00" or "1.62" as cents."""
    figures = re.sub(r"[ ]|\.(?=\d{3}(?!\d))", "", figures).replace(",", ".")
    whole, _, rest = figures.partition(".")
    return int(whole) * 100 + int((rest + "00")[:2])


def amounts(text: str) -> Iterator[Amount]:
    """Yield the amounts written in figures."""
    for match in _AMOUNT.finditer(text):
        factor = {"k": 1000, "m": 1_000_000}.get((match["kilo"] or "").lower(), 1)
        tax = (match["tax"] or "").upper().replace(".", "")
        tax = "HT" if tax.startswith("H") else "TTC" if tax else ""
        yield Amount(cents_of(match["figures"]) * factor, tax, match[0], match.start(), match.end())


def in_letters(text: str) -> Iterator[tuple[str, int, int]]:
    """Yield each amount written both ways: the words, cents by the letters, cents by the figures."""
    for pattern in (_THEN_FIGURES, _THEN_LETTERS):
        for match in pattern.finditer(text):
            value = number_of(match["letters"])
            cents = number_of(match["cents"]) if match["cents"] else 0
            if value is not None and cents is not None and (match["euros"] or pattern is _THEN_LETTERS):
                yield match[0], value * 100 + cents, cents_of(match["figures"])
