"""A linear classifier of titles (ridge regression, one code against the others) on three kinds of features.

It is fitted when first asked (about a second); the vectors of its own titles are kept beside it (``data/vectors.npz``,
written by ``building``), the confidence is a softmax whose temperature was fitted on titles left out one by one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from beffroi.council.errors import SubjectUnknown
from beffroi.council.subjects.features import Matrix, Terms, centred, letters, words
from beffroi.council.subjects.nomenclature import labels
from beffroi.council.subjects.titles import Titled, known_titles, spelled_out
from beffroi.council.subjects.vectors import Kept, kept_vectors, vectors_of

# chosen on titles left out one by one
WORDS, LETTERS, MEANING = 0.5, 0.2, 0.8
RIDGE = 1.3
SHOWN = 3


@dataclass(frozen=True)
class Candidate:
    """A code, its label and how likely it is (between 0 and 1)."""

    code: str
    label: str
    confidence: float


class Classifier:
    """Fitted on titles; ``vectors`` None leaves their meaning out."""

    def __init__(self, titled: Sequence[Titled], *, kept: Kept | None) -> None:
        texts = [spelled_out(one.title) for one in titled]
        self.codes = tuple(labels())
        self.temperature = kept.temperature if kept else 1.0
        self.terms = [(WORDS, Terms(texts, cut=words)), (LETTERS, Terms(texts, cut=letters))]
        self.rows = [terms.rows(texts) for _, terms in self.terms]
        self.middle = kept.vectors.mean(axis=0) if kept else None
        self.meanings = centred(kept.vectors, kept.vectors.mean(axis=0)) if kept else None
        self.goals = _goals([one.code for one in titled], self.codes)
        self.kernel = self._alike(texts, kept.vectors if kept else None)
        ridged = self.kernel + RIDGE * np.eye(len(texts))
        self.weights = np.linalg.solve(ridged, self.goals)

    def scores(self, titles: Sequence[str]) -> Matrix:
        """Return a score for each title (row) and code (column)."""
        texts = [spelled_out(title) for title in titles]
        alike = self._alike(texts, vectors_of(texts) if self.meanings is not None else None)
        return np.asarray(alike @ self.weights, np.float64)

    def left_out(self) -> Matrix:
        """Return the scores of its own titles, each as if it had not been learnt from (closed form of the ridge)."""
        inverse = np.linalg.inv(self.kernel + RIDGE * np.eye(len(self.kernel)))
        return np.asarray(self.goals - (inverse @ self.goals) / np.diag(inverse)[:, None], np.float64)

    def propose(self, title: str) -> tuple[Candidate, ...]:
        """Return the three likeliest codes, likeliest first."""
        shares = softmax(self.scores([title]), temperature=self.temperature)[0]
        best = np.argsort(-shares, kind="stable")[:SHOWN]
        return tuple(
            Candidate(self.codes[place], labels()[self.codes[place]], round(float(shares[place]), 3)) for place in best
        )

    def _alike(self, texts: Sequence[str], vectors: NDArray[np.floating] | None) -> Matrix:
        alike = sum(
            weight * (terms.rows(texts) @ rows.T).toarray()
            for (weight, terms), rows in zip(self.terms, self.rows, strict=True)
        )
        if vectors is None or self.meanings is None or self.middle is None:
            return np.asarray(alike, np.float64)
        return np.asarray(alike + MEANING * centred(vectors, self.middle) @ self.meanings.T, np.float64)


def propose(title: str) -> tuple[Candidate, ...]:
    """Return the three likeliest subjects of an act from its title. Raises SubjectUnknown where it has no word."""
    if not any(sign.isalpha() for sign in title):
        raise SubjectUnknown("Le titre est vide : donnez l'objet de l'acte, par exemple « Vote du budget primitif ».")
    return fitted().propose(title)


@cache
def fitted() -> Classifier:
    """Return the classifier fitted on the titles of this package."""
    return Classifier(known_titles(), kept=kept_vectors())


def softmax(scores: Matrix, *, temperature: float) -> Matrix:
    """Return shares that sum to one on each row."""
    raised = np.exp((scores - scores.max(axis=1, keepdims=True)) / temperature)
    return np.asarray(raised / raised.sum(axis=1, keepdims=True), np.float64)


def _goals(codes: Sequence[str], known: Sequence[str]) -> Matrix:
    goals = -np.ones((len(codes), len(known)))
    goals[np.arange(len(codes)), [known.index(code) for code in codes]] = 1
    return goals
