"""The model that reads a request: arrays, the chances they give, and their file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from beffroi.engines.search.embeddings import Embedder, Vectors
from beffroi.phone.understand.traits import matrix, weighed

Floats = NDArray[np.float32]


@dataclass(frozen=True)
class Model:
    """families: names, the last one is "out of scope"; topics: names; vectors: phrasings, of ``owner`` topics.

    meaning, meaning_bias: shape (width + 0, families) on embeddings; words, words_bias: (traits, families);
    rare: weights of traits; alarm_*: the same for emergencies against all else, shape (…, 2).
    """

    families: NDArray[np.str_]
    topics: NDArray[np.str_]
    topic_family: NDArray[np.int32]
    vectors: Floats
    owner: NDArray[np.int32]
    meaning: Floats
    meaning_bias: Floats
    words: Floats
    words_bias: Floats
    rare: Floats
    alarm_meaning: Floats
    alarm_meaning_bias: Floats
    alarm_words: Floats
    alarm_words_bias: Floats

    def shares(self, texts: Sequence[str], vectors: Vectors | None) -> Floats:
        """Return the chance of each family before calibration, shape (texts, families)."""
        traits = weighed(matrix(texts), self.rare)
        lexical = np.asarray(traits @ self.words) + self.words_bias
        if vectors is None:
            return softmax(lexical)
        return mixed(softmax(vectors @ self.meaning + self.meaning_bias), softmax(lexical))

    def dangers(self, texts: Sequence[str], vectors: Vectors | None) -> Floats:
        """Return how likely each text tells an emergency, shape (texts,)."""
        traits = weighed(matrix(texts), self.rare)
        lexical = softmax(np.asarray(traits @ self.alarm_words) + self.alarm_words_bias)
        if vectors is None:
            return lexical[:, 1]
        return mixed(softmax(vectors @ self.alarm_meaning + self.alarm_meaning_bias), lexical)[:, 1]

    def save(self, path: Path) -> None:
        """Write the model to a file, at once or not at all."""
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_suffix(".draft.npz")
        np.savez(draft, **{field.name: getattr(self, field.name) for field in fields(self)})
        draft.replace(path)


def load_model(path: Path) -> Model | None:
    """Return the model of a file, or None where it is missing or unreadable."""
    try:
        with np.load(path, allow_pickle=False) as found:
            return Model(**{field.name: found[field.name] for field in fields(Model)})
    except (OSError, ValueError, KeyError):
        return None


def softmax(scores: Floats) -> Floats:
    """Return shares that sum to 1 along the last axis."""
    raised = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return np.asarray(raised / raised.sum(axis=-1, keepdims=True), dtype=np.float32)


def mixed(*shares: Floats) -> Floats:
    """Return the geometric mean of shares, which sums to 1."""
    logs = sum(np.log(np.maximum(share, 1e-9)) for share in shares) / len(shares)
    return softmax(np.asarray(logs, dtype=np.float32))


def embedded(texts: Sequence[str], embedder: Embedder | None) -> Vectors | None:
    """Return the vectors of texts, or None without an embedder."""
    return embedder.questions(list(texts)) if embedder else None
