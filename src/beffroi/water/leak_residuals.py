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
    """Return (days, balances) [m3/h], what each district of ``balance_parts`` takes beyond its expected demand."""
    columns = [_excess(model, part) for part in balance_parts(model)]
    return np.column_stack(columns) if columns else np.zeros((model.readings.days, 0))


def _excess(model: NetworkModel, part: int) -> Array:
    """Expected: what meters count; else the nominal demand at the metered district's season; else nominal."""
    districts = model.districts
    row = districts.parts.index(part)
    balance, nominal = districts.balance[part], districts.nominal[row]
    if part == districts.metered:
        return np.asarray(balance - districts.scale[row] * nominal)
    if districts.metered is None:
        return np.asarray(balance - nominal)
    season = districts.scale[districts.parts.index(districts.metered)]
    return np.asarray((balance / nominal / season - 1) * nominal[:7].mean())
