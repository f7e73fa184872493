"""Daily residuals: measured less expected, at night and by day, and the excess of the water balances."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from beffroi.water.leak_model import BLOCKS, NetworkModel
from beffroi.water.network import Array
from beffroi.water.scada import HOURS

NIGHT = 1
QUIET = 7


def balance_parts(model: NetworkModel) -> list[int]:
    """List the districts whose balance is a feature: the metered one, then the others."""
    districts = model.districts
    metered = [p for p in districts.balance if p == districts.metered]
    return [*metered, *sorted(districts.driven)]


def block_residuals(model: NetworkModel, *, days: range) -> Array:
    """Return (days, blocks, series) measured less expected, NaN where half of a block's hours are missing."""
    measured = _measured(model, days)
    return np.asarray(measured - np.array([model.predict(day) for day in days]))


def _measured(model: NetworkModel, days: range) -> Array:
    readings, gauges = model.readings, model.gauges
    names = [(readings.pressures, n) for n in gauges.pressure_names] + [(readings.flows, n) for n in gauges.flow_names]
    hours = np.column_stack([table[name][days.start * HOURS : days.stop * HOURS] for table, name in names])
    table = hours.reshape(len(days), HOURS, -1)
    return np.stack([_mean(table[:, first:last]) for first, last in BLOCKS], axis=1)


def _mean(block: Array) -> Array:
    known = np.isfinite(block)
    total = np.where(known, block, 0.0).sum(axis=1) / np.maximum(known.sum(axis=1), 1)
    return np.where(known.mean(axis=1) >= 0.5, total, np.nan)


def fold(blocks: Array) -> Array:
    """Return (..., 2 x series) from (..., blocks, series): the night, then the rest of the day."""
    hours = np.array([last - first for first, last in BLOCKS], dtype=np.float64)
    day = np.einsum("...bs,b->...s", blocks[..., NIGHT:, :], hours[NIGHT:] / hours[NIGHT:].sum())
    return np.concatenate([blocks[..., 0, :], day], axis=-1)


def daily_residuals(model: NetworkModel, *, days: range, tell: Callable[[int], None] | None = None) -> Array:
    """Return (days, features): night and day of each series, then the balances [m3/h]; NaN if unknown."""
    found = []
    for day in days:
        found.append(fold(block_residuals(model, days=range(day, day + 1))[0]))
        if tell:
            tell(day)
    return np.concatenate([np.array(found), balance_excess(model)[days.start : days.stop]], axis=1)


def balance_excess(model: NetworkModel) -> Array:
    """Return (days, balances) [m3/h], what each district takes beyond its expected demand and its drawn leaks."""
    columns = [_excess(model, part) - model.part_draws(part) for part in balance_parts(model)]
    return np.column_stack(columns) if columns else np.zeros((model.readings.days, 0))


def _excess(model: NetworkModel, part: int) -> Array:
    """Expected: what meters count; else the first week's at the metered district's season; else nominal."""
    districts = model.districts
    row = districts.parts.index(part)
    balance, nominal = districts.balance[part], districts.nominal[row]
    if part == districts.metered:
        return np.asarray(balance - districts.scale[row] * nominal)
    if districts.metered is None:
        return np.asarray(balance - nominal)
    season = districts.scale[districts.parts.index(districts.metered)]
    usual = nominal * season
    return np.asarray(balance - usual * np.nanmean(balance[:QUIET]) / np.nanmean(usual[:QUIET]))
