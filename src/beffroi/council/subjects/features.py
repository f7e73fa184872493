"""What titles look like to the classifier: words with their pairs, runs of letters, meanings."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from beffroi.engines.search.words import fold, stems

Matrix = NDArray[np.float64]
LETTERS = range(3, 6)


def words(title: str) -> list[str]:
    """Return the stems of a title and the pairs of them that follow one another; figures say nothing."""
    found = stems(re.sub(r"\d+", " ", title))
    return [*found, *(f"{first} {second}" for first, second in zip(found, found[1:], strict=False))]


def letters(title: str) -> list[str]:
    """Return the runs of three to five letters inside each word; a figure is one sign."""
    padded = [f" {word} " for word in re.findall(r"[^\W_]+", re.sub(r"\d+", "0", fold(title)))]
    return [
        word[start : start + length]
        for word in padded
        for length in LETTERS
        for start in range(max(1, len(word) - length + 1))
    ]


class Terms:
    """Weights of terms by how rare they are (tf-idf, logarithm of counts), rows of length one."""

    def __init__(self, titles: Sequence[str], *, cut: Callable[[str], list[str]]) -> None:
        self.cut = cut
        held = Counter(term for title in titles for term in set(cut(title)))
        self.places = {term: place for place, term in enumerate(sorted(held))}
        self.rarity = {term: 1 + math.log((1 + len(titles)) / (1 + count)) for term, count in held.items()}

    def rows(self, titles: Iterable[str]) -> sparse.csr_matrix:
        """Return one row a title."""
        values: list[float] = []
        columns: list[int] = []
        ends = [0]
        for title in titles:
            counts = Counter(term for term in self.cut(title) if term in self.places)
            found = {self.places[term]: (1 + math.log(count)) * self.rarity[term] for term, count in counts.items()}
            length = math.sqrt(sum(value * value for value in found.values())) or 1.0
            columns += found.keys()
            values += [value / length for value in found.values()]
            ends.append(len(columns))
        return sparse.csr_matrix((values, columns, ends), shape=(len(ends) - 1, len(self.places)))


def centred(vectors: NDArray[np.floating], middle: NDArray[np.floating]) -> Matrix:
    """Return vectors less their middle, of length one."""
    moved = np.asarray(vectors, np.float64) - middle
    return np.asarray(moved / np.maximum(np.linalg.norm(moved, axis=1, keepdims=True), 1e-9), np.float64)
