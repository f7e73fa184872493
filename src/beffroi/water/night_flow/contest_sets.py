"""Inflows and leaks of each sector of a folder in the form of the leak contest (scada, leaks, leakflow)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from beffroi.territory.errors import BadInput
from beffroi.water.network import Network, read_network
from beffroi.water.night_flow.alarms import watch_sectors
from beffroi.water.night_flow.flows import Flows, clean_flows
from beffroi.water.night_flow.judging import JudgedLeak, NightFlowScores, judge
from beffroi.water.scada import read_table

MATTERS_M3H = 5.0


class SectorsUnknown(BadInput):
    """No part of the network is bounded by meters on every side."""


@dataclass(frozen=True)
class ContestSet:
    """Inflow of each metered sector, and the leaks over 5 m3/h in them."""

    flows: Flows
    leaks: tuple[JudgedLeak, ...]


def evaluate_night_flow(network: Path, folder: Path, *, first: pd.Timestamp, last: pd.Timestamp) -> NightFlowScores:
    """Watch the whole folder, judge the leaks begun and the alarms raised from ``first`` to ``last``."""
    found = read_contest_set(network, folder)
    alarms = watch_sectors(found.flows).alarms
    return judge(alarms, found.leaks, first=first, last=last, sectors=found.flows.table.shape[1])


def read_contest_set(network: Path, folder: Path) -> ContestSet:
    """Read scada.csv[.xz], leaks.csv and leakflow.csv[.xz]. Raises BadInput."""
    pipes, table = read_network(network), read_table(_file(folder, "scada"))[0]
    metered = [str(name) for name in table.columns if str(name) in pipes.link_index]
    part = pipes.components(cut={pipes.link_index[name] for name in metered})
    inflows = {f"secteur {p}": flow for p, flow in _inflows(pipes, part, table[metered])}
    if not inflows:
        raise SectorsUnknown("Aucun secteur du réseau n'est entouré de compteurs lus dans scada.csv.")
    leaks = tuple(_leaks(folder, pipes, part))
    return ContestSet(
        clean_flows(pd.DataFrame(inflows), "scada"), tuple(leak for leak in leaks if leak.sector in inflows)
    )


def _file(folder: Path, name: str) -> Path:
    plain = folder / f"{name}.csv"
    return plain if plain.is_file() else folder / f"{name}.csv.xz"


def _inflows(network: Network, part: np.ndarray, flows: pd.DataFrame) -> Iterator[tuple[int, pd.Series]]:
    sources = {int(part[n]) for n, kind in enumerate(network.node_kinds) if kind == "reservoir"}
    for sector in sorted(set(part.tolist()) - sources):
        inside = (part == sector)[network.ends]
        ways = np.flatnonzero(inside[:, 0] != inside[:, 1])
        names = [network.links[way] for way in ways]
        if len(ways) and set(names) <= set(flows.columns):
            signs = [1.0 if inside[way, 1] else -1.0 for way in ways]
            yield sector, sum((flows[n] * s for n, s in zip(names, signs, strict=True)), pd.Series(0.0, flows.index))


def _leaks(folder: Path, network: Network, part: np.ndarray) -> Iterator[JudgedLeak]:
    table = pd.read_csv(folder / "leaks.csv", parse_dates=["start", "end"])
    flow = pd.read_csv(_file(folder, "leakflow"), index_col=0, parse_dates=True)
    for place, leak in enumerate(table.itertuples(index=False)):
        large = flow.index[flow.iloc[:, place] >= MATTERS_M3H]
        if len(large):
            sector = int(part[network.ends[network.link_index[leak.link], 0]])
            yield JudgedLeak(f"secteur {sector}", leak.start, leak.end, large[0])
