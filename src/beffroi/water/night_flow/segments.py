"""Nights cut into stretches, level or straight slopes, where the cut is worth its price."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
PRICE = 8.0
SHORTEST_SLOPE = 9
SHORTEST_LEVEL = 2
TOLERANCE_95 = 3.84


@dataclass(frozen=True)
class Segment:
    """Nights ``begin`` to ``end`` (excluded), their fitted first and last value [m3/h], slope a night."""

    begin: int
    end: int
    first: float
    last: float
    slope: float


@dataclass(frozen=True)
class Costs:
    """(n+1, n+1) price of each stretch [begin, end), its mean, mean night and slope (0 where level is cheaper)."""

    price: Array
    mean: Array
    middle: Array
    slope: Array


def stretch_costs(values: Array, sigma: float) -> Costs:
    """Return the cost of every stretch: squares of residuals over sigma², plus a price a parameter."""
    known = np.isfinite(values).astype(float)
    filled, time = np.where(known > 0, values, 0.0), np.arange(len(values), dtype=float)
    moments = (known, known * time, known * time**2, filled, filled * time, filled**2)
    n, t, tt, y, ty, yy = (_between(moment) for moment in moments)
    with np.errstate(divide="ignore", invalid="ignore"):
        level = np.where(n < SHORTEST_LEVEL, np.inf, np.maximum(yy - y * y / n, 0)) / sigma**2 + 2 * PRICE
        slope = (ty - t * y / n) / (tt - t * t / n)
        sloped = yy - y * y / n - (ty - t * y / n) * slope
        sloped = np.where(n < SHORTEST_SLOPE, np.inf, np.maximum(sloped, 0)) / sigma**2 + 3 * PRICE
        chosen = sloped < level
        return Costs(np.minimum(level, sloped), y / n, t / n, np.where(chosen & np.isfinite(slope), slope, 0.0))


def _between(moment: Array) -> Array:
    total = np.concatenate([[0.0], np.cumsum(moment)])
    return np.asarray(total[None, :] - total[:, None], dtype=float)


def cut(values: Array, sigma: float) -> tuple[list[Segment], Costs]:
    """Return the cheapest cut of the nights (dynamic programming), empty when there are too few."""
    costs, count = stretch_costs(values, sigma), len(values)
    best = np.full(count + 1, np.inf)
    best[0], previous = 0.0, np.zeros(count + 1, dtype=int)
    for end in range(1, count + 1):
        total = best[:end] + costs.price[:end, end]
        previous[end] = int(np.argmin(total))
        best[end] = total[previous[end]]
    if not np.isfinite(best[count]):
        return [], costs
    segments, end = [], count
    while end > 0:
        segments.append(_segment(costs, int(previous[end]), end))
        end = int(previous[end])
    return segments[::-1], costs


def _segment(costs: Costs, begin: int, end: int) -> Segment:
    mean, middle, slope = costs.mean[begin, end], costs.middle[begin, end], costs.slope[begin, end]
    first, last = mean + slope * (begin - middle), mean + slope * (end - 1 - middle)
    return Segment(begin, end, float(first), float(last), float(slope))


def change_interval(costs: Costs, segments: list[Segment], night: int) -> tuple[int, int]:
    """Return the first and last night where the change at ``night`` could have been, at 95 %."""
    place = [segment.begin for segment in segments].index(night)
    begin, end = segments[place - 1].begin if place else 0, segments[place].end
    nights = np.arange(begin + 1, end)
    total = costs.price[begin, nights] + costs.price[nights, end]
    possible = nights[total <= total.min() + TOLERANCE_95] if np.isfinite(total).any() else np.array([night])
    return int(min(possible.min(), night)), int(max(possible.max(), night))


def fitted(segments: list[Segment]) -> Array:
    """Return the fitted value of each night."""
    return np.concatenate([np.linspace(s.first, s.last, s.end - s.begin) for s in segments])
