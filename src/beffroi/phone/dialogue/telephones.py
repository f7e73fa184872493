"""Telephone numbers: heard in French words or figures, checked, read back."""

from __future__ import annotations

import re

from beffroi.engines.search.words import fold

FIRST = ("zero", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix")
UNITS = {word: value for value, word in enumerate((*FIRST, "onze", "douze", "treize", "quatorze", "quinze", "seize"))}
UNITS["une"] = 1
TENS = {"vingt": 20, "vingts": 20, "trente": 30, "quarante": 40, "cinquante": 50, "soixante": 60}
OLD_TENS = {"septante": 70, "octante": 80, "huitante": 80, "nonante": 90}
FRENCH = re.compile(r"0[1-9]\d{8}")
MOBILE = re.compile(r"0[67]\d{8}")


def number_in(text: str) -> str:
    """Return the ten figures of the telephone number in what was heard, or an empty text.

    "zéro six douze trente-quatre…", "06 12 34 56 78", "+33 6 12…" and mixtures are read, in pairs or figure by figure.
    """
    figures = "".join(_figures(text))
    figures = re.sub(r"^(?:0033|33)(?=[1-9]\d{8}$)", "0", figures)
    found = FRENCH.search(figures)
    return found.group() if found and len(figures) == len(found.group()) else ""


def _figures(text: str) -> list[str]:
    words = re.findall(r"\d+|[a-z]+", fold(text))
    parts: list[str] = []
    place = 0
    while place < len(words):
        if words[place].isdigit():
            parts.append(words[place])
            place += 1
            continue
        value, taken = _spoken(words[place:])
        if taken:
            parts.append(str(value))
        place += max(taken, 1)
    return parts


def _spoken(words: list[str]) -> tuple[int, int]:
    """Return the number at the start of the words, below 100, and how many words say it."""
    first = words[0]
    if first == "quatre" and words[1:2] and words[1] in ("vingt", "vingts"):
        value, taken = _after(words[2:], most=19)
        return 80 + value, 2 + taken
    if first in UNITS:
        if first == "dix" and words[1:2] and words[1] in ("sept", "huit", "neuf"):
            return 10 + UNITS[words[1]], 2
        return UNITS[first], 1
    if first in TENS or first in OLD_TENS:
        tens = TENS.get(first) or OLD_TENS[first]
        value, taken = _after(words[1:], most=19 if tens == 60 else 9)
        return tens + value, 1 + taken
    return 0, 0


def _after(words: list[str], *, most: int) -> tuple[int, int]:
    """Return what follows a ten: its value from 1 to ``most``, and how many words say it."""
    joined = 1 if words[:1] == ["et"] else 0
    rest = words[joined:]
    if not rest or rest[0] not in UNITS or rest[0] == "zero":
        return 0, 0
    value, taken = _spoken(rest) if rest[0] == "dix" else (UNITS[rest[0]], 1)
    return (value, taken + joined) if value <= most else (0, 0)


def complete(figures: str) -> bool:
    """Tell whether the figures are a French number."""
    return bool(FRENCH.fullmatch(figures))


def mobile(figures: str) -> bool:
    """Tell whether the number receives SMS."""
    return bool(MOBILE.fullmatch(figures))


def national(caller: str) -> str:
    """Return the number that the network gives of a caller as ten figures, or an empty text where it is hidden."""
    return number_in(caller)


def one_by_one(figures: str) -> str:
    """Write a number to be heard figure by figure: "0, 6. 1, 2. 3, 4. 5, 6. 7, 8"."""
    return ". ".join(", ".join(figures[place : place + 2]) for place in range(0, len(figures), 2))


def in_pairs(figures: str) -> str:
    """Write a number as the French say it: "06, 12, 34, 56, 78"."""
    clean = re.sub(r"\D", "", figures)
    return ", ".join(clean[place : place + 2] for place in range(0, len(clean), 2)) if complete(clean) else figures
