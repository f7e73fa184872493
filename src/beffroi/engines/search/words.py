"""Words as they are compared: accents folded, French endings cut, words that say nothing left out."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from importlib.resources import files

WORD = re.compile(r"[^\W_]+(?:['’.][^\W_]\b)*")
LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "’": "'", "ß": "ss"})
EMPTY = frozenset(
    """le la les l un une des du de d et ou a au aux en dans par pour sur avec sans ce cet cette ces son sa ses mon ma
    mes ton ta tes notre nos votre vos leur leurs je j tu il elle on nous vous ils elles me m te t se s lui y ne n pas
    que qu qui quoi dont est sont etre ai as avez avons ont avoir fait faire peut peux peuvent pouvez puis faut doit
    dois doivent quel quelle quels quelles comment quand combien si c plus""".split()
)
REMEMBERED = 500_000


def fold(text: str) -> str:
    """Return the text in small letters without accents; its length may differ."""
    spread = unicodedata.normalize("NFD", text.lower().translate(LIGATURES))
    return "".join(letter for letter in spread if not unicodedata.combining(letter))


def plain_words(text: str) -> list[str]:
    """Return the folded words, in order, none left out."""
    return re.findall(r"[^\W_]+", fold(text))


def stems(text: str) -> list[str]:
    """Return the stems of the words that mean something, in order."""
    return [_stem(word) for word in plain_words(text) if word not in EMPTY]


@cache
def light_stems() -> frozenset[str]:
    """Return the stems of the words of ordinary talk, which weigh little in a question (``data/light.txt``)."""
    text = files("beffroi.engines.search").joinpath("data/light.txt").read_text(encoding="utf-8")
    return frozenset(stems(text.split("\n", 1)[1]))


_known: dict[str, str] = {}


def _stem(word: str) -> str:
    found = _known.get(word)
    if found is None:
        found = str(_stemmer().stemWord(word))
        if len(_known) < REMEMBERED:
            _known[word] = found
    return found


@cache
def _stemmer():  # type: ignore[no-untyped-def]  # the library has no types
    from snowballstemmer import stemmer  # noqa: PLC0415  # as slow to import as it is to use once

    return stemmer("french")
