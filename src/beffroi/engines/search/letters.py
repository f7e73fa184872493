"""A double of the embeddings for tests: vectors of the groups of three letters, quick, without weights."""

from __future__ import annotations

from collections.abc import Sequence
from zlib import crc32

import numpy as np

from beffroi.engines.search.embeddings import Vectors
from beffroi.engines.search.words import fold

WIDTH = 64


class Letters:
    """Counts groups of three letters."""

    name = "letters"

    def passages(self, texts: Sequence[str]) -> Vectors:
        """Return one vector a text."""
        return np.stack([_count(text) for text in texts]) if texts else np.zeros((0, WIDTH), np.float32)

    def questions(self, texts: Sequence[str]) -> Vectors:
        """Return one vector a question."""
        return self.passages(texts)


def _count(text: str) -> Vectors:
    vector, folded = np.zeros(WIDTH, np.float32), f" {fold(text)} "
    for start in range(len(folded) - 2):
        vector[crc32(folded[start : start + 3].encode()) % WIDTH] += 1
    return np.asarray(vector / (np.linalg.norm(vector) or 1), dtype=np.float32)
