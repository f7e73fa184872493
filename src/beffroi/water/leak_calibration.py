"""Calibration of the model on its first quiet days: pipe resistances, demands and sensor offsets, by Bayes' rule.

Linear and Gaussian: what a pipe's resistance changes is what moving its flow from one end to the other changes, so that
one table of leak sensitivities gives all slopes (adjoint of the Hazen-Williams law, exponent 1.852).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from beffroi.water.epanet import ROUGHNESS
from beffroi.water.leak_model import BLOCKS, NetworkModel
from beffroi.water.leak_residuals import block_residuals
from beffroi.water.network import Array

EXPONENT = 1.852
DEMAND_SPREAD = 0.06
RESISTANCE_SPREADS = (0.1, 0.2, 0.3)
OFFSET_SPREADS = (0.005, 0.05, 0.15, 0.3)
PROBE = 2.0
FLOOR_PRESSURE, FLOOR_FLOW = 0.003, 0.1


@dataclass(frozen=True)
class Calibration:
    """Corrections of log resistance per pipe, of log demand per node, offsets per pressure sensor [m]."""

    resistance: Array
    demand: Array
    offset: Array


def calibrate(model: NetworkModel, *, days: int) -> Calibration | None:
    """Correct the model twice with the residuals of its first days; None when too little was read in them."""
    slopes, made = _slopes(model, days), None
    for _ in range(2):
        made = _fit(model, block_residuals(model, days=range(days)), slopes)
        if made is None:
            return None
        _apply(model, made)
    return made


def _fit(model: NetworkModel, blocks: Array, slopes: tuple[Array, Array]) -> Calibration | None:
    if not np.isfinite(blocks).sum(axis=0).min() > len(blocks) / 2:
        return None
    target = np.nanmean(blocks, axis=0).ravel()
    error = np.nanstd(blocks, axis=0).ravel() / np.sqrt(len(blocks))
    sensors = len(model.gauges.nodes)
    floor = np.where(np.arange(model.gauges.count) < sensors, FLOOR_PRESSURE, FLOOR_FLOW)
    noise = np.diag(error**2 + np.tile(floor, len(BLOCKS)) ** 2)
    offsets = np.tile(np.eye(model.gauges.count)[:, :sensors], (len(BLOCKS), 1))
    return _most_likely(target, noise, *slopes, offsets)


def _most_likely(target: Array, noise: Array, pipes: Array, demands: Array, offsets: Array) -> Calibration:
    """Choose the spreads of resistances and offsets by their marginal likelihood, then take the posterior means."""
    found: tuple[float, float, float, Array] | None = None
    for offset in OFFSET_SPREADS:
        for spread in RESISTANCE_SPREADS:
            cover = noise + spread**2 * pipes @ pipes.T + DEMAND_SPREAD**2 * demands @ demands.T
            cover = cover + offset**2 * offsets @ offsets.T
            weights = np.asarray(np.linalg.solve(cover, target), dtype=np.float64)
            fit = -0.5 * float(np.linalg.slogdet(cover)[1] + target @ weights)
            if found is None or fit > found[0]:
                found = (fit, spread, offset, weights)
    assert found is not None
    _, spread, offset, weights = found
    return Calibration(
        spread**2 * pipes.T @ weights, DEMAND_SPREAD**2 * demands.T @ weights, offset**2 * offsets.T @ weights
    )


def _slopes(model: NetworkModel, days: int) -> tuple[Array, Array]:
    """Return (features, pipes) and (features, nodes) slopes of the block means."""
    pipes, demands = [], []
    ends = model.network.ends[model.network.pipes]
    for first, last in BLOCKS:
        boundary, _ = model.typical(first=first, last=last, days=range(days))
        before = model.solve(boundary)
        flows = model.steady.flows(model.network.pipes.tolist())
        drop = _sensitivities(model, before)
        pipes.append((drop[ends[:, 1]] - drop[ends[:, 0]]).T * flows / EXPONENT)
        demands.append(
            drop.T * (model.steady.bases @ boundary.factors) - _taken_back(model, boundary.factors, drop, days)
        )
    return np.concatenate(pipes), np.concatenate(demands)


def _sensitivities(model: NetworkModel, before: Array) -> Array:
    drop = np.zeros((len(model.network.nodes), model.gauges.count))
    for node in model.network.junctions.tolist():
        model.steady.set_leak(node, PROBE)
        drop[node] = (model.read() - before) / PROBE
        model.steady.set_leak(node, 0.0)
    return drop


def _taken_back(model: NetworkModel, factors: Array, drop: Array, days: int) -> Array:
    """Return what the daily scaling of a district takes back of each node's larger demand."""
    week = model.week.mean(axis=0) * np.mean([model.group_scale(day) for day in range(days)], axis=0)
    taken = np.zeros((model.gauges.count, len(model.network.nodes)))
    for part in model.districts.driven:
        inside = model.districts.part == part
        now, daily = model.steady.bases @ factors * inside, model.steady.bases @ week * inside
        taken += np.outer(drop.T @ now, daily / daily.sum())
    return taken


def _apply(model: NetworkModel, calibration: Calibration) -> None:
    """Change roughness and demands of the model, then balance its districts again."""
    steady = model.steady
    for link, change in zip(model.network.pipes.tolist(), calibration.resistance.tolist(), strict=True):
        rough = steady.solver.link_value(link + 1, ROUGHNESS)
        steady.solver.set_link(link + 1, ROUGHNESS, rough * float(np.exp(-change / EXPONENT)))
    for node in model.network.junctions.tolist():
        steady.bases[node] = steady.bases[node] * np.exp(calibration.demand[node])
        steady.set_demand(node, steady.bases[node])
    model.balance()
