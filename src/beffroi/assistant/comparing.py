"""Two text models on the same quotes, judged blind: which is A and which B is drawn by a seed, question by question."""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from beffroi.assistant.rewording import reword
from beffroi.engines.language import LanguageModel

FIRST, SECOND, SAME = "first", "second", "same"


@dataclass(frozen=True)
class Attempt:
    """What one model made of the quotes: "" where nothing passed the check; time [s], energy [Wh], cost [cents]."""

    text: str
    seconds: float
    wh: Decimal
    cents: Decimal


@dataclass(frozen=True)
class Pair:
    """The attempts of both models at one question. swapped: the second one is shown as A."""

    first: Attempt
    second: Attempt
    swapped: bool


@dataclass(frozen=True)
class Tally:
    """Votes and costs of one model: preferred, kept by the check (shares of what was voted, made), totals."""

    preferred: int
    passed: int
    made: int
    seconds: float
    wh: Decimal
    cents: Decimal


def pair(
    question: str, quotes: Sequence[str], *, first: LanguageModel, second: LanguageModel, seed: int, place: int
) -> Pair:
    """Have both models reword the same quotes, in the drawn order. Raises LanguageError."""
    swapped = is_swapped(seed, place)
    if swapped:  # the one that is asked first has a colder cache: that falls on both by chance
        later, sooner = _attempt(question, quotes, second), _attempt(question, quotes, first)
        return Pair(sooner, later, swapped)
    return Pair(_attempt(question, quotes, first), _attempt(question, quotes, second), swapped)


def is_swapped(seed: int, place: int) -> bool:
    """Tell whether the second model is shown as A: drawn, the same for the same seed and place."""
    return random.Random(f"{seed} {place}").random() < 0.5  # noqa: S311  # a draw, no secret


def _attempt(question: str, quotes: Sequence[str], model: LanguageModel) -> Attempt:
    made = reword(question, quotes, model=model)
    return Attempt(made.text or "", made.seconds, made.wh, made.cents)


def voted_for(side: str, *, swapped: bool) -> str:
    """Return which model a vote for "a" or "b" was for; "same" is for neither."""
    if side not in {"a", "b"}:
        return SAME
    return SECOND if (side == "a") is swapped else FIRST


def tally(attempts: Sequence[Attempt], votes: Sequence[str], *, of: str) -> Tally:
    """Count one model's attempts and the votes (FIRST, SECOND, SAME) that were for it."""
    return Tally(
        preferred=sum(vote == of for vote in votes),
        passed=sum(bool(one.text) for one in attempts),
        made=len(attempts),
        seconds=sum(one.seconds for one in attempts),
        wh=sum((one.wh for one in attempts), Decimal(0)),
        cents=sum((one.cents for one in attempts), Decimal(0)),
    )


def by_chance(votes: Sequence[str]) -> float:
    """Return how often chance alone would part the votes at least so (sign test, two-sided; 1 where none differs)."""
    parted = [vote for vote in votes if vote != SAME]
    count, most = len(parted), max(parted.count(FIRST), parted.count(SECOND)) if parted else 0
    tail = sum(math.comb(count, times) for times in range(most, count + 1)) / 2**count
    return min(1.0, 2.0 * float(tail))
