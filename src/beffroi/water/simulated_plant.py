"""A running copy of a network: tanks that fill and empty, pumps with their level controls, holes in pipes."""

from __future__ import annotations

import math
from types import TracebackType
from typing import Self

import numpy as np

from beffroi.water.epanet import TANK_MOST, Epanet
from beffroi.water.hydraulics import Boundary, SteadyModel
from beffroi.water.network import FEET, Array, Indices, Network

DISCHARGE, GRAVITY = 0.75, 9.81
STARTING_LEVEL = 8


class Plant:
    """The network stepped in time. ``levels`` [m] of tanks, ``running`` pumps; demands noisy by cluster of nodes."""

    def __init__(self, network: Network, *, clusters: Indices) -> None:
        """``clusters`` (nodes,) groups whose demands share their noise."""
        self.network = network
        self._part = network.components(cut=set())
        self.tank_district = self._tank_district()
        self.steady = SteadyModel(network, district=self._part * 1000 + clusters)
        self._patterns = np.array([pattern for _, pattern in self.steady.groups])
        self._factors = np.ones(len(self._patterns))
        self.levels, self.running, self._controls, self._most = self._read_controls()
        self._open: dict[int, float] = {}
        self.fed_nodes = network.junctions.tolist()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Free the solver."""
        self.steady.solver.close()

    def _tank_district(self) -> int | None:
        """Return the part that pumps alone feed, whose customers' meters are read."""
        fed = {int(self._part[i]) for i, kind in enumerate(self.network.node_kinds) if kind == "tank"}
        sources = {int(self._part[i]) for i, kind in enumerate(self.network.node_kinds) if kind == "reservoir"}
        return min(fed - sources, default=None)

    def _read_controls(
        self,
    ) -> tuple[dict[int, float], dict[int, bool], list[tuple[int, bool, int, bool, float]], dict[int, float]]:
        """Return levels, pump states, (link, opens, tank, below, level) controls and highest levels [m] of the file."""
        with Epanet(self.network.path) as file:
            unit = 1.0 if file.is_metric() else FEET
            tanks = [i for i, kind in enumerate(self.network.node_kinds) if kind == "tank"]
            levels = {t: file.node_value(t + 1, STARTING_LEVEL) * unit for t in tanks}
            most = {t: file.node_value(t + 1, TANK_MOST) * unit for t in tanks}
            controls = [
                (link - 1, setting > 0, node - 1, kind == 0, level * unit)
                for kind, link, setting, node, level in file.controls()
                if kind in (0, 1) and node - 1 in levels
            ]
        pumps = [i for i, kind in enumerate(self.network.link_kinds) if kind == "pump"]
        return levels, dict.fromkeys(pumps, True), controls, most

    def open_holes(self, holes: list[tuple[int, float]], *, pressure: float | None = None) -> Array:
        """Draw what holes of these areas [m2] lose at the last (or a given) pressure; return it [m3/h]."""
        drawn: dict[int, float] = {}
        flows = np.zeros(len(holes))
        junction = set(self.fed_nodes)
        for row, (pipe, area) in enumerate(holes):
            ends = [n for n in self.network.ends[pipe].tolist() if n in junction]
            if not area or not ends:
                continue
            head = pressure if pressure is not None else float(np.mean(self.steady.pressures(ends)))
            flows[row] = DISCHARGE * area * math.sqrt(2 * GRAVITY * max(head, 0.0)) * 3600
            for node in ends:
                drawn[node] = drawn.get(node, 0.0) + flows[row] / len(ends)
        for node in self._open.keys() | drawn.keys():
            if self._open.get(node) != drawn.get(node):
                self.steady.set_leak(node, drawn.get(node, 0.0))
        self._open = drawn
        return flows

    def impose(self, seconds: int, *, scale: float, noise: Array | None) -> None:
        """Set the demands of a time of the week, and present levels and pumps."""
        factors = self.network.factors(seconds)[self._patterns] * scale
        self._factors = factors if noise is None else np.maximum(factors * noise, 0.0)
        self.steady.impose(Boundary(self._factors, self.levels, self.running))

    def peak_hour(self) -> int:
        """Return the second of the week with the highest nominal demand."""
        base = self.steady.bases.sum(axis=0)
        return max(range(0, 7 * 86400, 3600), key=lambda s: float(self.network.factors(s)[self._patterns] @ base))

    def demand_of(self, part: int | None) -> float:
        """Return what customers of a part take now [m3/h]."""
        if part is None:
            return 0.0
        mine = np.array([group // 1000 == part for group, _ in self.steady.groups])
        return float((self.steady.bases.sum(axis=0) * self._factors)[mine].sum())

    def advance(self, seconds: int) -> None:
        """Fill or empty the tanks with the flows just solved, then let the controls act."""
        for tank, level in self.levels.items():
            inflow = sum(
                float(self.steady.flows([link])[0]) * (1 if ends[1] == tank else -1)
                for link, ends in enumerate(self.network.ends.tolist())
                if tank in ends
            )
            change = inflow * seconds / 3600 / float(self.network.tank_areas[tank])
            self.levels[tank] = min(max(level + change, 0.05), self._most[tank])
        for link, opens, tank, below, level in self._controls:
            if link in self.running and (self.levels[tank] < level if below else self.levels[tank] > level):
                self.running[link] = opens
