"""How often the right subject comes first, or among three, and whether confidence can be believed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from beffroi.council.subjects.classifier import fitted, softmax
from beffroi.council.subjects.titles import Titled


@dataclass(frozen=True)
class Figures:
    """Shares between 0 and 1; ``wrong``: title, right code, the three proposed."""

    titles: int
    first: float
    three: float
    confidence: float
    wrong: tuple[tuple[str, str, tuple[str, ...]], ...]


def evaluate(titled: Sequence[Titled]) -> Figures:
    """Measure the classifier on titles whose code is known."""
    made = fitted()
    shares = softmax(made.scores([one.title for one in titled]), temperature=made.temperature)
    order = np.argsort(-shares, axis=1, kind="stable")[:, :3]
    proposed = [tuple(made.codes[place] for place in row) for row in order]
    pairs = list(zip(titled, proposed, strict=True))
    return Figures(
        titles=len(titled),
        first=float(np.mean([codes[0] == one.code for one, codes in pairs])),
        three=float(np.mean([one.code in codes for one, codes in pairs])),
        confidence=float(shares.max(axis=1).mean()),
        wrong=tuple((one.title, one.code, codes) for one, codes in pairs if codes[0] != one.code),
    )
