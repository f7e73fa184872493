"""LightGBM on one thread, the same result on every run."""

from __future__ import annotations

from typing import Any

import pandas as pd

from beffroi.canteen.openmp import load_openmp
from beffroi.canteen.panel import Array

load_openmp()

import lightgbm  # noqa: E402  # it needs the library that load_openmp gives

Booster = lightgbm.Booster
STEADY: dict[str, Any] = {
    "num_threads": 1, "seed": 1, "deterministic": True, "force_row_wise": True, "verbosity": -1, "max_bin": 63,
    "feature_fraction": 0.5, "bagging_fraction": 0.7, "bagging_freq": 1,
}  # fmt: skip


def boost(features: pd.DataFrame, target: Array, weights: Array, *, trees: int, **parameters: Any) -> Booster:
    """Train; ``parameters`` are LightGBM's."""
    data = lightgbm.Dataset(features, target, weight=weights, params={"verbosity": -1, "max_bin": STEADY["max_bin"]})
    return lightgbm.train({**STEADY, **parameters}, data, num_boost_round=trees)
