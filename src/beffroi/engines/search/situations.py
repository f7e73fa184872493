"""What people tell, beside the words of the administration: the bridge between "on m'a viré" and "licenciement".

A table of ours (``data/situations.csv``, dated) says, for each of the administration's matters, how people tell it. A
question is compared with what people tell: sentences of one kind, where meanings compare best. The words of the
nearest matters then speak for the pages, in proportion, beside the question's own (docs/services/assistant.md).
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from beffroi.engines.search.bridge import Bridge, bridge_of
from beffroi.engines.search.corpus import Corpus
from beffroi.engines.search.embeddings import Embedder, Vectors
from beffroi.engines.search.word_index import Concept, concepts
from beffroi.engines.search.words import stems

Floats = NDArray[np.float32]
NEAREST = 3
NEAR_ENOUGH = 0.4  # cosine from which a matter speaks
SHARPNESS = 10.0  # how much more the nearest one speaks
LOUDEST, HUSHED = 1.5, 1.2  # how loud they speak where no opening holds the question, less what holding all takes
NAME = "situations"


@dataclass(frozen=True)
class Situation:
    """words: of the administration; told: how people say it."""

    words: str
    told: tuple[str, ...]


@cache
def situations() -> tuple[Situation, ...]:
    """Return the table."""
    lines = _table().splitlines()[2:]
    rows = (line.split(";") for line in lines if line)
    return tuple(Situation(words, tuple(told)) for words, *told in rows)


def _table() -> str:
    return files("beffroi.engines.search").joinpath("data/situations.csv").read_text(encoding="utf-8")


@cache
def _digest() -> str:
    return hashlib.sha256(_table().encode()).hexdigest()[:12]


@dataclass(frozen=True)
class Matters:
    """told: vectors of what people tell, of the ``owner`` situations; meant: vector of each situation's own words."""

    told: Vectors
    owner: NDArray[np.int64]
    meant: Vectors

    def nearness(self, vector: Vectors) -> Floats:
        """Return how near a question's vector is to what is told of each situation, shape (situations,)."""
        best = np.full(len(self.meant), -1.0, np.float32)
        np.maximum.at(best, self.owner, self.told @ vector)
        return best

    def nearest(self, best: Floats) -> list[tuple[int, float]]:
        """Return the nearest situations, with their shares, which sum to 1 at most."""
        places = np.argsort(-best, kind="stable")[:NEAREST]
        shares = np.exp(SHARPNESS * (best[places] - best[places[0]]))
        shares = shares / shares.sum()
        pairs = zip(places, shares, strict=True)
        return [(int(place), float(share)) for place, share in pairs if best[place] >= NEAR_ENOUGH]


def matters_of(corpus: Corpus, embedder: Embedder) -> Matters:
    """Return the vectors of the table kept in the store, or reckon them and keep them."""
    bridge = bridge_of(corpus, embedder)
    lines = [line for one in situations() for line in one.told]
    texts = [*lines, *(one.words for one in situations())]
    name = f"{NAME} {embedder.name} {_digest()}"
    kept = corpus.store.kept(name)
    if kept is None:
        kept = embedder.questions(texts).astype(np.float16).tobytes()
        corpus.store.keep(name, kept)
    vectors = np.frombuffer(kept, np.float16).reshape(len(texts), -1).astype(np.float32)
    owner = [place for place, one in enumerate(situations()) for _ in one.told]
    return Matters(bridge.bare(vectors[: len(lines)]), np.array(owner, np.int64), bridge.cross(vectors[len(lines) :]))


def told_clues(corpus: Corpus, matters: Matters, vector: Vectors, *, bridge: Bridge, held: float) -> dict[str, Floats]:
    """Return what the nearest situations say of each page: in meaning, in words, in the share of their words it holds.

    vector: the question's own, shape (width,); held: the share of the question that the best opening holds: the more it
    is, the less situations speak. All is nought where none is near. ``told_best``: how near the nearest is, for all.
    """
    best = matters.nearness(bridge.bare(vector[None])[0])
    nought = np.zeros(len(corpus.units), np.float32)
    clues = {"told_near": nought.copy(), "told_words": nought.copy(), "told_share": nought.copy()}
    clues["told_best"] = np.full(len(corpus.units), best.max(initial=0), np.float32)
    loud = max(0.0, LOUDEST - HUSHED * held)
    for place, told in matters.nearest(best):
        share = loud * told
        gain, there = corpus.words.score(corpus.words.whole, _concepts(situations()[place].words))
        clues["told_near"] += share * level(corpus.pages @ matters.meant[place])
        clues["told_words"] += share * level(gain)
        clues["told_share"] += share * there
    return clues


@cache
def _concepts(words: str) -> tuple[Concept, ...]:
    return tuple(concepts(stems(words)))


def level(values: Floats) -> Floats:
    """Return standard scores."""
    return np.asarray((values - values.mean()) / (values.std() + 1e-9), dtype=np.float32)
