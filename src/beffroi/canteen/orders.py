"""How many meals to order: the newsvendor's quantity, and what each margin costs.

Source: Arrow, Harris and Marschak, "Optimal inventory policy", Econometrica 19, 1951: the order that
costs least on average is the quantile at shortage / (shortage + surplus).
"""

from __future__ import annotations

from typing import Protocol

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from beffroi.territory.errors import BadInput

Array = NDArray[np.float64]
CURVE_LEVELS = np.array([0.5, 0.6, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95, 0.975])
# The middles of a hundred equal shares of probability: a mean over them is an expectation.
GRID = np.linspace(0.005, 0.995, 100)


class HasQuantiles(Protocol):
    """A forecast that knows the law of each of its rows."""

    def quantiles(self, levels: Array, /) -> Array:
        """Return (rows, levels) meals."""


class CostUnusable(BadInput):
    """Costs or service level out of range."""


def service_level(*, surplus_cents: int, shortage_cents: int) -> float:
    """Return the probability of having enough that costs least. Raises CostUnusable."""
    if surplus_cents <= 0 or shortage_cents <= 0:
        raise CostUnusable("Les coûts d'un repas en trop et d'un repas manquant doivent dépasser zéro.")
    return check_level(shortage_cents / (shortage_cents + surplus_cents))


def check_level(level: float) -> float:
    """Return the level. Raises CostUnusable unless it lies between 0.01 and 0.999."""
    if not 0.01 <= level <= 0.999:
        raise CostUnusable(
            "Le niveau de service doit aller de 0,01 à 0,999, par exemple 0,8 : changez-le, ou rapprochez les coûts."
        )
    return level


def whole_meals(quantiles: Array) -> Array:
    """Return the least whole order that keeps the service level.

    The law of attendance is drawn as continuous while meals are whole: an order q is enough
    for every attendance up to q + 1/2.
    """
    return np.maximum(np.ceil(quantiles - 0.5), 0)


def quantiles_at(levels: Array, quantiles: Array, level: float) -> Array:
    """Return (rows,) meals at one level; levels: (levels,) ascending, quantiles: (rows, levels).

    Beyond the first and last levels the nearest quantile stands.
    """
    right = int(np.clip(np.searchsorted(levels, level), 1, len(levels) - 1))
    weight = np.clip((level - levels[right - 1]) / (levels[right] - levels[right - 1]), 0, 1)
    return np.asarray(quantiles[:, right - 1] * (1 - weight) + quantiles[:, right] * weight)


def order_quantities(levels: Array, quantiles: Array, ratio: float) -> Array:
    """Return (rows,) whole meals to order at the critical ratio, from each row's quantiles."""
    return whole_meals(quantiles_at(levels, quantiles, ratio))


def tradeoff(forecast: HasQuantiles) -> pd.DataFrame:
    """Return the curve of a forecast's canteens over its whole range."""
    return tradeoff_curve(GRID, forecast.quantiles(GRID))


def tradeoff_curve(levels: Array, quantiles: Array, *, chosen: Array = CURVE_LEVELS) -> pd.DataFrame:
    """Return what each service level is expected to cost, summed over the rows.

    levels: evenly spread like ``GRID``; quantiles: (rows, levels) [meals]. Columns: level, ordered,
    margin (over the mean attendance, as a share), surplus, missing [meals].
    """
    rows = [_expected(levels, quantiles, level) for level in chosen.tolist()]
    return pd.DataFrame(rows, columns=["level", "ordered", "margin", "surplus", "missing"])


def _expected(levels: Array, quantiles: Array, level: float) -> tuple[float, float, float, float, float]:
    ordered = order_quantities(levels, quantiles, level)
    gaps = ordered[:, None] - quantiles
    surplus, missing = np.clip(gaps, 0, None).mean(axis=1).sum(), np.clip(-gaps, 0, None).mean(axis=1).sum()
    total = ordered.sum()
    return level, float(total), float(total / max(1.0, total - surplus + missing) - 1), float(surplus), float(missing)
