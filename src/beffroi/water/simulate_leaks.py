"""Readings of a network that leaks: a perturbed copy of the model, run with random or given leaks and noise.

Leaks as in BattLeDIM 2020: a hole of diameter d loses 0.75 x area x sqrt(2 g p); an incipient one grows evenly from its
start to its peak. Draws that starve the network (pressure under LEAST_PRESSURE somewhere at the highest demand) are
thrown away.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.random import Generator, default_rng

from beffroi.territory.errors import BadInput
from beffroi.water.epanet import DIAMETER, INITIAL_STATUS, ROUGHNESS
from beffroi.water.network import Array, Network, read_network
from beffroi.water.simulated_plant import Plant

STEP = 900
DISCHARGE, GRAVITY = 0.75, 9.81
LEAST_PRESSURE = 2.0
DRAWS = 20
CLUSTERS = 40
SMALLEST_PIPE = 5.0


class SimulationImpossible(BadInput):
    """No draw of leaks leaves water everywhere, or the wish cannot be met."""


@dataclass(frozen=True)
class Wish:
    """What to simulate; ``sensors`` a number or names, ``noise`` [m] of pressures overrides the difficulty's."""

    seed: int
    start: date
    days: int
    leaks: int = 28
    leaks_file: Path | None = None
    difficulty: str = "easy"
    noise: float | None = None
    sensors: str | None = None
    meters: tuple[str, ...] = ()


@dataclass(frozen=True)
class Difficulty:
    """Spreads of the real network around the model: relative, half-widths; noise and bias [m]; closed pipes."""

    diameters: float
    roughness: float
    demands: float
    noise: float
    bias: float
    flow_gain: float
    closed: int
    demand_noise: float


DIFFICULTIES = {
    "easy": Difficulty(0.05, 0.10, 0.10, 0.005, 0.0, 0.0, 0, 0.05),
    "hard": Difficulty(0.07, 0.15, 0.10, 0.10, 0.30, 0.01, 2, 0.10),
}


@dataclass(frozen=True)
class Hole:
    """A leak: steps of start, peak, end; diameter [m]."""

    pipe: int
    start: int
    peak: int
    end: int
    diameter: float

    def area(self, step: int) -> float:
        """Return its area at a step [m2]."""
        if not self.start <= step < self.end:
            return 0.0
        grown = min(1.0, (step - self.start + 1) / max(1, self.peak - self.start))
        return math.pi / 4 * (self.diameter * grown) ** 2


def simulate_folder(network: Path, wish: Wish, out: Path, *, tell: Callable[[str], None] = lambda _: None) -> str:
    """Write scada.csv, leaks.csv, leakflow.csv (and amr_total.csv where a tank feeds a district). Raises BadInput."""
    if wish.days < 1 or wish.leaks < 0:
        raise SimulationImpossible("Il faut au moins un jour et pas moins de zéro fuite.")
    net, rng = read_network(network), default_rng(wish.seed)
    sensors, meters = _sensors(net, wish.sensors), _meters(net, wish.meters)
    steps = wish.days * 86400 // STEP
    for draw in range(DRAWS):
        plant = _perturbed(net, rng, DIFFICULTIES[wish.difficulty])
        holes = _read_holes(net, wish, steps) if wish.leaks_file else _draw_holes(net, rng, wish.leaks, steps)
        if _feeds_all(plant, holes, steps):
            break
        plant.close()
        tell(f"Tirage {draw + 1} rejeté : il assoiffe le réseau.")
    else:
        raise SimulationImpossible(f"Aucun des {DRAWS} tirages ne laisse de l'eau partout : moins de fuites.")
    with plant:
        tables = _run(plant, holes, wish, rng=rng, sensors=sensors, meters=meters, tell=tell)
    out.mkdir(parents=True, exist_ok=True)
    for name, table in tables.items():
        table.to_csv(out / f"{name}.csv", index=name != "leaks", index_label="t")
    return f"{wish.days} jours et {len(holes)} fuites simulés dans {out}."


def _sensors(network: Network, asked: str | None) -> list[int]:
    """Return junctions: those named, or so many spread along the network, the farthest from the others first."""
    if asked and not asked.isdecimal():
        unknown = [n for n in asked.split(",") if n not in network.node_index]
        if unknown:
            raise SimulationImpossible(f"Nœuds inconnus : {', '.join(unknown)}.")
        return [network.node_index[n] for n in asked.split(",")]
    distance = np.where(np.isfinite(network.node_distances), network.node_distances, 1e5)
    junctions, count = network.junctions, min(int(asked or 33), len(network.junctions))
    chosen = [int(junctions[0])]
    while len(chosen) < count:
        chosen.append(int(junctions[distance[junctions][:, np.array(chosen)].min(axis=1).argmax()]))
    return sorted(chosen)


def _meters(network: Network, asked: tuple[str, ...]) -> list[int]:
    """Return the metered links: those named, else pumps and what leaves the reservoirs."""
    unknown = [n for n in asked if n not in network.link_index]
    if unknown:
        raise SimulationImpossible(f"Conduites inconnues : {', '.join(unknown)}.")
    if asked:
        return [network.link_index[n] for n in asked]
    sources = {i for i, kind in enumerate(network.node_kinds) if kind == "reservoir"}
    return [
        i
        for i, (ends, kind) in enumerate(zip(network.ends.tolist(), network.link_kinds, strict=True))
        if kind == "pump" or sources & set(ends)
    ]


def _perturbed(network: Network, rng: Generator, spread: Difficulty) -> Plant:
    """Open a copy of the network with other diameters, roughness and demands, and pipes that nobody knows closed."""
    plant = Plant(network, clusters=rng.integers(0, CLUSTERS, len(network.nodes)).astype(np.int64))
    solver = plant.steady.solver
    for what, width in ((DIAMETER, spread.diameters), (ROUGHNESS, spread.roughness)):
        for pipe in network.pipes.tolist():
            solver.set_link(pipe + 1, what, solver.link_value(pipe + 1, what) * rng.uniform(1 - width, 1 + width))
    for node in network.junctions.tolist():
        plant.steady.bases[node] *= rng.uniform(1 - spread.demands, 1 + spread.demands)
        plant.steady.set_demand(node, plant.steady.bases[node])
    for pipe in rng.choice(network.pipes, spread.closed, replace=False).tolist():
        solver.set_link(pipe + 1, INITIAL_STATUS, 0.0)
    return plant


def _draw_holes(network: Network, rng: Generator, count: int, steps: int) -> list[Hole]:
    """Draw leaks: half abrupt, half growing; large ones are repaired after weeks, small ones run on."""
    long_enough = network.pipes[network.lengths[network.pipes] > SMALLEST_PIPE]
    if count > len(long_enough):
        raise SimulationImpossible("Plus de fuites que de conduites.")
    return [_draw_hole(int(pipe), rng, steps) for pipe in rng.choice(long_enough, count, replace=False)]


def _draw_hole(pipe: int, rng: Generator, steps: int) -> Hole:
    day = 86400 // STEP
    start = int(rng.uniform(8 * day, max(9 * day, steps - 10 * day)))
    small = rng.random() < 0.45
    end = steps if small else min(steps, start + int(rng.uniform(10, 60) * day))
    growing = rng.random() < 0.5
    peak = start + int(rng.uniform(0.3, 1.0) * min(end - start, 110 * day)) if growing else start
    return Hole(pipe, start, peak, end, float(rng.uniform(0.0085, 0.013) if small else rng.uniform(0.014, 0.022)))


def _read_holes(network: Network, wish: Wish, steps: int) -> list[Hole]:
    assert wish.leaks_file is not None
    if not wish.leaks_file.is_file():
        raise SimulationImpossible(f"Liste de fuites introuvable : {wish.leaks_file}.")
    table = pd.read_csv(wish.leaks_file, parse_dates=["start", "end", "peak"], dtype={"link": str})
    unknown = [link for link in table["link"] if link not in network.link_index]
    if unknown:
        raise SimulationImpossible(f"Fuites sur des conduites inconnues : {', '.join(unknown[:5])}.")
    origin = pd.Timestamp(wish.start)

    def step(moment: pd.Timestamp) -> int:
        return min(steps, int((moment - origin).total_seconds() // STEP))

    return [
        Hole(network.link_index[r.link], step(r.start), step(r.peak), step(r.end), float(r.diameter))
        for r in table.itertuples()
    ]


def _feeds_all(plant: Plant, holes: list[Hole], steps: int) -> bool:
    """Tell whether water is left everywhere at the highest demand of the week with the worst leaks of the draw."""
    moments = {hole.end - 1 for hole in holes} | {hole.peak for hole in holes}
    worst = max((m for m in moments if m < steps), key=lambda m: sum(h.area(m) for h in holes), default=0)
    plant.open_holes([(h.pipe, h.area(worst)) for h in holes], pressure=40.0)
    plant.impose(plant.peak_hour(), scale=1.1, noise=None)
    solved = plant.steady.solve()
    least = plant.steady.pressures(plant.fed_nodes).min()
    plant.open_holes([], pressure=40.0)
    return not solved and bool(least > LEAST_PRESSURE)


def season(day: float) -> float:
    """Return the demand of a day of the year over the mean: 8 % more at the end of July."""
    return 1 + 0.08 * math.cos(2 * math.pi * (day - 210) / 365.25)


def _run(
    plant: Plant,
    holes: list[Hole],
    wish: Wish,
    *,
    rng: Generator,
    sensors: list[int],
    meters: list[int],
    tell: Callable[[str], None],
) -> dict[str, pd.DataFrame]:
    spread, network = DIFFICULTIES[wish.difficulty], plant.network
    times = pd.date_range(pd.Timestamp(wish.start), periods=wish.days * 86400 // STEP, freq=f"{STEP}s")
    tanks = [i for i, kind in enumerate(network.node_kinds) if kind == "tank"]
    rows, lost, counted = [], np.zeros((len(times), len(holes))), np.zeros(len(times))
    daily = np.ones(len(plant.steady.groups))
    for step, moment in enumerate(times):
        if step % 96 == 0:
            daily = 1 + rng.normal(0, spread.demand_noise / 4, len(daily))
            if step % 9600 == 0:
                tell(f"jour {step // 96} sur {wish.days}")
        flows = plant.open_holes([(h.pipe, h.area(step)) for h in holes])
        lost[step] = flows
        noise = daily * (1 + rng.normal(0, spread.demand_noise, len(daily)))
        plant.impose(
            step * STEP + pd.Timestamp(wish.start).weekday() * 86400, scale=season(moment.day_of_year), noise=noise
        )
        plant.steady.solve()
        counted[step] = plant.demand_of(plant.tank_district)
        levels = [plant.levels[t] for t in tanks]
        rows.append([*plant.steady.pressures(sensors), *plant.steady.flows(meters), *levels])
        plant.advance(STEP)
    readings = _measured(
        np.array(rows), rng=rng, spread=spread, noise=wish.noise, sensors=len(sensors), meters=len(meters)
    )
    names = [network.nodes[n] for n in sensors] + [network.links[k] for k in meters] + [network.nodes[t] for t in tanks]
    tables = {
        "scada": pd.DataFrame(readings, times, names).round(2),
        "leakflow": pd.DataFrame(lost, times, [f"{i}:{network.links[h.pipe]}" for i, h in enumerate(holes)]).round(3),
        "leaks": _leak_table(network, holes, times),
    }
    if counted.any():
        tables["amr_total"] = pd.DataFrame({"amr_total_Lh": (counted * 1000).round()}, times)
    return tables


def _measured(
    values: Array, *, rng: Generator, spread: Difficulty, noise: float | None, sensors: int, meters: int
) -> Array:
    """Add sensor noise, offsets and flow gains."""
    made = values.copy()
    level = spread.noise if noise is None else noise
    made[:, :sensors] += rng.normal(0, level, (len(made), sensors)) + rng.normal(0, 1, sensors) * spread.bias
    made[:, sensors : sensors + meters] *= 1 + rng.normal(0, 1, meters) * spread.flow_gain
    return made


def _leak_table(network: Network, holes: list[Hole], times: pd.DatetimeIndex) -> pd.DataFrame:
    def at(step: int) -> pd.Timestamp:
        return times[min(step, len(times) - 1)]

    return pd.DataFrame(
        {
            "link": [network.links[h.pipe] for h in holes],
            "start": [at(h.start) for h in holes],
            "end": [at(h.end) for h in holes],
            "diameter": [h.diameter for h in holes],
            "type": ["incipient" if h.peak > h.start else "abrupt" for h in holes],
            "peak": [at(h.peak) for h in holes],
        }
    )
