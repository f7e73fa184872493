"""Is there enough to answer: a probability from the clues of the best page, and the threshold below which it abstains."""

from __future__ import annotations

import math
import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files

from beffroi.engines.search.searching import Hit


@cache
def calibration() -> Mapping[str, Mapping[str, float]]:
    """Return the weights of the logistic and the threshold, with vectors and without."""
    return tomllib.loads(files("beffroi.assistant").joinpath("data/confidence.toml").read_text(encoding="utf-8"))


def evidence(hits: Sequence[Hit]) -> dict[str, float]:
    """Return what the probability is reckoned from."""
    best = hits[0]
    second = hits[1].score if len(hits) > 1 else 0.0
    found = {"one": 1.0, "score": best.score, "gap": best.score - second}
    for name in ("in_opening", "in_whole", "in_passage"):
        found[name] = max(hit.clues[name] for hit in hits[:3])
    if "near_page" in best.clues:
        found["near"] = 10 * (max(max(hit.clues["near_page"], hit.clues["near_passage"]) for hit in hits[:3]) - 0.85)
    return found


def probability(hits: Sequence[Hit]) -> float:
    """Return how likely it is that the best pages answer (0 to 1)."""
    if not hits:
        return 0.0
    given = evidence(hits)
    weights = calibration()["vectors" if "near" in given else "words"]
    return 1 / (1 + math.exp(-sum(weights.get(name, 0.0) * value for name, value in given.items())))


def enough(hits: Sequence[Hit]) -> bool:
    """Tell whether to answer rather than to abstain."""
    with_vectors = bool(hits) and "near_page" in hits[0].clues
    return probability(hits) >= calibration()["vectors" if with_vectors else "words"]["threshold"]
