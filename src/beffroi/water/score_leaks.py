"""Alarms judged by the rules of the leak contest BattLeDIM 2020, written from the prose of its rules.

An alarm (pipe, time) matches a leak that runs at that time within 300 m along the pipes; the nearest leak not found
yet is taken. It earns 0.80 EUR per m3 that the leak would still have lost until the end of the year, less 500 EUR x
distance / 300 m; an alarm that matches nothing costs 500 EUR; one that matches only leaks already found costs nothing.
The euros alone can be had by alarms everywhere, without data: ``blind_cover`` measures that, on the same leaks.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from beffroi.territory.errors import BadInput
from beffroi.water.known_leaks import KnownLeak
from beffroi.water.network import Array, Network
from beffroi.water.scada import read_table

REACH = 300.0
EUROS_PER_M3 = 0.80
COST = 500.0
ROUNDS = (7, 14, 28, 61, 122, 365)


class AlarmsUnusable(BadInput):
    """The file of alarms cannot be read, or names pipes that the network lacks."""


@dataclass(frozen=True)
class Leaks:
    """Leaks to find, ``flows`` (times, leaks) [m3/h] at ``times``."""

    leaks: tuple[KnownLeak, ...]
    times: pd.DatetimeIndex
    flows: Array

    @cached_property
    def _lost(self) -> Array:
        """(times, leaks) m3 lost from each time to the end."""
        hours = np.diff(self.times.to_numpy()).astype("timedelta64[s]").astype(float) / 3600
        volume = self.flows * np.r_[hours, hours[-1] if len(hours) else 0.25][:, None]
        return np.asarray(volume[::-1].cumsum(axis=0)[::-1])

    def lost_after(self, leak: int, moment: pd.Timestamp) -> float:
        """Return what a leak still loses from a moment to the end of the period [m3]."""
        row = int(self.times.searchsorted(moment))
        return float(self._lost[row, leak]) if row < len(self.times) else 0.0

    def running(self, moment: pd.Timestamp) -> list[int]:
        """List the leaks that run at a moment."""
        return [i for i, leak in enumerate(self.leaks) if leak.start <= moment <= leak.end]

    def during(self) -> list[int]:
        """List the leaks that lose water in the period."""
        return [i for i in range(len(self.leaks)) if self.flows[:, i].max(initial=0.0) > 0]


@dataclass(frozen=True)
class LeakScore:
    """What a list of alarms earned; distances [m], days from the start (of the leak or the period) to the alarm."""

    euros: float
    perfect: float
    found: int
    leaks: int
    false: int
    alarms: int
    median_distance_m: float
    median_days: float
    blind_euros: float
    blind_false: int
    details: tuple[dict[str, Any], ...]

    def as_json(self) -> dict[str, Any]:
        """Return the figures, with the share of the perfect score."""
        share = self.euros / self.perfect if self.perfect else 0.0
        return {**asdict(self), "share_of_perfect": round(share, 4)}

    def lines(self) -> list[str]:
        """Return French lines for the screen; the blind cover always stands beside the euros."""
        return [
            f"Gain : {self.euros:,.0f} € sur {self.perfect:,.0f} € possibles".replace(",", " "),
            f"Couverture aveugle (alarmes partout, sans mesure) : {self.blind_euros:,.0f} €".replace(",", " ")
            + f" avec {self.blind_false} fausses alarmes",
            f"Fuites trouvées : {self.found} sur {self.leaks} ; fausses alarmes : {self.false} sur {self.alarms}",
            f"Médianes : {self.median_distance_m:.0f} m, {self.median_days:.1f} jours",
        ]


def read_leaks(*, leaks: tuple[KnownLeak, ...], flows: Path, first: pd.Timestamp, last: pd.Timestamp) -> Leaks:
    """Join a list of leaks with their flows (columns "0:pipe", "1:pipe"... or pipe), within first..last (included)."""
    table, _ = read_table(flows)
    if len(table.columns) != len(leaks):
        raise AlarmsUnusable(f"{flows.name} : {len(table.columns)} débits pour {len(leaks)} fuites.")
    names = [str(name).rpartition(":")[2] for name in table.columns]
    order = [names.index(leak.pipe) for leak in leaks if leak.pipe in names]
    if len(order) != len(leaks):
        raise AlarmsUnusable(f"{flows.name} : les conduites ne sont pas celles de la liste des fuites.")
    part = table[(table.index >= first) & (table.index < last + pd.Timedelta(days=1))]
    values = part.to_numpy(dtype=np.float64)
    ordered = values if names == [leak.pipe for leak in leaks] else values[:, order]
    return Leaks(leaks, pd.DatetimeIndex(part.index), np.nan_to_num(ordered))


def read_alarms(path: Path, network: Network) -> list[tuple[str, pd.Timestamp]]:
    """Read the output of ``beffroi water leaks``, in the order of time. Raises AlarmsUnusable."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        pairs = [(str(a["pipe"]), pd.Timestamp(a["raised_at"])) for a in content["alarms"] if not a.get("zone_only")]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise AlarmsUnusable(f"{path.name} : ce n'est pas une liste d'alarmes.") from error
    strange = [pipe for pipe, _ in pairs if pipe not in network.link_index]
    if strange:
        raise AlarmsUnusable(f"{path.name} : conduites inconnues du réseau : {', '.join(strange[:5])}.")
    return sorted(pairs, key=lambda pair: pair[1])


class Judge:
    """Distances of a network, for judging alarms and the blind cover."""

    def __init__(self, network: Network, leaks: Leaks) -> None:
        """Raises AlarmsUnusable when a leak's pipe is not of the network."""
        self.names = {network.links[p]: row for row, p in enumerate(network.pipes.tolist())}
        missing = [leak.pipe for leak in leaks.leaks if leak.pipe not in self.names]
        if missing:
            raise AlarmsUnusable(f"Fuites sur des conduites inconnues du réseau : {', '.join(missing[:5])}.")
        self.distances, self.leaks = network.pipe_distances, leaks
        self.rows = [self.names[leak.pipe] for leak in leaks.leaks]

    def earn(
        self, alarms: Iterable[tuple[int, pd.Timestamp]]
    ) -> tuple[float, int, dict[int, tuple[pd.Timestamp, float]]]:
        """Return euros, false alarms and {leak: (moment, distance)} of (pipe row, moment) in the order of time."""
        euros, false, found = 0.0, 0, {}
        for row, moment in alarms:
            near = [(float(self.distances[row, self.rows[i]]), i) for i in self.leaks.running(moment)]
            near = [pair for pair in near if pair[0] <= REACH]
            fresh = [pair for pair in near if pair[1] not in found]
            if not near:
                euros, false = euros - COST, false + 1
            elif fresh:
                distance, leak = min(fresh)
                euros += EUROS_PER_M3 * self.leaks.lost_after(leak, moment) - COST * distance / REACH
                found[leak] = (moment, distance)
        return euros, false, found

    def blind_cover(self) -> tuple[float, int]:
        """Return the best euros, and their false alarms, of alarms all over the network again and again."""
        cover, first, last = self._cover(), self.leaks.times[0], self.leaks.times[-1]
        tries = []
        for days in ROUNDS:
            moments = pd.date_range(first, last, freq=f"{days}D")
            euros, false, _ = self.earn((row, moment) for moment in moments for row in cover)
            tries.append((euros, false))
        return max(tries)

    def _cover(self) -> list[int]:
        """Choose greedily pipes so that each pipe lies within 300 m of one."""
        near = self.distances <= REACH
        left, chosen = np.ones(len(near), dtype=bool), []
        while left.any():
            pipe = int((near & left).sum(axis=1).argmax())
            chosen.append(pipe)
            left &= ~near[pipe]
        return chosen


def score(network: Network, leaks: Leaks, alarms: list[tuple[str, pd.Timestamp]]) -> LeakScore:
    """Judge alarms (pipe, moment) in the order of time; valves and pumps match nothing."""
    judge, begin = Judge(network, leaks), leaks.times[0]
    placed = [(judge.names[pipe], moment) for pipe, moment in alarms if pipe in judge.names]
    euros, false, found = judge.earn(placed)
    lost = len(alarms) - len(placed)
    blind_euros, blind_false = judge.blind_cover()
    details = tuple(_detail(leaks, i, found.get(i), begin) for i in leaks.during())
    reached = [d for d in details if d["found"]]
    return LeakScore(
        euros=round(euros - COST * lost, 2),
        perfect=round(EUROS_PER_M3 * sum(leaks.lost_after(i, begin) for i in leaks.during()), 2),
        found=len(found),
        leaks=len(details),
        false=false + lost,
        alarms=len(alarms),
        median_distance_m=float(np.median([d["distance_m"] for d in reached])) if reached else float("nan"),
        median_days=float(np.median([d["days"] for d in reached])) if reached else float("nan"),
        blind_euros=round(blind_euros, 2),
        blind_false=blind_false,
        details=details,
    )


def _detail(leaks: Leaks, index: int, found: tuple[pd.Timestamp, float] | None, begin: pd.Timestamp) -> dict[str, Any]:
    leak = leaks.leaks[index]
    detail: dict[str, Any] = {"pipe": leak.pipe, "start": str(leak.start), "end": str(leak.end), "found": bool(found)}
    detail["peak_m3h"] = round(float(leaks.flows[:, index].max()), 1)
    if found:
        days = (found[0] - max(leak.start, begin)).total_seconds() / 86400
        detail |= {"raised_at": str(found[0]), "distance_m": round(found[1]), "days": round(days, 2)}
    return detail
