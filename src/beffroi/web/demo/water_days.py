"""Simulated days of the made-up network: its real pipes and customers differ a little from the model on file.

A day depends on the seed and its date alone, so that history and live feed come from one and the same network.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np
import pandas as pd
from numpy.random import default_rng

from beffroi.water.epanet import ROUGHNESS
from beffroi.water.network import read_network
from beffroi.water.simulate_leaks import season
from beffroi.water.simulated_plant import Plant
from beffroi.web.demo.water_town import SECTORS, WaterTown

HOURS = 24
CLUSTERS = 12
ROUGHNESS_SPREAD, DEMAND_SPREAD = 0.08, 0.06
DAY_NOISE, HOUR_NOISE, GAUGE_NOISE_M, METER_NOISE = 0.035, 0.06, 0.02, 0.005


@dataclass(frozen=True)
class SimulatedLeak:
    """A hole of a final diameter [m] in a pipe, grown evenly from ``start`` to ``full``; until ``end`` (None: open)."""

    pipe: str
    start: datetime
    full: datetime
    diameter: float
    end: datetime | None = None

    def area(self, moment: datetime) -> float:
        """Return its area [m2]."""
        if moment < self.start or (self.end is not None and moment >= self.end):
            return 0.0
        grown = 1.0 if moment >= self.full else (moment - self.start) / (self.full - self.start)
        return math.pi / 4 * (self.diameter * grown) ** 2


class SimulatedTown:
    """The real network, solved hour by hour."""

    def __init__(self, town: WaterTown, network: Path, *, seed: int) -> None:
        read, rng = read_network(network), default_rng(seed)
        self._seed = seed
        self._plant = Plant(read, clusters=rng.integers(0, CLUSTERS, len(read.nodes)).astype(np.int64))
        steady = self._plant.steady
        for pipe in read.pipes.tolist():
            factor = rng.uniform(1 - ROUGHNESS_SPREAD, 1 + ROUGHNESS_SPREAD)
            steady.solver.set_link(pipe + 1, ROUGHNESS, steady.solver.link_value(pipe + 1, ROUGHNESS) * factor)
        for node in read.junctions.tolist():
            steady.bases[node] *= rng.uniform(1 - DEMAND_SPREAD, 1 + DEMAND_SPREAD)
            steady.set_demand(node, steady.bases[node])
        self._gauges = [read.node_index[name] for name in town.sensors]
        self._meters = [read.link_index[sector.meter] for sector in SECTORS]
        self.names = (*town.sensors, *(sector.meter for sector in SECTORS))

    def day(self, day: date, leaks: Sequence[SimulatedLeak]) -> pd.DataFrame:
        """Return the readings of a day, hour by hour: pressures [m] and meters [m3/h], with the noise of sensors."""
        rng, links = default_rng([self._seed, day.toordinal()]), self._plant.network.link_index
        daily = 1 + rng.normal(0, DAY_NOISE, len(self._plant.steady.groups))
        times = [datetime.combine(day, time(hour)) for hour in range(HOURS)]
        rows = []
        for moment in times:
            self._plant.open_holes([(links[leak.pipe], leak.area(moment)) for leak in leaks])
            noise = daily * (1 + rng.normal(0, HOUR_NOISE, len(daily)))
            seconds = day.weekday() * 86400 + moment.hour * 3600
            self._plant.impose(seconds, scale=season(day.timetuple().tm_yday), noise=noise)
            self._plant.steady.solve()
            rows.append([*self._plant.steady.pressures(self._gauges), *self._plant.steady.flows(self._meters)])
        values = np.array(rows)
        gauges = len(self._gauges)
        values[:, :gauges] += rng.normal(0, GAUGE_NOISE_M, (HOURS, gauges))
        values[:, gauges:] *= 1 + rng.normal(0, METER_NOISE, (HOURS, len(self._meters)))
        return pd.DataFrame(values.round(2), pd.DatetimeIndex(times, name="t"), list(self.names))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._plant.close()
