"""Is there enough to answer: a probability from the clues of the best page, and the threshold to abstain."""

from __future__ import annotations

import math
import re
import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files

from beffroi.engines.search.corpus import Corpus
from beffroi.engines.search.familiar import in_plain_words
from beffroi.engines.search.searching import Hit
from beffroi.engines.search.words import stems

LOOKED_AT = 3
NAME = re.compile(r"(?<=\s)(?:[ldLD]['’])?([A-ZÀ-Ý][\w-]+)")
SHARES = ("in_opening", "in_whole", "in_passage")
NEARNESS = ("near_page", "near_passage", "near_subject")
TOLD = {"told_near": 0.2, "told_share": 1.0, "told_best": 1.0}  # brought to one scale


@cache
def calibration() -> Mapping[str, Mapping[str, Mapping[str, float]]]:
    """Return the weights and the threshold, for sheets and pages, with vectors and without."""
    return tomllib.loads(files("beffroi.assistant").joinpath("data/confidence.toml").read_text(encoding="utf-8"))


def evidence(corpus: Corpus, question: str, hits: Sequence[Hit]) -> dict[str, float]:
    """Return what the probability is reckoned from.

    Shares of the question held by the best page; how near it is; what people tell of such matters; ``words``: how
    many of the question mean something; ``names``: does it hold a name that no page found holds.
    """
    best = hits[0].clues
    found = {"one": 1.0} | {name: best[name] for name in SHARES}
    found |= {name: 5 * best[name] for name in NEARNESS if name in best}
    found |= {name: weight * best[name] for name, weight in TOLD.items() if name in best}
    found["words"] = len(set(stems(in_plain_words(question)))) / 10
    places = [hit.place for hit in hits[:LOOKED_AT]]
    names = [word for name in NAME.findall(question) for word in stems(name)]
    found["names"] = float(any(not _held(corpus, places, word) for word in names))
    return found


def _held(corpus: Corpus, places: Sequence[int], word: str) -> bool:
    return any(corpus.words.holds(corpus.words.whole, place, word) for place in places)


def probability(corpus: Corpus, question: str, hits: Sequence[Hit]) -> float:
    """Return how likely it is that the best pages answer (0 to 1)."""
    if not hits:
        return 0.0
    weights = _calibrated(hits)
    total = sum(weights.get(name, 0.0) * value for name, value in evidence(corpus, question, hits).items())
    return 1 / (1 + math.exp(-total))


def enough(corpus: Corpus, question: str, hits: Sequence[Hit]) -> bool:
    """Tell whether to answer rather than to abstain."""
    return bool(hits) and probability(corpus, question, hits) >= _calibrated(hits)["threshold"]


def _calibrated(hits: Sequence[Hit]) -> Mapping[str, float]:
    kind = "sheets" if hits[0].unit.entry.sheet else "pages"
    return calibration()[kind]["vectors" if "near_page" in hits[0].clues else "words"]
