"""What a leak on each pipe would change in the daily residuals, solved by EPANET, and how far that may be wrong.

The change is a polynomial of the flow. Its error comes from what is not known of each pipe's resistance: an error of
log resistance acts as moving the flow that the leak draws through that pipe from one end to the other.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from beffroi.water.hydraulics import Boundary
from beffroi.water.leak_model import NetworkModel
from beffroi.water.leak_residuals import balance_parts
from beffroi.water.network import Array, Indices
from beffroi.water.scada import HOURS

SMALL, LARGE = 4.0, 16.0
HOURS_SOLVED = ((0, 6), (6, HOURS))
STEP = 0.05
RESISTANCE_ERROR = 0.18
OWN_ERROR = 0.02
FLOWING = 0.04


@dataclass(frozen=True)
class Signatures:
    """``pipes`` (candidates,) links; a leak of q [m3/h] changes the features by first x q + second x q^2.

    ``first``, ``second`` (candidates, features).
    """

    pipes: Indices
    first: Array
    second: Array
    paths: Paths

    def change(self, candidates: Indices, flow: Array | float) -> Array:
        """Return (candidates, features) change for leaks of these flows [m3/h]."""
        size = np.asarray(flow, dtype=np.float64)[..., None]
        return np.asarray(self.first[candidates] * size + self.second[candidates] * size**2)

    def unit(self, flow: float) -> Array:
        """Return (candidates, features) change per m3/h of leaks of a flow."""
        return np.asarray(self.first + self.second * flow)

    def error(self, candidate: int) -> Array:
        """Return (features, features) covariance of the change per m3/h."""
        return self.paths.error(candidate, self.first[candidate])


@dataclass(frozen=True)
class Paths:
    """For each block: ``drawn`` (nodes, pipes) flow through each pipe per m3/h of leak, ``moved`` (pipes, series)."""

    ends: Indices
    weight: Array
    drawn: tuple[Array, ...]
    moved: tuple[Array, ...]
    features: int
    _found: dict[int, Array] = field(default_factory=dict, compare=False, repr=False)

    def error(self, candidate: int, change: Array) -> Array:
        """Return the covariance, kept once computed."""
        if candidate not in self._found:
            self._found[candidate] = self._error(candidate) + np.diag((OWN_ERROR * change) ** 2)
        return self._found[candidate]

    def _error(self, candidate: int) -> Array:
        ends, weight = self.ends[candidate], self.weight[candidate]
        flows = [(weight[:, None] * drawn[ends]).sum(axis=0) for drawn in self.drawn]
        used = np.flatnonzero(np.max(np.abs(flows), axis=0) > FLOWING)
        slopes = np.concatenate([f[used, None] * m[used] for f, m in zip(flows, self.moved, strict=True)], axis=1)
        found = np.zeros((self.features, self.features))
        count = slopes.shape[1]
        found[:count, :count] = RESISTANCE_ERROR**2 * slopes.T @ slopes
        return found


@dataclass(frozen=True)
class _Block:
    """A state and what a small leak at each node changes in it: (nodes, series), (nodes, pipes) per m3/h."""

    series: Array
    raw: Array
    drawn: Array


def solve_signatures(model: NetworkModel, *, days: range, like: Signatures | None = None) -> Signatures:
    """Solve a leak at each junction, at night and by day; a pipe takes the mean of its ends.

    ``like``: earlier signatures whose curvature and errors are kept, which halves the work.
    """
    network = model.network
    is_junction = np.array([kind == "junction" for kind in network.node_kinds], dtype=np.float64)
    ends, weight = network.ends[network.pipes], is_junction[network.ends[network.pipes]]
    kept = weight.sum(axis=1) > 0
    ends, weight = ends[kept], weight[kept] / weight[kept].sum(axis=1)[:, None]
    model.draw(days[-1])
    small = [_solve_block(model, first, last, days, SMALL, flows=like is None) for first, last in HOURS_SOLVED]
    change = _at_pipes(_features(model, [b.series for b in small]), ends, weight)
    if like is not None:
        return Signatures(like.pipes, change - like.second * SMALL, like.second, like.paths)
    large = [_solve_block(model, first, last, days, LARGE, flows=False) for first, last in HOURS_SOLVED]
    second = (_at_pipes(_features(model, [b.series for b in large]), ends, weight) - change) / (LARGE - SMALL)
    all_ends = network.ends[network.pipes]
    moved = tuple(b.raw[all_ends[:, 1]] - b.raw[all_ends[:, 0]] for b in small)
    paths = Paths(ends, weight, tuple(b.drawn for b in small), moved, change.shape[1])
    return Signatures(network.pipes[kept], change - second * SMALL, second, paths)


def _at_pipes(nodes: Array, ends: Indices, weight: Array) -> Array:
    return np.asarray(weight[:, :1] * nodes[ends[:, 0]] + weight[:, 1:] * nodes[ends[:, 1]])


def _features(model: NetworkModel, blocks: list[Array]) -> Array:
    """Join the blocks with the balances, of which a leak changes its own district's by itself."""
    part = model.districts.part
    columns = [(part == p).astype(np.float64)[:, None] for p in balance_parts(model)]
    return np.concatenate([*blocks, *columns], axis=1)


def _solve_block(model: NetworkModel, first: int, last: int, days: range, flow: float, *, flows: bool) -> _Block:
    boundary, scale = model.typical(first=first, last=last, days=days)
    pipes = model.network.pipes.tolist() if flows else []
    before = _State(model.solve(boundary), model.steady.flows(pipes))
    slope = _slopes(model, boundary, scale, before=before, pipes=pipes)
    model.solve(boundary)
    raw = np.zeros((len(model.network.nodes), model.gauges.count))
    drawn = np.zeros((len(model.network.nodes), len(pipes)))
    for node in model.network.junctions.tolist():
        there = float(model.draws[days[-1], node])
        model.steady.set_leak(node, there + flow)
        raw[node] = (model.read() - before.series) / flow
        drawn[node] = (model.steady.flows(pipes) - before.flows) / flow
        model.steady.set_leak(node, there)
    series = raw.copy()
    for part, change in slope.items():
        series[model.districts.part == part] -= change.series
        drawn[model.districts.part == part] -= change.flows
    return _Block(series, raw, drawn)


@dataclass(frozen=True)
class _State:
    """Compared series and flows of the pipes [m3/h], or changes of them per m3/h."""

    series: Array
    flows: Array


def _slopes(
    model: NetworkModel, boundary: Boundary, scale: Array, *, before: _State, pipes: list[int]
) -> dict[int, _State]:
    """Return the change per m3/h when a district's whole demand grows: the model takes a leak for that."""
    found = {}
    for part in model.districts.driven:
        mine = np.array([group == part for group, _ in model.steady.groups])
        grown = Boundary(np.where(mine, 1 + STEP, 1.0) * boundary.factors, boundary.levels, boundary.running)
        daily = float((model.week.mean(axis=0) * scale * model.steady.bases.sum(axis=0))[mine].sum()) * STEP
        series = (model.solve(grown) - before.series) / daily
        found[part] = _State(series, (model.steady.flows(pipes) - before.flows) / daily)
    return found
