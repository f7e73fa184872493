"""How a canteen departs from its town: a robust linear model, then LightGBM on what it leaves.

Trees alone need many splits to copy a mean of several levels; the linear part does it at once and
LightGBM keeps to the interactions (measured: docs/services/canteen.md). Both minimise the absolute
error in meals, the figure by which canteens are judged.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from beffroi.canteen.boosting import Booster, boost
from beffroi.canteen.canteen_features import HABITS, LEVELS, REFERENCE
from beffroi.canteen.panel import Array

RIDGE = 5.0
HUBER = 0.03
ROUNDS = 6
PUPILS = 100.0
YEAR_DAYS = 60.0
PARAMETERS = {"objective": "l1", "learning_rate": 0.08, "num_leaves": 31, "min_data_in_leaf": 60}
TREES = 150
MOST_ROWS = 300_000


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
        return linear if self.trees is None else linear + np.asarray(self.trees.predict(features, num_threads=1))


def terms(f: pd.DataFrame) -> Array:
    """Return the terms of the linear part: levels, habits, and both by moment of the year."""

    def zero(name: str) -> Array:
        return np.asarray(np.nan_to_num(f[name].to_numpy(dtype=float)))

    reference = zero(LEVELS[REFERENCE])
    others = [name for name in LEVELS if name != LEVELS[REFERENCE]] + ["this_year", "planned_level"]
    levels = [reference, *(np.nan_to_num(f[name].to_numpy(dtype=float) - reference) for name in others)]
    past = np.stack([*levels, *(zero(name) for name in HABITS)], axis=1)
    started = np.clip(zero("days_this_year") / YEAR_DAYS, 0, 1)
    summer = zero("to_summer")
    cohort = _cohort(f, started)
    return np.hstack(
        [past, past[:, : len(levels)] * started[:, None], past * summer[:, None], cohort, cohort * summer[:, None]]
    )


def _cohort(f: pd.DataFrame, started: Array) -> Array:
    growth = np.clip(np.nan_to_num(f["growth"].to_numpy(dtype=float)), -0.3, 0.3)
    shift = np.clip(np.nan_to_num(f["nursery_shift"].to_numpy(dtype=float)), -0.3, 0.3)
    nursery = np.nan_to_num(f["nursery"].to_numpy(dtype=float))
    kind = f["kind"].to_numpy()
    return np.stack(
        [kind == 0, kind == 1, nursery, growth, growth * (1 - started), shift, shift * (1 - started)], axis=1
    ).astype(float)


def fit_canteens(features: pd.DataFrame, relative: Array, pupils: Array) -> CanteenModel:
    """Fit on (rows,) relative rates, each weighted by the canteen's pupils."""
    features, relative, pupils = _thin(features, relative, pupils / PUPILS)
    x = terms(features)
    means = x.mean(axis=0)
    coefficients = _huber(x - means, relative, pupils)
    linear = CanteenModel(means, coefficients, None)
    left = relative - linear.predict(features)
    trees = boost(features, left, pupils, trees=TREES, **PARAMETERS)
    return CanteenModel(means, coefficients, trees)


def _thin(features: pd.DataFrame, relative: Array, weights: Array) -> tuple[pd.DataFrame, Array, Array]:
    """Keep every n-th row beyond ``MOST_ROWS``: more rows than that cost time and change little."""
    step = -(-len(relative) // MOST_ROWS)
    return (features, relative, weights) if step <= 1 else (features[::step], relative[::step], weights[::step])


def _huber(x: Array, y: Array, weights: Array) -> Array:
    x = np.hstack([x, np.ones((len(x), 1))])
    penalty = np.diag(np.r_[np.full(x.shape[1] - 1, RIDGE), 1e-9])
    current = weights
    for _ in range(ROUNDS):
        weighted = x * current[:, None]
        coefficients = np.linalg.solve(weighted.T @ x + penalty, weighted.T @ y)
        current = weights * np.minimum(1, HUBER / np.maximum(np.abs(y - x @ coefficients), 1e-9))
    return np.asarray(coefficients)
