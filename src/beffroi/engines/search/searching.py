"""A question to the pages that answer it: words and meanings weighed together.

Each clue is brought to standard scores over the pages that may be read, so that clues of different
scales add up; their weights (``data/ranking.toml``, dated) were fitted on questions other than those reported.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from beffroi.engines.search.bridge import bridge_of
from beffroi.engines.search.corpus import Corpus, Unit
from beffroi.engines.search.embeddings import Embedder
from beffroi.engines.search.familiar import in_plain_words
from beffroi.engines.search.situations import matters_of, told_clues
from beffroi.engines.search.word_index import Concept, concepts
from beffroi.engines.search.words import stems

Floats = NDArray[np.float32]
Flags = NDArray[np.bool_]
COVER = 3.0
TIE = 0.02
OLD = 3.0
LEVEL = ("told_near", "told_words", "told_best")
YEAR = re.compile(r"(?<!\d)(?:19|20)\d{2}(?!\d)")


@dataclass(frozen=True)
class Hit:
    """A page that was found: its place in the corpus, score, best passages (numbers in the store) and clues."""

    unit: Unit
    place: int
    score: float
    passages: tuple[int, ...]
    clues: Mapping[str, float]


@cache
def weights() -> Mapping[str, Mapping[str, Mapping[str, float]]]:
    """Return the weight of each clue, for sheets and pages, with vectors and without."""
    return tomllib.loads(files("beffroi.engines.search").joinpath("data/ranking.toml").read_text(encoding="utf-8"))


def search(
    corpus: Corpus,
    question: str,
    *,
    embedder: Embedder | None,
    most: int = 10,
    readable: Callable[[Unit], bool] | None = None,
) -> list[Hit]:
    """Return the best pages, best first; ``readable`` says which pages count at all."""
    if not corpus.units:
        return []
    plain = in_plain_words(question)
    asked = concepts(stems(plain))
    clues, per_passage = page_clues(corpus, asked, question=plain, embedder=embedder)
    allowed = np.array([readable(unit) for unit in corpus.units]) if readable else np.ones(len(corpus.units), bool)
    if not allowed.any():
        return []
    score = combine(clues, sheets=corpus.sheets, allowed=allowed) - OLD * _outdated(corpus, question)
    order = np.argsort(-score, kind="stable")[: min(most, int(allowed.sum()))]
    return [_hit(corpus, int(number), score, clues, per_passage) for number in order]


def _outdated(corpus: Corpus, question: str) -> Floats:
    """Mark the pages whose place was taken, unless the question names their year."""
    old = corpus.outdated.astype(np.float32)
    named = YEAR.findall(question)
    for place in np.flatnonzero(old) if named else ():
        old[place] = not _of_years(corpus.units[place], named)
    return old


def _of_years(unit: Unit, years: Sequence[str]) -> bool:
    own = f"{unit.entry.title} {unit.entry.source} {unit.entry.date or ''}"
    return any(year in own for year in years)


def page_clues(
    corpus: Corpus, asked: Sequence[Concept], *, question: str, embedder: Embedder | None
) -> tuple[dict[str, Floats], Floats]:
    """Return each clue of each page, and how well each passage answers."""
    words = corpus.words
    found = {size: words.score(getattr(words, size), asked) for size in ("opening", "whole", "passage", "subject")}
    per_passage = found["passage"][1] + TIE * found["passage"][0]
    clues = {size: gain for size, (gain, _) in found.items()} | {
        f"in_{size}": held for size, (_, held) in found.items()
    }
    clues |= {name: _best(corpus, clues[name]) for name in ("passage", "in_passage")}
    if embedder is not None and corpus.embedded.any():
        bridge, own = bridge_of(corpus, embedder), embedder.questions([question])
        vector = bridge.cross(own)[0]
        near, held = corpus.vectors @ vector, float(clues["in_opening"].max(initial=0))
        clues |= told_clues(corpus, matters_of(corpus, embedder), own[0], bridge=bridge, held=held)
        clues |= {"near_page": corpus.pages @ vector, "near_subject": corpus.subjects @ vector}
        clues["near_passage"] = _best(corpus, near)
        per_passage = per_passage + near
    return clues, per_passage


def _best(corpus: Corpus, values: Floats) -> Floats:
    """Return the best value among the quotable passages of each page."""
    best = np.zeros(len(corpus.units), np.float32)
    np.maximum.at(best, corpus.owner[corpus.quotable], values[corpus.quotable])
    return best


def combine(clues: Mapping[str, Floats], *, sheets: Flags, allowed: Flags) -> Floats:
    """Return one score a page, weighed as a sheet or as a page; those that may not be read get minus infinity."""
    way = "vectors" if "near_page" in clues else "words"
    level = {name: standard(name, values, allowed) for name, values in clues.items()}
    sheet, page = (
        sum((weight * level[name] for name, weight in weights()[kind][way].items()), np.zeros(len(allowed), np.float32))
        for kind in ("sheets", "pages")
    )
    score = np.where(sheets, sheet, page)
    return np.where(allowed, score, -np.inf).astype(np.float32)


def standard(name: str, values: Floats, allowed: Flags) -> Floats:
    """Bring a clue to its standard score over the allowed pages; shares and what situations say stay as they are."""
    if name in LEVEL:
        return values
    if name.startswith("in_") or name == "told_share":
        return np.asarray(COVER * values, dtype=np.float32)
    mean, spread = values[allowed].mean(), values[allowed].std()
    return np.asarray((values - mean) / (spread + 1e-9), dtype=np.float32)


def _hit(corpus: Corpus, number: int, score: Floats, clues: Mapping[str, Floats], per_passage: Floats) -> Hit:
    inside = np.flatnonzero(corpus.owner == number)
    best = inside[np.argsort(-per_passage[inside], kind="stable")]
    found = {name: float(values[number]) for name, values in clues.items()}
    return Hit(
        corpus.units[number], number, float(score[number]), tuple(int(corpus.numbers[one]) for one in best), found
    )
