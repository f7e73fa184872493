"""What a leak on each pipe would change in the daily residuals, for a few sizes, solved by EPANET."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from beffroi.water.hydraulics import Boundary
from beffroi.water.leak_model import NetworkModel
from beffroi.water.network import Array, Indices

SOLVED = (3.0, 9.0, 20.0)
SIZES = np.array([1.0, 2.0, 3.0, 4.5, 6.0, 8.0, 10.0, 13.0, 16.0, 20.0, 25.0, 32.0])
BLOCKS = ((0, 6), (6, 24))
STEP = 0.05


@dataclass(frozen=True)
class Signatures:
    """``pipes`` (candidates,) indices of links; ``change`` (candidates, sizes, features) for leaks of SIZES [m3/h]."""

    pipes: Indices
    change: Array
    _folded: dict[int, Signatures] = field(default_factory=dict, compare=False, repr=False)

    def folded(self, fold: Array) -> Signatures:
        """Return the signatures of ``fold`` (folded, features) combinations of features."""
        key = id(fold)
        if key not in self._folded:
            self._folded[key] = Signatures(self.pipes, self.change @ fold.T)
        return self._folded[key]

    @cached_property
    def unit(self) -> Array:
        """(candidates, features) change per m3/h of a small leak."""
        return np.asarray(self.change[:, 3] / SIZES[3])


def solve_signatures(model: NetworkModel, *, days: range, tell: Callable[[int], None] | None = None) -> Signatures:
    """Solve a leak of each size at each junction, at night and by day; a pipe takes the mean of its ends."""
    parts = [_solve_block(model, first, last, days) for first, last in BLOCKS]
    nodes = np.concatenate([*parts, _balances(model)], axis=2)
    network = model.network
    is_junction = np.array([kind == "junction" for kind in network.node_kinds], dtype=float)
    ends = network.ends[network.pipes]
    weight = is_junction[ends]
    kept = weight.sum(axis=1) > 0
    ends, weight = ends[kept], weight[kept]
    solved = (weight[:, 0, None, None] * nodes[ends[:, 0]] + weight[:, 1, None, None] * nodes[ends[:, 1]]) / (
        weight.sum(axis=1)[:, None, None]
    )
    if tell:
        tell(int(kept.sum()))
    return Signatures(network.pipes[kept], _between_sizes(solved))


def _solve_block(model: NetworkModel, first: int, last: int, days: range) -> Array:
    boundary, scale = model.typical(first=first, last=last, days=days)
    before, slope = model.solve(boundary), _slopes(model, boundary, scale)
    model.solve(boundary)
    found = np.zeros((len(model.network.nodes), len(SOLVED), model.gauges.count))
    for size, flow in enumerate(SOLVED):
        for node in model.network.junctions.tolist():
            model.steady.set_leak(node, flow)
            found[node, size] = model.read() - before
            model.steady.set_leak(node, 0.0)
        for part, change in slope.items():
            found[model.districts.part == part, size] -= flow * change
    return found


def _slopes(model: NetworkModel, boundary: Boundary, scale: Array) -> dict[int, Array]:
    """Return the change per m3/h when a district's whole demand grows: the model takes a leak for that."""
    before, found = model.solve(boundary), {}
    for part in model.districts.driven:
        mine = np.array([group == part for group, _ in model.steady.groups])
        grown = Boundary(np.where(mine, 1 + STEP, 1.0) * boundary.factors, boundary.levels, boundary.running)
        daily = float((model.week.mean(axis=0) * scale * model.steady.bases.sum(axis=0))[mine].sum())
        found[part] = (model.solve(grown) - before) / STEP / daily
    return found


def _balances(model: NetworkModel) -> Array:
    """Return (nodes, sizes, balances) change of the flow balances of leak_residuals: the leak itself."""
    part = model.districts.part
    columns = [part == p for p in balance_parts(model)]
    flows = np.array(SOLVED)
    if not columns:
        return np.zeros((len(part), len(SOLVED), 0))
    return np.stack([column[:, None] * flows[None, :] for column in columns], axis=2)


def balance_parts(model: NetworkModel) -> list[int]:
    """List the districts whose balance is a feature: the metered one, then the others."""
    districts = model.districts
    metered = [p for p in districts.balance if p == districts.metered]
    return [*metered, *sorted(districts.driven)]


def _between_sizes(solved: Array) -> Array:
    """Pass the polynomial q, q2, q3 through the solved sizes and read it at SIZES; straight beyond the last."""
    powers = np.arange(1, len(SOLVED) + 1)
    weights = np.minimum(SIZES, SOLVED[-1])[:, None] ** powers @ np.linalg.inv(np.array(SOLVED)[:, None] ** powers)
    beyond = np.maximum(SIZES - SOLVED[-1], 0.0)
    slope = (powers * SOLVED[-1] ** (powers - 1)) @ np.linalg.inv(np.array(SOLVED)[:, None] ** powers)
    return np.asarray(np.einsum("ks,psf->pkf", weights + beyond[:, None] * slope, solved))
