"""Words, letters and sounds of a sentence as a sparse row of hashed traits."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from zlib import crc32

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from beffroi.engines.search.words import plain_words, stems
from beffroi.phone.understand.sounds import sounds

WIDTH = 1 << 16
LETTERS, SOUNDS = (3, 4, 5), (3, 4)


def traits(text: str) -> Iterator[str]:
    """Return the traits of a text: stems, pairs of them, runs of letters within words, of sounds across them."""
    words = stems(text)
    yield from (f"w{word}" for word in words)
    yield from (f"b{left} {right}" for left, right in zip(words, words[1:], strict=False))
    for word in plain_words(text):
        spaced = f" {word} "
        yield from (f"l{spaced[at : at + size]}" for size in LETTERS for at in range(len(spaced) - size + 1))
    heard = "".join(sounds(text))
    yield from (f"s{heard[at : at + size]}" for size in SOUNDS for at in range(len(heard) - size + 1))


def matrix(texts: Sequence[str]) -> csr_matrix:
    """Return the traits of texts, shape (texts, WIDTH), each once."""
    columns = [np.unique([crc32(trait.encode()) % WIDTH for trait in traits(text)]) for text in texts]
    ends = np.cumsum([0, *(len(row) for row in columns)])
    flat = np.concatenate([np.asarray(row, dtype=np.int32) for row in columns] or [np.zeros(0, np.int32)])
    return csr_matrix((np.ones(len(flat), np.float32), flat, ends), shape=(len(texts), WIDTH))


def rarity(rows: csr_matrix) -> NDArray[np.float32]:
    """Return the weight of each trait: the fewer texts have it, the more it says."""
    seen = np.bincount(rows.indices, minlength=WIDTH)
    return np.asarray(np.log((1 + rows.shape[0]) / (1 + seen)) + 1, dtype=np.float32)


def weighed(rows: csr_matrix, weights: NDArray[np.float32]) -> csr_matrix:
    """Return rows of length 1, traits weighed by their rarity."""
    scaled = rows.multiply(weights).tocsr()
    lengths = np.sqrt(np.asarray(scaled.multiply(scaled).sum(axis=1)).ravel())
    return csr_matrix(scaled.multiply(1 / np.maximum(lengths, 1e-9)[:, None]), dtype=np.float32)
