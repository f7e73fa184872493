"""Parts of the network bounded by meters, and how much water each one takes, day by day."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from beffroi.water.network import Array, Indices, Network
from beffroi.water.scada import HOURS, Readings


@dataclass(frozen=True)
class Districts:
    """Part of each node; ``parts`` that take water; ``balance`` (days,) [m3/h] of those whose every way in is metered.

    ``scale``: (parts, days) demand over nominal demand, which drives the model; ``driven``: parts whose scale comes
    from their own balance, so that a leak hides in it; ``metered``: the part whose customers' meters are read.
    """

    part: Indices
    parts: tuple[int, ...]
    nominal: Array
    scale: Array
    balance: dict[int, Array]
    driven: frozenset[int]
    metered: int | None


def parts_of(network: Network, readings: Readings) -> Indices:
    """Return the part of each node when metered links are cut."""
    return network.components(cut={network.link_index[name] for name in readings.flows})


def divide(network: Network, readings: Readings, nominal_hours: dict[int, Array]) -> Districts:
    """Balance each part and scale its demand.

    nominal_hours: (168,) nominal demand [m3/h] of each part that takes water, by hour of the week of ``readings``.
    """
    part = parts_of(network, readings)
    parts = tuple(sorted(nominal_hours))
    days = readings.days
    week = (np.arange(days * HOURS) + 0) % 168
    nominal = np.array([nominal_hours[p][week].reshape(days, HOURS).mean(axis=1) for p in parts])
    balance = {p: found for p in parts if (found := _balance(network, readings, part, p)) is not None}
    metered = _metered_part(readings, balance, {p: float(nominal[i].mean()) for i, p in enumerate(parts)})
    scale = np.full((len(parts), days), np.nan)
    for row, p in enumerate(parts):
        if p == metered and readings.amr is not None:
            scale[row] = _daily(readings.amr) / nominal[row]
        elif p in balance:
            scale[row] = balance[p] / nominal[row]
    driven = frozenset(p for p in balance if p != metered)
    return Districts(part, parts, nominal, _filled(scale), balance, driven, metered)


def _daily(hours: Array) -> Array:
    """Return the mean of each day, NaN where more than a quarter of its hours are missing."""
    table = hours[: len(hours) // HOURS * HOURS].reshape(-1, HOURS)
    known = np.isfinite(table)
    mean = np.where(known, table, 0.0).sum(axis=1) / np.maximum(known.sum(axis=1), 1)
    return np.where(known.sum(axis=1) >= 0.75 * HOURS, mean, np.nan)


def _balance(network: Network, readings: Readings, part: Indices, which: int) -> Array | None:
    """Return metered inflow less outflow less storage [m3/h], None when a way in is not metered."""
    members = set(np.flatnonzero(part == which).tolist())
    if any(network.node_kinds[n] == "reservoir" for n in members):
        return None
    total = np.zeros(readings.days)
    for link, (first, second) in enumerate(network.ends.tolist()):
        if (first in members) == (second in members):
            continue
        if network.links[link] not in readings.flows:
            return None
        total = total + _daily(readings.flows[network.links[link]]) * (1 if second in members else -1)
    for tank in [n for n in members if network.node_kinds[n] == "tank"]:
        if network.nodes[tank] not in readings.levels:
            return None
        total = total - _storage(readings.levels[network.nodes[tank]], float(network.tank_areas[tank]))
    return total


def _storage(level: Array, area: float) -> Array:
    """Return the water stored during each day [m3/h], from the levels around its midnights."""
    hours = len(level) // HOURS * HOURS
    edge = np.r_[np.arange(0, hours, HOURS), hours - 1]
    before = np.maximum(edge - 1, 0)
    around = (level[edge] + level[before]) / 2
    return np.asarray(np.diff(around) * area / HOURS, dtype=np.float64)


def _metered_part(readings: Readings, balance: dict[int, Array], nominal: dict[int, float]) -> int | None:
    """Return the part whose balance (else nominal demand) is nearest to what customers' meters count."""
    if readings.amr is None:
        return None
    total = float(np.nanmedian(readings.amr))
    size = {p: float(np.nanmedian(balance[p])) if p in balance else nominal[p] for p in nominal}
    near = min(size, key=lambda p: abs(np.log(max(size[p], 1e-6) / total)))
    return near if 0.5 < size[near] / total < 2 else None


def _filled(scale: Array) -> Array:
    """Fill unknown scales: with the day's mean of the other parts, else with the last known day's."""
    other = np.array([np.nanmean(day) if np.isfinite(day).any() else np.nan for day in scale.T])
    for row in scale:
        unknown = ~np.isfinite(row)
        row[unknown] = other[unknown]
        known = np.flatnonzero(np.isfinite(row))
        last = np.maximum.accumulate(np.where(np.isfinite(row), np.arange(len(row)), -1))
        row[:] = np.where(last >= 0, row[np.maximum(last, 0)], row[known[0]] if len(known) else 1.0)
    return scale
