"""A caller's sentence as it sounds, acronyms that are spelled as their letters' names."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from importlib.resources import files

from beffroi.engines.search.words import fold
from beffroi.engines.speech.pronunciation import pronounced

LETTER_NAMES = {
    "a": "a", "b": "be", "c": "se", "d": "de", "e": "e", "f": "ef", "g": "je", "h": "ach", "i": "i", "j": "ji",
    "k": "ka", "l": "el", "m": "em", "n": "en", "o": "o", "p": "pe", "q": "ku", "r": "er", "s": "es", "t": "te",
    "u": "u", "v": "ve", "w": "dublve", "x": "iks", "y": "igrek", "z": "zed",
}  # fmt: skip


@cache
def _acronyms() -> frozenset[str]:
    text = files("beffroi.phone.understand").joinpath("data/acronyms.txt").read_text(encoding="utf-8")
    return frozenset(fold(line) for line in text.splitlines() if line and not line.startswith("#"))


@lru_cache(maxsize=50_000)
def sound_of(word: str) -> str:
    """Return how one folded word sounds; an acronym that is spelled sounds as its letters."""
    if word in _acronyms():
        word = "".join(LETTER_NAMES.get(letter, letter) for letter in word)
    return pronounced(word)


def sounds(text: str) -> list[str]:
    """Return the sounds of the words of a text, silent ones left out."""
    found = (sound_of(word) for word in re.findall(r"[^\W_]+", fold(text)))
    return [sound for sound in found if sound]
