"""From the words of questions to those of documents, learnt from the store itself.

Two things are wrong with a question's vector as the model gives it. What all questions share brings a few short
pages near every one of them: the average of ordinary questions is taken away. And a question looks like other
questions more than like the page that answers it: a linear map, learnt by ridge regression from the headings of
the documents (short, like questions) to the pages they stand on, brings it nearer. Titles are not used.
Both measured: docs/services/assistant.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from beffroi.engines.search.corpus import Corpus
from beffroi.engines.search.embeddings import Embedder, Vectors

MOST_HEADINGS, LEAST_WORDS = 2500, 3
RIDGE = 30.0
NAME = "bridge"


@dataclass(frozen=True)
class Bridge:
    """average: of ordinary questions, shape (width,); turn: the map, shape (width, width)."""

    average: Vectors
    turn: Vectors

    def bare(self, vectors: Vectors) -> Vectors:
        """Return vectors of questions, shape (questions, width), without what all questions share."""
        return _of_length_one(vectors - self.average)

    def cross(self, vectors: Vectors) -> Vectors:
        """Return vectors of questions, shape (questions, width), as they compare with those of a corpus."""
        return _of_length_one(self.bare(vectors) @ self.turn.T)


def _of_length_one(vectors: Vectors) -> Vectors:
    return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True).clip(1e-6), dtype=np.float32)


@cache
def ordinary_questions() -> tuple[str, ...]:
    """Return ordinary questions (``data/background.txt``, dated)."""
    text = files("beffroi.engines.search").joinpath("data/background.txt").read_text(encoding="utf-8")
    return tuple(text.splitlines()[1:])


def bridge_of(corpus: Corpus, embedder: Embedder) -> Bridge:
    """Return the bridge kept in the store, or learn it and keep it."""
    width = corpus.vectors.shape[1]
    name = f"{NAME} {embedder.name} {'whole' if corpus.whole else 'begun'}"
    kept = corpus.store.kept(name)
    if kept is not None:
        numbers = np.frombuffer(kept, np.float32).reshape(width + 1, width)
        return Bridge(numbers[0], numbers[1:])
    learnt = learn(corpus, embedder)
    corpus.store.keep(name, np.vstack([learnt.average[None], learnt.turn]).astype(np.float32).tobytes())
    return learnt


def learn(corpus: Corpus, embedder: Embedder) -> Bridge:
    """Learn the average and the map; the map leaves all as it is while vectors are awaited."""
    width = corpus.vectors.shape[1]
    average = embedder.questions(ordinary_questions()).mean(axis=0).astype(np.float32)
    level = Bridge(average, np.eye(width, dtype=np.float32))
    if not corpus.whole:
        return level
    headings, pages = _headings(corpus)
    if not headings:
        return level
    asked, answers = level.cross(embedder.questions(headings)), corpus.pages[pages]
    return Bridge(average, ridge(asked, answers))


def ridge(asked: Vectors, answers: Vectors) -> Vectors:
    """Return the map M that makes |M a - b|^2 summed over pairs, plus RIDGE |M - I|^2, the least."""
    still = RIDGE * np.eye(asked.shape[1])
    turn = np.linalg.solve(asked.T @ asked + still, asked.T @ answers + still).T
    return np.asarray(turn, dtype=np.float32)


def _headings(corpus: Corpus) -> tuple[list[str], NDArray[np.int64]]:
    """Return headings drawn evenly over the store, each once, and the page of each."""
    seen: dict[str, int] = {}
    texts = corpus.store.headings()
    for number, owner, quotable in zip(corpus.numbers, corpus.owner, corpus.quotable, strict=True):
        heading = texts.get(int(number), "")
        if quotable and len(heading.split()) >= LEAST_WORDS:
            seen.setdefault(heading, int(owner))
    step = max(1, len(seen) // MOST_HEADINGS)
    chosen = list(seen.items())[::step]
    return [heading for heading, _ in chosen], np.array([owner for _, owner in chosen], np.int64)
