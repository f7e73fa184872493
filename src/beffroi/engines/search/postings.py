"""Which row holds which word, and for how much: BM25 on arrays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Postings:
    """Rows by word: those of word w stand at ``rows[starts[w]:starts[w + 1]]`` with what each gains [BM25].

    rarity: inverse document frequency of each word. size: number of rows. lengths: words of each row.
    """

    starts: Ints
    rows: NDArray[np.int32]
    gains: Floats
    rarity: Floats
    size: int
    lengths: Floats

    def of(self, word: int) -> tuple[NDArray[np.int32], Floats]:
        """Return the rows of a word and what each gains."""
        place = slice(self.starts[word], self.starts[word + 1])
        return self.rows[place], self.gains[place]


def count_words(lists: Sequence[NDArray[np.int32]], *, words: int, k: float, b: float) -> Postings:
    """Count the words of each row and weigh them by BM25 (Robertson, Zaragoza 2009).

    lists: numbers of the words of each row. k: where a repeated word stops counting; b: how much length counts.
    """
    size = len(lists)
    lengths = np.array([len(row) for row in lists], dtype=np.float32)
    flat = np.concatenate(lists).astype(np.int64) if size else np.zeros(0, np.int64)
    owners = np.repeat(np.arange(size, dtype=np.int64), lengths.astype(np.int64))
    keys, counts = np.unique(flat * max(size, 1) + owners, return_counts=True)
    numbers, rows = keys // max(size, 1), (keys % max(size, 1)).astype(np.int32)
    frequency = np.bincount(numbers, minlength=words)
    rarity = np.log(1 + (size - frequency + 0.5) / (frequency + 0.5)).astype(np.float32)
    norm = k * (1 - b + b * lengths / max(float(lengths.mean()), 1.0)) if size else lengths
    gains = (counts * (k + 1) / (counts + norm[rows]) * rarity[numbers]).astype(np.float32)
    return Postings(np.concatenate([[0], np.cumsum(frequency)]), rows, gains, rarity, size, lengths)
