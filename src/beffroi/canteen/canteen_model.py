"""How a canteen departs from its town: a robust linear model, then LightGBM on what it leaves.

Trees alone need many splits to copy a mean of several levels; the linear part does it at once and
LightGBM keeps to the interactions; past seasons and steady levels serve the linear part only. Both
minimise the absolute error in meals, the figure by which canteens are judged.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from beffroi.canteen.boosting import Booster, boost
from beffroi.canteen.canteen_features import HABITS, LEVELS, REFERENCE, STEADY
from beffroi.canteen.panel import Array
from beffroi.canteen.past_years import SEASON

RIDGE = 0.5
HUBER = 0.03
ROUNDS = 4
STRIP = 20_000
LINEAR_MEMORY = 1500.0
TREES_MEMORY = 800.0
PUPILS = 100.0
YEAR_DAYS = 60.0
PARAMETERS = {"objective": "l1", "learning_rate": 0.08, "num_leaves": 15, "min_data_in_leaf": 150}
TREES = 150
LINEAR_ONLY = STEADY + SEASON
MOST_ROWS = 250_000


@dataclass(frozen=True)
class CanteenModel:
    """A fitted model: ``predict`` gives rates relative to the town's."""

    means: Array
    coefficients: Array
    trees: Booster | None

    def linear(self, features: pd.DataFrame) -> Array:
        """Return the linear part alone, an estimate of the mean rather than the median."""
        return np.asarray((terms(features) - self.means) @ self.coefficients[:-1] + self.coefficients[-1])

    def predict(self, features: pd.DataFrame) -> Array:
        """Return (rows,) rates less the town's rate of the day."""
        linear = self.linear(features)
        if self.trees is None:
            return linear
        left: Array = np.asarray(self.trees.predict(features.drop(columns=LINEAR_ONLY), num_threads=1))
        return linear + left


def terms(f: pd.DataFrame) -> NDArray[np.float32]:
    """Return the terms of the linear part: levels, habits, past seasons, and these by moment of the year."""

    def zero(name: str) -> NDArray[np.float32]:
        return np.asarray(np.nan_to_num(f[name].to_numpy(dtype=np.float32)))

    reference = zero(LEVELS[REFERENCE])
    others = [name for name in LEVELS if name != LEVELS[REFERENCE]] + [*STEADY, "this_year", "planned_level"]
    levels = [reference, *(np.nan_to_num(f[name].to_numpy(dtype=np.float32) - reference) for name in others)]
    past = np.stack([*levels, *(zero(name) for name in HABITS)], axis=1)
    started = np.clip(zero("days_this_year") / YEAR_DAYS, 0, 1)
    summer = zero("to_summer")
    season = np.stack([zero(name) for name in SEASON], axis=1)
    by_start = np.hstack([past[:, : len(levels)], season]) * started[:, None]
    plain = np.hstack([past, season, _cohort(f, started)])
    return np.hstack([plain, by_start, plain * summer[:, None]])


def _cohort(f: pd.DataFrame, started: NDArray[np.float32]) -> NDArray[np.float32]:
    growth = np.clip(np.nan_to_num(f["growth"].to_numpy(dtype=float)), -0.3, 0.3)
    shift = np.clip(np.nan_to_num(f["nursery_shift"].to_numpy(dtype=float)), -0.3, 0.3)
    nursery = np.nan_to_num(f["nursery"].to_numpy(dtype=float))
    kind = f["kind"].to_numpy()
    return np.stack(
        [kind == 0, kind == 1, nursery, growth, growth * (1 - started), shift, shift * (1 - started)], axis=1
    ).astype(np.float32)


def fit_canteens(features: pd.DataFrame, relative: Array, pupils: Array, ages: Array) -> CanteenModel:
    """Fit on (rows,) relative rates, each weighted by the canteen's pupils and by its age [days].

    Every n-th row is kept beyond ``MOST_ROWS``: more rows than that cost time and change little.
    """
    step = max(1, -(-len(relative) // MOST_ROWS))
    features, relative, weights, ages = features[::step], relative[::step], pupils[::step] / PUPILS, ages[::step]
    x = terms(features)
    means = x.mean(axis=0, dtype=np.float64)
    x -= means.astype(np.float32)
    coefficients = _huber(x, relative, weights * np.exp(-ages / LINEAR_MEMORY))
    left = relative - (x @ coefficients[:-1] + coefficients[-1])
    trees = boost(
        features.drop(columns=LINEAR_ONLY), left, weights * np.exp(-ages / TREES_MEMORY), trees=TREES, **PARAMETERS
    )
    return CanteenModel(means, coefficients, trees)


def _huber(x: NDArray[np.float32], y: Array, weights: Array) -> Array:
    penalty = np.diag(np.r_[np.full(x.shape[1], RIDGE), 1e-9])
    current = weights
    for _ in range(ROUNDS):
        square, product = _sums(x, y, current)
        coefficients = np.linalg.solve(square + penalty, product)
        gaps = np.abs(y - x @ coefficients[:-1] - coefficients[-1])
        current = weights * np.minimum(1, HUBER / np.maximum(gaps, 1e-9))
    return np.asarray(coefficients)


def _sums(x: NDArray[np.float32], y: Array, weights: Array) -> tuple[Array, Array]:
    """Return X'WX and X'Wy with a constant column, by strips of rows: a whole copy would not fit at scale."""
    width = x.shape[1] + 1
    square, product = np.zeros((width, width)), np.zeros(width)
    for start in range(0, len(x), STRIP):
        rows = slice(start, start + STRIP)
        strip = np.hstack([x[rows], np.ones((len(x[rows]), 1))])
        weighted = strip * weights[rows, None]
        square += weighted.T @ strip
        product += weighted.T @ y[rows]
    return square, product
