"""Steady states of the network under imposed demands, tank levels and pump states."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Self

import numpy as np

from beffroi.water.epanet import (
    ACCURACY,
    DEMAND_MULTIPLIER,
    DURATION,
    FLOW,
    INITIAL_STATUS,
    PRESSURE,
    TANK_LEVEL,
    TRIALS,
    Epanet,
)
from beffroi.water.network import FEET, Array, Indices, Network

PSI = 0.70307
TIGHT = 1e-6


@dataclass(frozen=True)
class Boundary:
    """What is imposed at one time: a factor per demand group, tank levels [m], pumps running."""

    factors: Array
    levels: dict[int, float]
    running: dict[int, bool]


class SteadyModel:
    """EPANET solved one steady state after the other; demands are grouped by (district, pattern)."""

    def __init__(self, network: Network, *, district: Indices) -> None:
        """Open the network; ``district`` gives the part of each node."""
        self.network = network
        self.solver = Epanet(network.path)
        keys = list(zip(district[network.demand_nodes].tolist(), network.demand_patterns.tolist(), strict=True))
        self.groups = sorted(set(keys))
        self.bases = np.zeros((len(network.nodes), len(self.groups)))
        for node, key, base in zip(network.demand_nodes, keys, network.demand_bases, strict=True):
            self.bases[node, self.groups.index(key)] += base
        self._flow_unit = self.solver.flow_m3h()
        self._length_unit, self._pressure_unit = (1.0, 1.0) if self.solver.is_metric() else (FEET, PSI)
        self._prepare()

    def _prepare(self) -> None:
        solver = self.solver
        solver.delete_controls()
        solver.set_time(DURATION, 0)
        solver.set_option(ACCURACY, TIGHT)
        solver.set_option(TRIALS, 200)
        self._multiplier = solver.option(DEMAND_MULTIPLIER)
        self._patterns = [solver.add_pattern(f"groupe-{i}") for i in range(len(self.groups))]
        self._leak = solver.add_pattern("fuite")
        for node in self.network.junctions.tolist():
            self.set_demand(node, self.bases[node])
        solver.open_hydraulics()
        solver.start(fresh=True)
        self.warnings = 0

    def set_demand(self, node: int, bases: Array, leak: float = 0.0) -> None:
        """Replace the base demands of a junction [m3/h], one a group, and its leak."""
        demands = [(leak / self._flow_unit, self._leak)]
        demands += [(b / self._flow_unit, p) for b, p in zip(bases.tolist(), self._patterns, strict=True) if b]
        self.solver.set_demands(node + 1, demands)

    def set_leak(self, node: int, flow: float) -> None:
        """Draw a constant flow [m3/h] at a junction."""
        self.solver.set_base_demand(node + 1, 1, flow / self._flow_unit)

    def impose(self, boundary: Boundary) -> None:
        """Impose factors, levels and pump states."""
        for pattern, factor in zip(self._patterns, boundary.factors.tolist(), strict=True):
            self.solver.set_pattern(pattern, factor)
        for node, level in boundary.levels.items():
            self.solver.set_node(node + 1, TANK_LEVEL, level / self._length_unit)
        for link, runs in boundary.running.items():
            self.solver.set_link(link + 1, INITIAL_STATUS, float(runs))

    def solve(self) -> int:
        """Solve and return EPANET's warning code."""
        self.solver.start(fresh=False)
        code = self.solver.solve()
        if code:
            self.solver.start(fresh=True)
            code = self.solver.solve()
            self.warnings += bool(code)
        return code

    def pressures(self, nodes: Sequence[int]) -> Array:
        """Return pressures [m]."""
        return np.array(self.solver.node_values([n + 1 for n in nodes], PRESSURE)) * self._pressure_unit

    def flows(self, links: Sequence[int]) -> Array:
        """Return flows [m3/h]."""
        return np.array(self.solver.link_values([k + 1 for k in links], FLOW)) * self._flow_unit

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.solver.close()
