"""Rounds that a team can walk in a day, where the most breaks are expected a metre walked."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from beffroi.territory.errors import BadInput
from beffroi.territory.numbers import counted
from beffroi.water.registers.layers import PipeRegister, course_of
from beffroi.water.tables import Finding, numbers, read_text_table

Array = NDArray[np.float64]
STREETS = ("rue", "voie", "nom_voie", "street", "adresse")
AROUND_M = 200.0
FARTHEST_M = 500.0
SHORTEST_M = 0.1


class RoundsImpossible(BadInput):
    """No ranked pipe has a course, or the plan asked for is empty."""


@dataclass(frozen=True)
class Stop:
    """A pipe to listen to: its walk from the one before [m], its length [m], breaks expected a year."""

    pipe_id: str
    street: str
    walk_m: float
    length_m: float
    expected_year: float
    reason: str
    geometry: shapely.Geometry


@dataclass(frozen=True)
class Round:
    """A day of a team, in the order of the walk."""

    team: int
    day: int
    stops: tuple[Stop, ...]

    @property
    def walked_m(self) -> float:
        """Length walked [m]."""
        return sum(stop.walk_m + stop.length_m for stop in self.stops)

    @property
    def listened_m(self) -> float:
        """Length listened to [m]."""
        return sum(stop.length_m for stop in self.stops)

    @property
    def expected_year(self) -> float:
        """Breaks expected a year on the pipes of the round."""
        return sum(stop.expected_year for stop in self.stops)


def read_ranked_pipes(ranking: Path, register: PipeRegister) -> tuple[pd.DataFrame, tuple[Finding, ...]]:
    """Return the ranked pipes that have a course, and what was left out.

    Columns: pipe_id, street, length_m, expected_year, reason, geometry. Raises RoundsImpossible.
    """
    headings: dict[str, tuple[str, ...]] = {"pipe_id": (), "expected_per_km_year": (), "reason": ()}
    ranked = read_text_table(ranking, headings, ("pipe_id", "expected_per_km_year"))
    rate = numbers(ranked["expected_per_km_year"])[0]
    pipes = register.pipes[~register.pipes["idcana"].duplicated()].set_index("idcana")
    geometry = course_of(register, ranked["pipe_id"])
    street = next((column for column in pipes.columns if column.lower() in STREETS), None)
    length = shapely.length(geometry)
    table = pd.DataFrame(
        {
            "pipe_id": ranked["pipe_id"],
            "street": ranked["pipe_id"].map(pipes[street]).fillna("") if street else "",
            "length_m": length,
            "expected_year": rate * length / 1000,
            "reason": ranked["reason"],
            "geometry": geometry,
        }
    )
    kept = table[(table["length_m"] > SHORTEST_M) & table["expected_year"].notna()].reset_index(drop=True)
    if kept.empty:
        raise RoundsImpossible(
            f"Aucune conduite de {ranking.name} n'a de tracé dans le registre : donnez un registre avec géométries "
            "et les mêmes identifiants."
        )
    left = len(table) - len(kept)
    finding = Finding(
        ranking.name, f"{counted(left, 'conduite classée')} sans tracé dans le registre.", "Hors tournées."
    )
    return kept, (finding,) if left else ()


def plan_rounds(
    pipes: pd.DataFrame, *, teams: int, days: int, metres_a_day: float, visited: Collection[str] = ()
) -> list[Round]:
    """Plan teams x days rounds of at most ``metres_a_day``, ``visited`` pipes left out. Raises RoundsImpossible."""
    if min(teams, days) < 1 or metres_a_day <= 0:
        raise RoundsImpossible("Il faut au moins une équipe, un jour et une longueur à parcourir.")
    left = ~pipes["pipe_id"].isin(list(visited)).to_numpy() & (pipes["length_m"].to_numpy() <= metres_a_day)
    ground = _Ground.of(pipes)
    rounds = []
    for number in range(teams * days):
        stops = _walk(ground, left, metres_a_day)
        if not stops:
            break
        rounds.append(Round(number % teams + 1, number // teams + 1, tuple(stops)))
    return rounds


@dataclass(frozen=True)
class _Ground:
    pipes: pd.DataFrame
    ends: tuple[Array, Array]
    neighbours: tuple[Array, Array]

    @classmethod
    def of(cls, pipes: pd.DataFrame) -> _Ground:
        shape = pipes["geometry"].to_numpy(dtype=object)
        lines = np.where(shapely.get_type_id(shape) == 1, shape, shapely.get_geometry(shape, 0))
        first, last = (shapely.get_coordinates(shapely.get_point(lines, place)) for place in (0, -1))
        one, other = shapely.STRtree(shape).query(shape, predicate="dwithin", distance=AROUND_M)
        return cls(pipes, (first, last), (one, other))

    def richness(self, left: NDArray[np.bool_]) -> Array:
        """Return for each pipe the breaks expected a metre within AROUND_M, among the pipes left."""
        one, other = self.neighbours
        weight, count = left[other].astype(float), len(self.pipes)
        breaks = np.bincount(one, self.pipes["expected_year"].to_numpy()[other] * weight, count)
        metres = np.bincount(one, self.pipes["length_m"].to_numpy()[other] * weight, count)
        return np.where(left, breaks / np.maximum(metres, 1.0), -np.inf)


def _walk(ground: _Ground, left: NDArray[np.bool_], metres: float) -> list[Stop]:
    if not left.any():
        return []
    expected, length = ground.pipes["expected_year"].to_numpy(), ground.pipes["length_m"].to_numpy()
    chosen, stops, walked = int(np.argmax(ground.richness(left))), [], 0.0
    walk, at_last = 0.0, True
    while chosen >= 0:
        stops.append(_stop(ground.pipes.iloc[chosen], walk))
        left[chosen] = False
        walked += walk + length[chosen]
        here = ground.ends[1 if at_last else 0][chosen]
        gaps = [np.hypot(*(end - here).T) for end in ground.ends]
        gap = np.minimum(*gaps)
        fits = left & (gap <= FARTHEST_M) & (walked + gap + length <= metres)
        chosen = int(np.argmax(np.where(fits, expected / (gap + length), -np.inf))) if fits.any() else -1
        walk, at_last = float(gap[chosen]), bool(gaps[0][chosen] <= gaps[1][chosen])
    return stops


def _stop(pipe: pd.Series, walk: float) -> Stop:
    return Stop(
        pipe_id=str(pipe["pipe_id"]),
        street=str(pipe["street"]),
        walk_m=walk,
        length_m=float(pipe["length_m"]),
        expected_year=float(pipe["expected_year"]),
        reason=str(pipe["reason"]),
        geometry=pipe["geometry"],
    )
