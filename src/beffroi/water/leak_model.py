"""The model of a network beside its meters: what each sensor should read, hour by hour, without a new leak."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Self

import numpy as np
import pandas as pd

from beffroi.water.districts import Districts, divide, parts_of
from beffroi.water.hydraulics import Boundary, SteadyModel
from beffroi.water.network import Array, Network
from beffroi.water.scada import HOURS, Readings

WEEK_HOURS = 168
PARTLY = 0.03
BLOCKS = ((0, 6), (6, 9), (9, 14), (14, 19), (19, 24))


@dataclass(frozen=True)
class Gauges:
    """What is compared: junctions with a pressure sensor, then links with a flow meter that are no pump."""

    pressure_names: tuple[str, ...]
    flow_names: tuple[str, ...]
    nodes: tuple[int, ...]
    links: tuple[int, ...]

    @property
    def count(self) -> int:
        """Number of compared series."""
        return len(self.nodes) + len(self.links)


def gauges_of(network: Network, readings: Readings) -> Gauges:
    """List the compared series in the order of the files' columns."""
    pressures = tuple(readings.pressures)
    flows = tuple(n for n in readings.flows if network.link_kinds[network.link_index[n]] != "pump")
    return Gauges(
        pressures, flows, tuple(network.node_index[n] for n in pressures), tuple(network.link_index[n] for n in flows)
    )


class NetworkModel:
    """A steady model driven by the measured water balance, tank levels and pumps of each hour."""

    def __init__(self, network: Network, readings: Readings) -> None:
        """Open the solver and balance the districts."""
        self.network, self.readings = network, readings
        self.steady = SteadyModel(network, district=parts_of(network, readings))
        self.gauges = gauges_of(network, readings)
        self.week = self._week()
        self._pumps = {network.link_index[n]: _running(v) for n, v in readings.flows.items() if self._is_pump(n)}
        self._levels = {network.node_index[n]: _carried(v) for n, v in readings.levels.items()}
        self.draws = np.zeros((readings.days, len(network.nodes)))
        self._drawn: dict[int, float] = {}
        self.balance()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.steady.solver.close()

    def _is_pump(self, name: str) -> bool:
        return self.network.link_kinds[self.network.link_index[name]] == "pump"

    def _week(self) -> Array:
        """Return (168, groups) mean factors of each hour, the first being the first hour read."""
        step = max(self.network.pattern_step, 300)
        patterns = [pattern for _, pattern in self.steady.groups]
        hours = [
            np.mean([self.network.factors(h * 3600 + s)[patterns] for s in range(0, 3600, step)], axis=0)
            for h in range(WEEK_HOURS)
        ]
        return np.roll(np.array(hours), -self._first_day(np.array(hours)) * HOURS, axis=0)

    def _first_day(self, hours: Array) -> int:
        """Return the day of the model's week on which the readings begin: Monday first unless the flows disagree."""
        usual = pd.Timestamp(self.readings.start).weekday()
        flows = [np.abs(v) for v in self.readings.flows.values()]
        if not flows:
            return int(usual)
        total = np.nansum(flows, axis=0)[: 4 * WEEK_HOURS]
        if len(total) < 2 * WEEK_HOURS or not np.std(total) > 0:
            return int(usual)
        demand = hours @ self.steady.bases.sum(axis=0)
        fits = np.array([_correlation(total, np.resize(np.roll(demand, -d * HOURS), len(total))) for d in range(7)])
        return int(usual if fits[usual] > fits.max() - 0.01 else fits.argmax())

    def balance(self) -> None:
        """Balance the districts again, after the demands of the model have changed."""
        steady = self.steady
        nominal = {
            part: self.week @ (steady.bases.sum(axis=0) * np.array([g[0] == part for g in steady.groups]))
            for part in sorted({part for part, _ in steady.groups})
        }
        self.districts: Districts = divide(self.network, self.readings, nominal)

    def part_draws(self, part: int) -> Array:
        """Return (days,) what the leaks drawn in a district take [m3/h]."""
        return np.asarray(self.draws[:, self.districts.part == part].sum(axis=1))

    def group_scale(self, day: int) -> Array:
        """Return the day's scale of each demand group; drawn leaks are no demand."""
        districts, found = self.districts, {}
        for row, part in enumerate(districts.parts):
            leaking = self.draws[day, districts.part == part].sum() if part in districts.driven else 0.0
            scale = districts.scale[row, day]
            found[part] = max(scale - leaking / districts.nominal[row, day], 0.1 * scale)
        return np.array([found[part] for part, _ in self.steady.groups])

    def draw(self, day: int) -> None:
        """Impose the leaks drawn on a day on the solver."""
        wanted = {n: float(self.draws[day, n]) for n in np.flatnonzero(self.draws[day]).tolist()}
        for node in self._drawn.keys() | wanted.keys():
            if self._drawn.get(node) != wanted.get(node):
                self.steady.set_leak(node, wanted.get(node, 0.0))
        self._drawn = wanted

    def typical(self, *, first: int, last: int, days: range) -> tuple[Boundary, Array]:
        """Return a boundary of mean factors between two hours (``last`` excluded) over ``days``, and scales."""
        scale = np.mean([self.group_scale(day) for day in days], axis=0)
        week = self.week.reshape(7, HOURS, -1).mean(axis=0)[first:last].mean(axis=0)
        levels = {n: float(np.nanmean(v[days.start * HOURS : days.stop * HOURS])) for n, v in self._levels.items()}
        running = {p: bool(np.nanmean(v[days.start * HOURS : days.stop * HOURS]) > 0.3) for p, v in self._pumps.items()}
        return Boundary(week * scale, levels, running), scale

    def solve(self, boundary: Boundary) -> Array:
        """Return what the compared series read in a steady state."""
        self.steady.impose(boundary)
        return self.read()

    def read(self) -> Array:
        """Solve again and return the compared series."""
        self.steady.solve()
        return np.concatenate([self.steady.pressures(self.gauges.nodes), self.steady.flows(self.gauges.links)])

    def predict(self, day: int) -> Array:
        """Return (blocks, series) expected means of BLOCKS of a day, each solved at its mean demand."""
        self.draw(day)
        scale = self.group_scale(day)
        return np.array([self._predict_block(day * HOURS + first, day * HOURS + last, scale) for first, last in BLOCKS])

    def _predict_block(self, first: int, last: int, scale: Array) -> Array:
        factors = self.week[np.arange(first, last) % WEEK_HOURS].mean(axis=0) * scale
        levels = {n: float(v[first:last].mean()) for n, v in self._levels.items()}
        share = {p: float(v[first:last].mean()) for p, v in self._pumps.items()}
        boundary = Boundary(factors, levels, {p: s > 0.5 for p, s in share.items()})
        partly = {p: s for p, s in share.items() if PARTLY < s < 1 - PARTLY}
        if not partly:
            return self.solve(boundary)
        on, off = (
            replace(boundary, running=boundary.running | dict.fromkeys(partly, state)) for state in (True, False)
        )
        weight = float(np.mean(list(partly.values())))
        return np.asarray(weight * self.solve(on) + (1 - weight) * self.solve(off))


def _running(flow: Array) -> Array:
    """Return the share of each hour that a pump runs; an unknown hour repeats the last known."""
    known = flow[np.isfinite(flow) & (flow > 0.5 * np.nanmax(flow))] if np.isfinite(flow).any() else flow[:0]
    full = float(np.median(known)) if len(known) else 1.0
    return np.clip(_carried(flow) / max(full, 1e-6), 0.0, 1.0)


def _carried(values: Array) -> Array:
    """Repeat the last known value where one is missing."""
    last = np.maximum.accumulate(np.where(np.isfinite(values), np.arange(len(values)), -1))
    known = np.flatnonzero(last >= 0)
    first = values[last[known[0]]] if len(known) else 0.0
    return np.where(last >= 0, values[np.maximum(last, 0)], first)


def _correlation(first: Array, second: Array) -> float:
    return float(np.corrcoef(first, second)[0, 1]) if np.std(second) > 0 else 0.0


def nominal_means(network: Network, readings: Readings) -> tuple[dict[str, float], dict[str, float]]:
    """Return the model's mean pressures [m] and flows [m3/h] with its own demands, to check units and places."""
    steady = SteadyModel(network, district=np.zeros(len(network.nodes), dtype=np.int64))
    with steady:
        patterns = [pattern for _, pattern in steady.groups]
        factors = np.mean([network.factors(h * 3600)[patterns] for h in range(HOURS)], axis=0)
        running = {
            i: bool(np.nanmean(readings.flows[name]) > 0)
            for name in readings.flows
            if network.link_kinds[i := network.link_index[name]] == "pump"
        }
        levels = {
            network.node_index[n]: float(np.nanmedian(v)) for n, v in readings.levels.items() if np.isfinite(v).any()
        }
        steady.impose(Boundary(factors, levels, running))
        steady.solve()
        nodes = {n: float(steady.pressures([network.node_index[n]])[0]) for n in readings.pressures}
        links = {n: float(steady.flows([network.link_index[n]])[0]) for n in readings.flows}
    return nodes, links
