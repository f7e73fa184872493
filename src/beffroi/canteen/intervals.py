"""How far the forecast may be off: intervals and quantiles from errors on replayed days.

Conformal: the errors that the same method made on the last two school years, each divided by the
error expected of such a day, give the quantiles; a small LightGBM learns that expected error
(end of June and a small school are less certain than an ordinary Thursday).
Source: Romano, Patterson and Candès, "Conformalized quantile regression", NeurIPS 2019, in its
locally weighted form (Lei et al., JASA 2018).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from beffroi.canteen.boosting import Booster, boost
from beffroi.canteen.panel import Array

LEAST_ROWS = 400
SPREAD_TREES = 60
SPREAD_PARAMETERS = {"objective": "l2", "learning_rate": 0.08, "num_leaves": 12, "min_data_in_leaf": 200}
BIGGEST_GAP = 0.3
YOUNG_SPREAD = 1.3
EDGE_DAYS = 15
START_DAYS = 5
LEAST_EDGE_DAYS = 20


@dataclass(frozen=True)
class CanteenErrors:
    """Errors of canteen-days: ``ratios`` are (served - forecast) / expected error, ordered."""

    ratios: Array
    spread: Booster | float

    def expected(self, features: pd.DataFrame, pupils: Array) -> Array:
        """Return (rows,) the expected absolute error [meals]."""
        if isinstance(self.spread, float):
            return np.asarray(self.spread * np.sqrt(pupils))
        share = np.asarray(self.spread.predict(features, num_threads=1))
        return np.asarray(np.maximum(share, 0.01) * pupils)

    def quantiles(self, forecast: Array, expected: Array, levels: Array) -> Array:
        """Return (rows, levels) meals under which attendance falls with each probability."""
        offsets = conformal_quantiles(self.ratios, levels)
        return np.clip(forecast[:, None] + expected[:, None] * offsets, 0, None)


def conformal_quantiles(ordered: Array, levels: Array) -> Array:
    """Return quantiles of a sample at ranks among n + 1, the finite-sample correction of conformal prediction."""
    n = len(ordered)
    position = levels * (n + 1) - 1
    return np.interp(np.clip(position, 0, n - 1), np.arange(n), ordered)


def fit_canteen_errors(features: pd.DataFrame, errors: Array, pupils: Array) -> CanteenErrors:
    """Fit on replayed rows: ``errors`` are served - forecast [meals]."""
    if len(errors) < LEAST_ROWS:
        spread = YOUNG_SPREAD * float(np.mean(np.abs(errors) / np.sqrt(pupils))) if len(errors) else 1.2
        ratios = errors / (spread * np.sqrt(pupils)) if len(errors) else np.linspace(-2.5, 2.5, 41)
        return CanteenErrors(np.sort(ratios), max(spread, 0.1))
    share = np.minimum(np.abs(errors) / pupils, BIGGEST_GAP)
    booster = boost(features, share, pupils, trees=SPREAD_TREES, **SPREAD_PARAMETERS)
    fitted = CanteenErrors(np.array([]), booster)
    return CanteenErrors(np.sort(errors / fitted.expected(features, pupils)), booster)


@dataclass(frozen=True)
class TotalErrors:
    """Errors of the town's total: shares of the forecast, apart at the edges of the school year."""

    plain: Array
    edge: Array

    def quantiles(self, forecast: Array, edge: NDArray[np.bool_], levels: Array) -> Array:
        """Return (days, levels) meals of the whole town."""
        offsets = np.stack([conformal_quantiles(self.edge if e else self.plain, levels) for e in edge])
        return np.clip(forecast[:, None] * (1 + offsets), 0, None)


def at_edge(table: pd.DataFrame) -> NDArray[np.bool_]:
    """Tell which days are the first of September or the last weeks before summer."""
    ending = table.to_summer & (table.to_holiday <= EDGE_DAYS)
    starting = table.since_summer & (table.since_holiday <= START_DAYS)
    return np.asarray(ending | starting, dtype=bool)


def fit_total_errors(errors: Array, edge: NDArray[np.bool_]) -> TotalErrors:
    """Fit on replayed days: ``errors`` are served / forecast - 1 of the whole town."""
    if not len(errors):
        errors, edge = np.linspace(-0.2, 0.2, 41), np.zeros(41, dtype=bool)
    plain = np.sort(errors[~edge]) if (~edge).any() else np.sort(errors)
    widest = np.sort(errors[edge]) if edge.sum() >= LEAST_EDGE_DAYS else np.sort(2 * errors)
    return TotalErrors(plain, widest)
