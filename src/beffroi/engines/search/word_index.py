"""The words of a store at three sizes: the opening of a page, the whole page, the passage."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from beffroi.engines.search.postings import Floats, Postings, count_words
from beffroi.engines.search.synonyms import Stems, meanings
from beffroi.engines.search.words import light_stems

OPENING, WHOLE = 60, 350
UNKNOWN_RARITY = 8.0
SYNONYM = 0.7
LIGHT = 0.3


@dataclass(frozen=True)
class Concept:
    """One word of a question: itself, what it may be called, how much it weighs."""

    word: str
    others: tuple[Stems, ...] = ()
    weight: float = 1.0


def concepts(words: Sequence[str], *, widen: bool = True) -> list[Concept]:
    """Return the concepts of a question, each word once."""
    others = meanings(words) if widen else [()] * len(words)
    found: dict[str, Concept] = {}
    light = light_stems()
    for word, more in zip(words, others, strict=True):
        known = found[word].others if word in found else ()
        found[word] = Concept(word, (*known, *more), LIGHT if word in light and not more else 1.0)
    return list(found.values())


@dataclass(frozen=True)
class WordIndex:
    """Words by number, and their rows at each size."""

    numbers: Mapping[str, int]
    opening: Postings
    whole: Postings
    passage: Postings
    subject: Postings

    def score(self, size: Postings, asked: Sequence[Concept]) -> tuple[Floats, Floats]:
        """Return for each row its BM25 and the share of the question's rarity that it holds (0 to 1)."""
        total, covered, rarity = np.zeros(size.size, np.float32), np.zeros(size.size, np.float32), 0.0
        for concept in asked:
            number = self.numbers.get(concept.word)
            known = float(size.rarity[number]) if number is not None else UNKNOWN_RARITY
            weight = concept.weight * known
            gain, held = self._concept(size, concept)
            total += concept.weight * gain
            covered += weight * held
            rarity += weight
        return total, covered / max(rarity, 1e-9)

    def holds(self, size: Postings, row: int, word: str) -> bool:
        """Tell whether a row holds a word."""
        number = self.numbers.get(word)
        if number is None:
            return False
        rows, _ = size.of(number)
        place = int(np.searchsorted(rows, row))
        return place < len(rows) and int(rows[place]) == row

    def _concept(self, size: Postings, concept: Concept) -> tuple[Floats, Floats]:
        gain, held = self._alternative(size, (concept.word,))
        for other in concept.others:
            more, there = self._alternative(size, other)
            np.maximum(gain, SYNONYM * more, out=gain)
            np.maximum(held, SYNONYM * there, out=held)
        return gain, held

    def _alternative(self, size: Postings, words: Stems) -> tuple[Floats, Floats]:
        gain, held = np.zeros(size.size, np.float32), np.zeros(size.size, np.float32)
        for word in words:
            number = self.numbers.get(word)
            if number is not None:
                rows, gains = size.of(number)
                gain[rows] += gains / len(words)
                held[rows] += 1 / len(words)
        return gain, held


def build_words(
    units: Sequence[Sequence[str]], passages: Sequence[Sequence[str]], subjects: Sequence[Sequence[str]]
) -> WordIndex:
    """Build the index from the stems of each page (title first), of each passage, of the subject of each page."""
    numbers: dict[str, int] = {}
    pages = [np.array([numbers.setdefault(word, len(numbers)) for word in unit], np.int32) for unit in units]
    lines = [np.array([numbers.setdefault(word, len(numbers)) for word in one], np.int32) for one in passages]
    about = [np.array([numbers.setdefault(word, len(numbers)) for word in one], np.int32) for one in subjects]
    count = len(numbers)
    return WordIndex(
        numbers,
        opening=count_words([page[:OPENING] for page in pages], words=count, k=1.2, b=0.75),
        whole=count_words([page[:WHOLE] for page in pages], words=count, k=2.0, b=0.75),
        passage=count_words(lines, words=count, k=1.2, b=0.75),
        subject=count_words(about, words=count, k=1.2, b=0.75),
    )
