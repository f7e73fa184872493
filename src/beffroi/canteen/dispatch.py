"""The morning's dispatch: a total already cooked, shared among the canteens.

Every canteen gets the same quantile of its own attendance, so that each runs the same risk of
missing meals; where children were counted in the morning, or booked, the count tells more than the forecast.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.special import ndtri

from beffroi.canteen.orders import Array, quantiles_at
from beffroi.territory.errors import BadInput

BISECTIONS = 50
FEWEST_COUNTS = 30
LEAST_SPREAD = 0.1


class TotalTooSmall(BadInput):
    """The total does not cover the meals that may not be cut."""


def dispatch(total: int, levels: Array, quantiles: Array, *, reserved: Array | None = None) -> Array:
    """Share ``total`` meals; return (canteens,) whole meals that sum to it.

    levels: (levels,) ascending; quantiles: (canteens, levels) [meals]; reserved: (canteens,) whole
    meals that are never cut (allergen plans). Raises TotalTooSmall.
    """
    floor = np.zeros(len(quantiles)) if reserved is None else np.asarray(reserved, dtype=float)
    if floor.sum() > total:
        raise TotalTooSmall(
            f"Le total à répartir ({total}) ne couvre pas les {floor.sum():.0f} repas réservés (PAI) : augmentez-le."
        )
    # From nothing at level 0, so that even a total far too small is shared by the same rule.
    known_levels = np.concatenate([[0.0], levels])
    known = np.concatenate([np.zeros((len(quantiles), 1)), np.clip(quantiles, 0, None)], axis=1)
    level = _shared_level(total, known_levels, known, floor)
    shares = np.maximum(quantiles_at(known_levels, known, level), floor)
    return _whole(_scaled(shares, floor, total), total)


def _shared_level(total: int, levels: Array, quantiles: Array, floor: Array) -> float:
    low, high = 0.0, 1.0
    for _ in range(BISECTIONS):
        level = (low + high) / 2
        asked = np.maximum(quantiles_at(levels, quantiles, level), floor).sum()
        low, high = (level, high) if asked < total else (low, level)
    return (low + high) / 2


def _scaled(shares: Array, floor: Array, total: int) -> Array:
    """Reach the total beyond the last quantile: scale what stands above the reserved meals."""
    free, room = shares - floor, total - floor.sum()
    if free.sum() <= 0:
        return np.asarray(floor + room / len(floor))
    return np.asarray(floor + free * room / free.sum())


def _whole(shares: Array, total: int) -> Array:
    """Round to whole meals by the largest remainders, keeping the total."""
    whole = np.floor(shares + 1e-9)
    left = round(total - whole.sum())
    whole[np.argsort(whole - shares, kind="stable")[:left]] += 1
    return np.asarray(whole)


@dataclass(frozen=True)
class Turnout:
    """How many of the children counted or booked in the morning eat.

    ratio: meals per child counted; spread: standard deviation of the meals per square root of the
    count.
    """

    ratio: float
    spread: float

    def quantiles(self, counts: Array, levels: Array) -> Array:
        """Return (canteens, levels) meals, normal around the count; rows of NaN where it is unknown."""
        mean, deviation = counts * self.ratio, self.spread * np.sqrt(counts)
        return np.asarray(np.clip(mean[:, None] + deviation[:, None] * ndtri(levels)[None, :], 0, None))


def learn_turnout(counts: Array, served: Array) -> Turnout | None:
    """Learn from past days, (days,) each; None with fewer than 30 pairs."""
    known = np.isfinite(counts) & np.isfinite(served) & (counts > 0)
    counts, served = counts[known], served[known]
    if len(counts) < FEWEST_COUNTS:
        return None
    ratio = float(served.sum() / counts.sum())
    gaps = (served - ratio * counts) / np.sqrt(counts)
    return Turnout(ratio, max(LEAST_SPREAD, float(np.sqrt(np.mean(gaps**2)))))


def booking_turnout(attendance: pd.DataFrame, registrations: pd.DataFrame) -> Turnout | None:
    """Learn from a town's bookings and meals (tables of ``History``)."""
    pairs = attendance.merge(registrations, on=["date", "site", "kind"])
    pairs = pairs[pairs["served"] > 0]
    return learn_turnout(pairs["registered"].to_numpy(dtype=float), pairs["served"].to_numpy(dtype=float))


def counted_quantiles(quantiles: Array, levels: Array, counts: Array, turnout: Turnout) -> Array:
    """Return (canteens, levels): from the count where there is one (not NaN), else the forecast's."""
    counted = np.isfinite(counts)[:, None]
    return np.where(counted, turnout.quantiles(counts, levels), quantiles)
