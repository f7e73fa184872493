"""Daily residuals: measured less expected, at night and by day, and the excess of the water balances."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from beffroi.water.leak_model import NetworkModel
from beffroi.water.leak_signatures import BLOCKS, balance_parts
from beffroi.water.network import Array
from beffroi.water.scada import HOURS


def measured(model: NetworkModel) -> Array:
    """Return (hours, series) of the compared series."""
    readings, gauges = model.readings, model.gauges
    return np.column_stack(
        [readings.pressures[n] for n in gauges.pressure_names] + [readings.flows[n] for n in gauges.flow_names]
    )


def hourly_residuals(model: NetworkModel, *, days: range, tell: Callable[[int], None] | None = None) -> Array:
    """Return (days, 24, series) measured less expected."""
    series, found = measured(model), []
    for day in days:
        found.append(series[day * HOURS : (day + 1) * HOURS] - model.predict(day))
        if tell:
            tell(day)
    return np.array(found)


def daily_residuals(model: NetworkModel, hourly: Array) -> Array:
    """Return (days, features): each block of the day for each series, then the balances [m3/h]; NaN if unknown."""
    blocks = [_mean(hourly[:, first:last]) for first, last in BLOCKS]
    return np.concatenate([*blocks, balance_excess(model)[: len(hourly)]], axis=1)


def _mean(block: Array) -> Array:
    """Mean over the hours of a block, NaN when half of them are missing."""
    known = np.isfinite(block)
    total = np.where(known, block, 0.0).sum(axis=1) / np.maximum(known.sum(axis=1), 1)
    return np.where(known.mean(axis=1) >= 0.5, total, np.nan)


def balance_excess(model: NetworkModel) -> Array:
    """Return (days, balances) [m3/h]: of the metered district, supplied less counted; of the others, supplied beyond
    what their demand would be if it followed the metered one's.
    """
    districts, columns = model.districts, []
    for part in balance_parts(model):
        row = districts.parts.index(part)
        if part == districts.metered:
            columns.append(districts.balance[part] - districts.scale[row] * districts.nominal[row])
        else:
            season = districts.scale[districts.parts.index(districts.metered or 0)]
            columns.append(
                (districts.balance[part] / districts.nominal[row] / season - 1) * districts.nominal[row].mean()
            )
    return np.column_stack(columns) if columns else np.zeros((model.readings.days, 0))
