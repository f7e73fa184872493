"""The method judged on the last two school years: errors, bias, and the margin of the orders."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from beffroi.canteen.intervals import (
    CanteenErrors,
    TotalErrors,
    at_edge,
    fit_canteen_errors,
    fit_total_errors,
)
from beffroi.canteen.panel import Array
from beffroi.canteen.replay import Replay, Rows

FOLDS = 4
SECOND_HALF = 2
DEFAULT_SERVICE_LEVEL = 0.8
CAUTION = 0.9
MARGIN_LEVELS = np.linspace(0.5, 0.995, 100)


@dataclass(frozen=True)
class Backtest:
    """Replayed rows with the meals that were forecast and served, and what the agents had ordered."""

    rows: Rows
    forecast: Array
    served: Array
    planned: Array

    def before(self, ordinal: int, ordinals: NDArray[np.int64]) -> Backtest:
        """Return the part that was known on the as-of ordinal."""
        chosen = ordinals[self.rows.day] < ordinal
        return Backtest(self.rows.where(chosen), self.forecast[chosen], self.served[chosen], self.planned[chosen])


@dataclass(frozen=True)
class Calibration:
    """What the backtest teaches: error laws and service level of the orders."""

    canteens: CanteenErrors
    total: TotalErrors
    service_level: float
    follows_agents: bool
    days: int


def halves(replay: Replay, rows: Rows) -> NDArray[np.int64]:
    """Number the half school years (August to January, February to July) of the rows."""
    months = np.array([day.month for day in replay.panel.days])
    first = (months >= 8) | (months < SECOND_HALF)
    return np.asarray(replay.panel.years * 2 + ~first)[rows.day]


def backtest(replay: Replay, *, folds: int = FOLDS, before: int | None = None) -> Backtest:
    """Forecast the last half years before an ordinal, each with a model trained on what preceded it."""
    known = replay.ordinals[replay.rows.day] < (before or replay.ordinals[-1] + 1)
    numbers = halves(replay, replay.rows)
    chosen = sorted(set(numbers[known].tolist()))[-folds:]
    return joined(replay, [_fold(replay, known & (numbers == number)) for number in chosen])


def _fold(replay: Replay, chosen: NDArray[np.bool_]) -> tuple[Rows, Array]:
    rows = replay.rows.where(chosen)
    model = replay.fit(before=int(rows.snapshot.min()))
    return rows, replay.predict(model, rows)


def joined(replay: Replay, parts: list[tuple[Rows, Array]]) -> Backtest:
    """Put forecast parts together with what was served and ordered."""
    if not parts:
        nothing = replay.rows.where(np.zeros(len(replay.rows), dtype=bool))
        return Backtest(nothing, np.array([]), np.array([]), np.array([]))
    rows = Rows(
        pd.concat([part.features for part, _ in parts], ignore_index=True),
        *(np.concatenate([getattr(part, name) for part, _ in parts]) for name in ("canteen", "day", "snapshot")),
    )
    panel = replay.panel
    forecast = np.concatenate([meals for _, meals in parts])
    place = (rows.canteen, rows.day)
    return Backtest(rows, forecast, panel.served[place], panel.planned[place])


def calibrate(replay: Replay, tested: Backtest, *, before: int) -> Calibration:
    """Learn the error laws from a backtest, and the town's from its days before an ordinal."""
    pupils = replay.sizes(tested.rows)
    errors = fit_canteen_errors(tested.rows.features, tested.served - tested.forecast, pupils)
    days, town = replay.town_errors(before)
    edge = at_edge(replay.design.table.iloc[days])
    level, follows = _service_level(errors, tested, errors.expected(tested.rows.features, pupils))
    return Calibration(
        canteens=errors,
        total=fit_total_errors(town, edge),
        service_level=level,
        follows_agents=follows,
        days=len(days),
    )


def town_days(day: NDArray[np.int64], forecast: Array, served: Array) -> tuple[NDArray[np.int64], Array, Array]:
    """Sum over canteens: days in order, their forecast and their served meals."""
    days, place = np.unique(day, return_inverse=True)
    total = np.bincount(place, forecast, len(days)).astype(float)
    return days, total, np.bincount(place, served, len(days)).astype(float)


def _service_level(errors: CanteenErrors, tested: Backtest, expected: Array) -> tuple[float, bool]:
    """Return the least service level that misses fewer meals than the agents' orders did."""
    known = np.isfinite(tested.planned)
    if known.sum() < 0.5 * len(known) or not known.any():
        return DEFAULT_SERVICE_LEVEL, False
    served = tested.served[known]
    theirs = np.clip(served - tested.planned[known], 0, None).sum()
    quantiles = errors.quantiles(tested.forecast[known], expected[known], MARGIN_LEVELS)
    missing = np.clip(served[:, None] - np.round(quantiles), 0, None).sum(axis=0)
    enough = np.flatnonzero(missing <= CAUTION * theirs)
    return (float(MARGIN_LEVELS[enough[0]]) if len(enough) else float(MARGIN_LEVELS[-1])), True
