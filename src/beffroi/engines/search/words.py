"""Words as they are compared: accents folded, French endings cut, words that say nothing left out."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from importlib.resources import files

LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "’": "'", "ß": "ss"})
REMEMBERED = 500_000
SHORT = 3


def fold(text: str) -> str:
    """Return the text in small letters without accents; its length may differ."""
    spread = unicodedata.normalize("NFD", text.lower().translate(LIGATURES))
    return "".join(letter for letter in spread if not unicodedata.combining(letter))


def plain_words(text: str) -> list[str]:
    """Return the folded words, in order, none left out."""
    return re.findall(r"[^\W_]+", fold(text))


def stems(text: str) -> list[str]:
    """Return the stems of the words that mean something, in order."""
    empty = empty_words()
    return [_stem(word) for word in plain_words(text) if word not in empty]


@cache
def empty_words() -> frozenset[str]:
    """Return the words that say nothing, folded (``data/empty.txt``)."""
    text = files("beffroi.engines.search").joinpath("data/empty.txt").read_text(encoding="utf-8")
    return frozenset(text.split("\n", 1)[1].split())


@cache
def light_stems() -> frozenset[str]:
    """Return the stems of the words of ordinary talk, which weigh little in a question (``data/light.txt``)."""
    text = files("beffroi.engines.search").joinpath("data/light.txt").read_text(encoding="utf-8")
    return frozenset(stems(text.split("\n", 1)[1]))


_known: dict[str, str] = {}


def _stem(word: str) -> str:
    found = _known.get(word)
    if found is None:
        # Snowball keeps the s of "revenus", "menus", "élus"
        singular = word[:-1] if len(word) > SHORT and word.endswith("s") and not word.endswith("ss") else word
        found = str(_stemmer().stemWord(singular))
        if len(_known) < REMEMBERED:
            _known[word] = found
    return found


@cache
def _stemmer():  # type: ignore[no-untyped-def]  # the library has no types
    from snowballstemmer import stemmer  # noqa: PLC0415  # as slow to import as it is to use once

    return stemmer("french")
