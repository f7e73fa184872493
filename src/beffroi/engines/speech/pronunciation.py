"""A word as it sounds: French words that are pronounced alike get the same letters.

A recogniser writes the right sounds in wrong words (« la scène i » for « la CNI »); compared by sound they meet again.
The rules are ours, coarse on purpose: voiced and unvoiced twins stay apart, nasals are four, final letters fall silent.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache, lru_cache
from importlib.resources import files

from beffroi.engines.search.words import fold


@cache
def _rules() -> tuple[tuple[re.Pattern[str], str], ...]:
    text = files("beffroi.engines.speech").joinpath("data/pronunciation.txt").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    pairs = [line.split(" > ") if " > " in line else (line.removesuffix(" >"), "") for line in lines]
    return tuple((re.compile(left), right.strip()) for left, right in pairs)


@lru_cache(maxsize=50_000)
def pronounced(word: str) -> str:
    """Return how one folded word sounds."""
    for pattern, sound in _rules():
        word = pattern.sub(sound, word)
    return word


def spoken(text: str) -> str:
    """Return the sounds of a text, its words run together."""
    return "".join(pronounced(word) for word in re.findall(r"[^\W_]+", fold(text)))


def alike(first: str, second: str) -> float:
    """Return how alike two strings of sounds are, between 0 and 1: one less their changes by the longer's length."""
    longer = max(len(first), len(second))
    return 1.0 - changes(first, second) / longer if longer else 1.0


def changes(first: Sequence[str], second: Sequence[str]) -> int:
    """Return the least number of signs (or words) to change, add or take away to make one of the other."""
    before = list(range(len(second) + 1))
    for row, sign in enumerate(first, 1):
        now = [row]
        for column, other in enumerate(second, 1):
            now.append(min(now[-1] + 1, before[column] + 1, before[column - 1] + (sign != other)))
        before = now
    return before[-1]
