"""Cards that tell the same use in other words: nearness of meaning and shared words, weighed together.

Weights and threshold stand in ``data/duplicates.toml``, dated; fitted on other seeds than the reported one.
"""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from math import log

import numpy as np
from numpy.typing import NDArray

from beffroi.engines.search.embeddings import Embedder
from beffroi.engines.search.words import stems
from beffroi.library.cards import Card

Floats = NDArray[np.float32]
ROWS = 512


@dataclass(frozen=True)
class Pair:
    """Two cards that tell the same use; score from 0 to 1, more than 0.5 is a duplicate."""

    a: str
    b: str
    score: float


@dataclass(frozen=True)
class Rule:
    """Weights of the clues; a pair is a duplicate where their sum is above nought."""

    meaning: float
    aim: float
    words: float
    constant: float


@cache
def rule(way: str) -> Rule:
    """Return the rule with vectors ("vectors") or without ("words")."""
    text = files("beffroi.library").joinpath("data/duplicates.toml").read_text(encoding="utf-8")
    return Rule(**tomllib.loads(text)[way])


def find_duplicates(cards: Sequence[Card], *, embedder: Embedder | None) -> list[Pair]:
    """Return the pairs of cards that tell the same use, surest first."""
    if len(cards) < 2:
        return []
    chosen = rule("words" if embedder is None else "vectors")
    clues = clues_of(cards, embedder=embedder)
    found: list[Pair] = []
    for start in range(0, len(cards), ROWS):
        found += _pairs(cards, clues.scores(slice(start, start + ROWS), chosen), start=start)
    return sorted(found, key=lambda pair: (-pair.score, pair.a, pair.b))


def _pairs(cards: Sequence[Card], scores: Floats, *, start: int) -> list[Pair]:
    rows, columns = np.nonzero(scores > 0)
    return [
        Pair(cards[start + row].id, cards[column].id, round(float(1 / (1 + np.exp(-scores[row, column]))), 4))
        for row, column in zip(rows.tolist(), columns.tolist(), strict=True)
        if start + row < column
    ]


@dataclass(frozen=True)
class Clues:
    """Vectors of length 1, one a card: of the whole text, of title and problem; and of the words, weighed."""

    whole: Floats
    aim: Floats
    words: Floats

    def near(self, rows: slice) -> tuple[Floats, Floats, Floats]:
        """Return the exact cosines of some cards with all."""
        return (self.whole[rows] @ self.whole.T, self.aim[rows] @ self.aim.T, self.words[rows] @ self.words.T)

    def scores(self, rows: slice, chosen: Rule) -> Floats:
        """Return the sums of some cards with all."""
        meaning, aim, words = self.near(rows)
        total = chosen.meaning * meaning + chosen.aim * aim + chosen.words * words + chosen.constant
        return np.asarray(total, dtype=np.float32)


def clues_of(cards: Sequence[Card], *, embedder: Embedder | None) -> Clues:
    """Return what is compared of the cards."""
    nought = np.zeros((len(cards), 1), np.float32)
    if embedder is None:
        return Clues(nought, nought, word_vectors([card.text for card in cards]))
    return Clues(
        embedder.passages([card.text for card in cards]),
        embedder.questions([f"{card.title}. {card.problem}" for card in cards]),
        word_vectors([card.text for card in cards]),
    )


def word_vectors(texts: Sequence[str]) -> Floats:
    """Return counts of stems weighed by how rare they are in these texts, brought to length 1."""
    counts = [Counter(stems(text)) for text in texts]
    held = Counter(stem for one in counts for stem in one)
    places = {stem: place for place, stem in enumerate(sorted(held))}
    found = np.zeros((len(texts), max(1, len(places))), np.float32)
    for row, one in enumerate(counts):
        for stem, count in one.items():
            found[row, places[stem]] = (1 + log(count)) * log(1 + len(texts) / held[stem])
    return np.asarray(found / np.linalg.norm(found, axis=1, keepdims=True).clip(1e-6), dtype=np.float32)
