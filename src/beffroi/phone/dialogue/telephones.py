"""Telephone numbers: heard in French words or figures, checked, read back."""

from __future__ import annotations

import re
from collections.abc import Iterator

from beffroi.engines.search.words import fold

FIRST = ("zero", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix")
UNITS = {word: value for value, word in enumerate((*FIRST, "onze", "douze", "treize", "quatorze", "quinze", "seize"))}
UNITS["une"] = 1
TENS = {"vingt": 20, "vingts": 20, "trente": 30, "quarante": 40, "cinquante": 50, "soixante": 60}
TENS |= {"septante": 70, "octante": 80, "huitante": 80, "nonante": 90}
FRENCH = re.compile(r"0[1-9]\d{8}")
ABROAD = re.compile(r"^(?:00)?33(?=[1-9]\d{8}$)")
MOST_FIGURES = 13
MOBILE = re.compile(r"0[67]\d{8}")


def number_in(text: str) -> str:
    """Return the ten figures of the telephone number in what was heard, or an empty text.

    "zéro six douze trente-quatre…", "06 12 34 56 78", "+33 6 12…" and mixtures are read, in pairs or figure by figure.
    "soixante, dix" and "soixante-dix" sound alike: the reading that has ten figures is taken.
    """
    words = tuple(re.findall(r"\d+|[a-z]+", fold(text)))
    numbers = (ABROAD.sub("0", figures) for figures in _readings(words, room=MOST_FIGURES))
    return next((number for number in numbers if complete(number)), "")


def _readings(words: tuple[str, ...], *, room: int) -> Iterator[str]:
    """Yield every way to read the words as at most ``room`` figures, the longest numbers first."""
    if not words:
        yield ""
        return
    for value, taken in _starts(words):
        if len(value) <= room:
            for rest in _readings(words[taken:], room=room - len(value)):
                yield value + rest


def _starts(words: tuple[str, ...]) -> Iterator[tuple[str, int]]:
    """Yield what numbers the first words may say, and how many words each takes; other words say nothing."""
    first = words[0]
    if first.isdigit():
        yield first, 1
    elif first == "zero" and words[1:2] and words[1] in UNITS and 0 < UNITS[words[1]] < 10:
        yield f"0{UNITS[words[1]]}", 2
    else:
        found = [*_compound(words)]
        yield from found or [("", 1)]


def _compound(words: tuple[str, ...]) -> Iterator[tuple[str, int]]:
    first, second = words[0], words[1] if len(words) > 1 else ""
    if first == "quatre" and second in ("vingt", "vingts"):
        yield from ((str(80 + value), 2 + taken) for value, taken in _after(words[2:], most=19))
    if first == "dix" and second in ("sept", "huit", "neuf"):
        yield str(10 + UNITS[second]), 2
    if first in TENS:
        rest = _after(words[1:], most=19 if first == "soixante" else 9)
        yield from ((str(TENS[first] + value), 1 + taken) for value, taken in rest)
    if first in UNITS:
        yield str(UNITS[first]), 1


def _after(words: tuple[str, ...], *, most: int) -> Iterator[tuple[int, int]]:
    """Yield what may follow a ten: its value from 1 to ``most`` and the words that say it; lastly nothing."""
    joined = 1 if words[:1] == ("et",) else 0
    rest = words[joined:]
    if rest[:1] == ("dix",) and rest[1:2] and rest[1] in ("sept", "huit", "neuf") and most > 16:
        yield 10 + UNITS[rest[1]], joined + 2
    if rest and 0 < UNITS.get(rest[0], 0) <= most:
        yield UNITS[rest[0]], joined + 1
    yield 0, 0


def complete(figures: str) -> bool:
    """Tell whether the figures are a French number."""
    return bool(FRENCH.fullmatch(figures)) and figures.isascii()


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
