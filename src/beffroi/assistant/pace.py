"""How fast a large store is read: seeded passages of the made-up town's words, and questions made likewise."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from importlib.resources import files

import numpy as np

from beffroi.assistant.indexing import index_vectors, index_words
from beffroi.engines.search import Entry, Passage, Store
from beffroi.engines.search.corpus import Corpus, open_corpus
from beffroi.engines.search.embeddings import Embedder, Vectors
from beffroi.engines.search.searching import search

PASSAGES_A_DOCUMENT = 25
PASSAGES_A_PAGE = 3
WORDS_A_PASSAGE = 60
WORDS_A_QUESTION = 9
MOST_WARM = 5


@dataclass(frozen=True)
class Pace:
    """passages: in the store; a_second: whose words were stored; opened, p50, p95: seconds to open it, of a search."""

    passages: int
    a_second: float
    opened: float
    p50: float
    p95: float


class Drawn:
    """Draws the vectors of passages, of the true width, and embeds questions in truth: what a search costs, sooner."""

    def __init__(self, embedder: Embedder, *, chance: np.random.Generator) -> None:
        self.name, self._embedder, self._chance = f"drawn {embedder.name}", embedder, chance
        self._width = embedder.questions(["largeur"]).shape[1]

    def passages(self, texts: Sequence[str]) -> Vectors:
        """Return drawn vectors of length 1, shape (texts, width)."""
        drawn = self._chance.standard_normal((len(texts), self._width)).astype(np.float32)
        return np.asarray(drawn / np.linalg.norm(drawn, axis=1, keepdims=True), np.float32)

    def questions(self, texts: Sequence[str]) -> Vectors:
        """Return the true vectors of questions."""
        return self._embedder.questions(texts)


def town_words() -> list[str]:
    """Return every word of the made-up town's documents, as often as it stands there."""
    folder = files("beffroi.assistant.simulate").joinpath("data")
    texts = (file.read_text(encoding="utf-8") for file in folder.iterdir() if file.name.endswith(".md"))
    return [word for text in texts for word in text.split() if word.strip("#|-*%")]


def _drawn_texts(words: Sequence[str], size: tuple[int, int], *, chance: np.random.Generator) -> list[str]:
    return [" ".join(words[word] for word in row) for row in chance.integers(len(words), size=size)]


def _entries(words: Sequence[str], *, passages: int, chance: np.random.Generator) -> Iterator[Entry]:
    for first in range(0, passages, PASSAGES_A_DOCUMENT):
        count = min(PASSAGES_A_DOCUMENT, passages - first)
        texts = _drawn_texts(words, (count, WORDS_A_PASSAGE), chance=chance)
        cut = tuple(Passage(text, page=1 + place // PASSAGES_A_PAGE) for place, text in enumerate(texts))
        yield Entry(f"document-{first:07}.pdf", f"Document {first}", cut)


def pace(
    store: Store,
    *,
    embedder: Embedder | None,
    passages: int,
    questions: int,
    seed: int,
    progress: Callable[[int, int], None] | None = None,
) -> Pace:
    """Fill an empty store with made-up passages, search it, time both. Without an embedder: by words alone."""
    chance, words = np.random.default_rng(seed), town_words()
    began = time.monotonic()
    index_words(store, _entries(words, passages=passages, chance=chance), with_titles=True, progress=progress)
    stored = time.monotonic() - began
    drawn = Drawn(embedder, chance=chance) if embedder else None
    if drawn:
        index_vectors(store, drawn)
    began = time.monotonic()
    corpus = open_corpus(store)
    opened = time.monotonic() - began
    asked = _drawn_texts(words, (questions, WORDS_A_QUESTION), chance=chance)
    taken = _searched(corpus, asked, embedder=drawn)
    p50, p95 = (float(value) for value in np.percentile(taken, [50, 95]))
    return Pace(len(corpus.numbers), len(corpus.numbers) / stored, opened, p50, p95)


def _searched(corpus: Corpus, questions: Sequence[str], *, embedder: Embedder | None) -> list[float]:
    """Return how long each search took [s], after a few that warm the caches."""
    taken = []
    for question in [*questions[:MOST_WARM], *questions]:
        began = time.monotonic()
        search(corpus, question, embedder=embedder)
        taken.append(time.monotonic() - began)
    return taken[min(MOST_WARM, len(questions)) :]
