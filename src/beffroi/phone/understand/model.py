"""The model that reads a request: arrays, the chances they give, and their file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from beffroi.engines.search.embeddings import Embedder, Vectors
from beffroi.phone.understand.traits import matrix, weighed

Floats = NDArray[np.float32]


# How much meaning, words and the nearest phrasing weigh: settled on tests/phone/sets/development.jsonl, 2026-11-25.
MEANING, WORDS, NEAREST, SHARPNESS = 0.5, 0.4, 0.5, 20.0
# How a topic is chosen in its family: by how many of its phrasings, and by a ridge regression (penalty, weight).
# Settled on our phrasings, two fifths left out in turn, 2026-11-26: right for 66 %, the one nearest phrasing for 56 %.
NEAR, PENALTY, LEARNT = 4, 3.0, 10.0


@dataclass(frozen=True)
class Model:
    """families: names, the last one is "out of scope"; topics: names; vectors: everything learnt, by family; owner: the
    topic of each vector, -1 where it has none.

    meaning, meaning_bias: shape (width, families) on embeddings; words, words_bias: (traits, families); rare: weights
    of traits; average: of all phrasings, taken away from every vector; alarm_*: the same for emergencies, shape (…, 2).
    """

    families: NDArray[np.str_]
    topics: NDArray[np.str_]
    topic_family: NDArray[np.int32]
    vectors: Floats
    vector_family: NDArray[np.int32]
    owner: NDArray[np.int32]
    meaning: Floats
    meaning_bias: Floats
    words: Floats
    words_bias: Floats
    rare: Floats
    average: Floats
    alarm_meaning: Floats
    alarm_meaning_bias: Floats
    alarm_words: Floats
    alarm_words_bias: Floats

    def shares(self, texts: Sequence[str], vectors: Vectors | None) -> Floats:
        """Return the share of each family, shape (texts, families): meaning, words, nearest phrasing together."""
        traits = weighed(matrix(texts), self.rare)
        lexical = softmax(np.asarray(traits @ self.words) + self.words_bias)
        if vectors is None:
            return lexical
        own = centred(vectors, self.average)
        meaning = softmax(own @ self.meaning + self.meaning_bias)
        return mixed((MEANING, meaning), (WORDS, lexical), (NEAREST, self._nearest(own)))

    def _nearest(self, vectors: Floats) -> Floats:
        """Return shares by the nearest phrasing of each family."""
        near = vectors @ self.vectors.T
        best = np.full((len(vectors), len(self.families)), -1.0, np.float32)
        for family in range(len(self.families)):
            mine = self.vector_family == family
            if mine.any():
                best[:, family] = near[:, mine].max(axis=1)
        return softmax(SHARPNESS * best)

    def topic_scores(self, topics: NDArray[np.intp], vector: Floats) -> Floats:
        """Return how near a meaning is to each of some topics: to its nearest phrasings, and to what sets it apart."""
        own = centred(vector, self.average)
        near = self.vectors @ own
        nearest = [_mean_of_best(near[self.owner == topic]) for topic in topics]
        return np.asarray(nearest + LEARNT * (own @ self._apart[:, topics]), dtype=np.float32)

    @cached_property
    def _apart(self) -> Floats:
        """Return what sets each topic apart, shape (width, topics): a ridge regression, rare topics held up."""
        rows, owner = self.vectors[self.owner >= 0], self.owner[self.owner >= 0]
        told = np.eye(len(self.topics), dtype=np.float64)[owner]
        told /= np.sqrt(told.sum(axis=0).clip(1))
        square = rows.T @ rows + PENALTY * np.eye(rows.shape[1])
        return np.asarray(np.linalg.solve(square, rows.T @ told), dtype=np.float32)

    def dangers(self, texts: Sequence[str], vectors: Vectors | None) -> Floats:
        """Return how likely each text tells an emergency, shape (texts,)."""
        traits = weighed(matrix(texts), self.rare)
        lexical = softmax(np.asarray(traits @ self.alarm_words) + self.alarm_words_bias)
        if vectors is None:
            return lexical[:, 1]
        own = centred(vectors, self.average)
        return mixed((0.5, softmax(own @ self.alarm_meaning + self.alarm_meaning_bias)), (0.5, lexical))[:, 1]

    def save(self, path: Path) -> None:
        """Write the model to a file, at once or not at all."""
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_suffix(".draft.npz")
        np.savez(draft, **{field.name: getattr(self, field.name) for field in fields(self)})
        draft.replace(path)


def _mean_of_best(near: Floats) -> float:
    return float(np.sort(near)[-NEAR:].mean()) if len(near) else -1.0


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


def mixed(*weighted: tuple[float, Floats]) -> Floats:
    """Return shares made of others by their weights (a geometric mean), which sum to 1."""
    logs = sum(weight * np.log(np.maximum(share, 1e-9)) for weight, share in weighted)
    return softmax(np.asarray(logs, dtype=np.float32))


def centred(vectors: Vectors, average: Floats) -> Floats:
    """Return vectors of length 1 without what all phrasings share."""
    bare = vectors - average
    return np.asarray(bare / np.linalg.norm(bare, axis=-1, keepdims=True).clip(1e-6), dtype=np.float32)


def embedded(texts: Sequence[str], embedder: Embedder | None) -> Vectors | None:
    """Return the vectors of texts, or None without an embedder."""
    return embedder.questions(list(texts)) if embedder else None
