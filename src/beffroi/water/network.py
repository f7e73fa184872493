"""The network as arrays: names, ends, lengths, demands, and distances along the pipes."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import connected_components, dijkstra

from beffroi.territory.errors import BadInput
from beffroi.water.epanet import ELEVATION, LENGTH, PATTERN_STEP, TANK_DIAMETER, Epanet

Array = NDArray[np.float64]
Indices = NDArray[np.int64]
FEET = 0.3048
WEEK = 7 * 86400


class NetworkUnusable(BadInput):
    """The .inp file holds no pipe, no source or no demand."""


@dataclass(frozen=True)
class Network:
    """A network: ``ends`` (links, 2) indices of nodes, lengths and elevations [m], base demands [m3/h]."""

    path: Path
    nodes: tuple[str, ...]
    node_kinds: tuple[str, ...]
    links: tuple[str, ...]
    link_kinds: tuple[str, ...]
    ends: Indices
    lengths: Array
    elevations: Array
    coordinates: Array
    tank_areas: Array
    demand_nodes: Indices
    demand_patterns: Indices
    demand_bases: Array
    patterns: tuple[Array, ...]
    pattern_step: int

    @cached_property
    def node_index(self) -> dict[str, int]:
        """Index of each node's name."""
        return {name: index for index, name in enumerate(self.nodes)}

    @cached_property
    def link_index(self) -> dict[str, int]:
        """Index of each link's name."""
        return {name: index for index, name in enumerate(self.links)}

    @cached_property
    def pipes(self) -> Indices:
        """Indices of the links that are pipes."""
        return np.array([i for i, kind in enumerate(self.link_kinds) if kind == "pipe"], dtype=np.int64)

    @cached_property
    def junctions(self) -> Indices:
        """Indices of the nodes that are junctions."""
        return np.array([i for i, kind in enumerate(self.node_kinds) if kind == "junction"], dtype=np.int64)

    @cached_property
    def node_distances(self) -> Array:
        """(nodes, nodes) distances along the pipes [m]; valves and pumps do not connect."""
        first, second = self.ends[self.pipes].T
        length = np.maximum(self.lengths[self.pipes], 1e-3)
        order = np.argsort(length)[::-1]
        count = len(self.nodes)
        table = np.zeros((count, count))
        table[first[order], second[order]] = length[order]
        return np.asarray(dijkstra(csr_matrix(table), directed=False), dtype=np.float64)

    @cached_property
    def pipe_distances(self) -> Array:
        """(pipes, pipes) distances [m]: between nearest ends, plus half of both lengths, 0 to itself."""
        first, second = self.ends[self.pipes].T
        between = self.node_distances
        nearest = np.minimum.reduce([between[np.ix_(a, b)] for a in (first, second) for b in (first, second)])
        half = self.lengths[self.pipes] / 2
        distances = nearest + half[:, None] + half[None, :]
        np.fill_diagonal(distances, 0.0)
        return np.asarray(distances, dtype=np.float64)

    def factors(self, seconds: int) -> Array:
        """Return the factor of each pattern at a time of the week [s from its start], the first being the constant."""
        step = int(seconds % WEEK) // self.pattern_step
        return np.array([pattern[step % len(pattern)] for pattern in self.patterns])

    def components(self, *, cut: set[int]) -> Indices:
        """Return the part of each node when the links ``cut``, all pumps and the reservoirs are taken out."""
        kept = [i for i, kind in enumerate(self.link_kinds) if i not in cut and kind != "pump"]
        first, second = self.ends[np.array(kept, dtype=np.int64)].T
        count = len(self.nodes)
        table = csr_matrix((np.ones(len(kept)), (first, second)), shape=(count, count))
        return np.asarray(connected_components(table, directed=False)[1], dtype=np.int64)


def read_network(path: Path) -> Network:
    """Read an .inp file. Raises NetworkUnusable, NetworkUnsolvable."""
    if not path.is_file():
        raise NetworkUnusable(f"Réseau introuvable : {path}.")
    with Epanet(path) as solver:
        network = _read(solver, path)
    if not len(network.pipes) or ("reservoir" not in network.node_kinds and "tank" not in network.node_kinds):
        raise NetworkUnusable(f"{path.name} : ni conduite ni source d'eau ; vérifiez [PIPES], [RESERVOIRS] et [TANKS].")
    if not network.demand_bases.sum() > 0:
        raise NetworkUnusable(f"{path.name} : aucune consommation ; vérifiez [DEMANDS].")
    return network


def _read(solver: Epanet, path: Path) -> Network:
    nodes, links = solver.node_names(), solver.link_names()
    kinds = tuple(solver.node_kind(i + 1) for i in range(len(nodes)))
    unit = 1.0 if solver.is_metric() else FEET
    demands = [
        (i, pattern, base * solver.flow_m3h())
        for i, kind in enumerate(kinds)
        if kind == "junction"
        for base, pattern in solver.demands(i + 1)
        if base
    ]
    where, pattern, base = zip(*demands, strict=True) if demands else ((), (), ())
    return Network(
        path=path,
        nodes=tuple(nodes),
        node_kinds=kinds,
        links=tuple(links),
        link_kinds=tuple(solver.link_kind(i + 1) for i in range(len(links))),
        ends=np.array([solver.link_ends(i + 1) for i in range(len(links))], dtype=np.int64).reshape(-1, 2) - 1,
        lengths=np.array([solver.link_value(i + 1, LENGTH) * unit for i in range(len(links))]),
        elevations=np.array([solver.node_value(i + 1, ELEVATION) * unit for i in range(len(nodes))]),
        coordinates=np.array([solver.coordinates(i + 1) for i in range(len(nodes))]),
        tank_areas=np.array([_tank_area(solver, i, kind, unit) for i, kind in enumerate(kinds)]),
        demand_nodes=np.array(where, dtype=np.int64),
        demand_patterns=np.array(pattern, dtype=np.int64),
        demand_bases=np.array(base, dtype=np.float64),
        patterns=tuple(np.array(solver.pattern(i)) for i in range(solver.count(3) + 1)),
        pattern_step=max(solver.time(PATTERN_STEP), 1),
    )


def _tank_area(solver: Epanet, index: int, kind: str, unit: float) -> float:
    if kind != "tank":
        return 0.0
    return float(np.pi / 4 * (solver.node_value(index + 1, TANK_DIAMETER) * unit) ** 2)
