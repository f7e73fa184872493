"""The table of what leak detection reaches on the shared sets, tuned on 2018, judged on the year after."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from beffroi.territory.errors import BadInput
from beffroi.water.known_leaks import KnownLeak, ended_before, read_known_leaks
from beffroi.water.leaks import LeakReport, locate_leaks
from beffroi.water.network import Network, read_network
from beffroi.water.score_leaks import LeakScore, read_leaks, score

TARGETS = {
    "official_easy": "340 k€, 17 sur 23, 2 fausses",
    "random_easy": "78 %, 85 %, 2 fausses",
    "random_hard": "230 k€, 10 sur 23, 3 fausses",
    "official_easy_12": "300 k€ avec 12 capteurs",
    "official_easy_3": "zone seulement",
}


class SharedDataMissing(BadInput):
    """BEFFROI_DATA holds no water data."""


@dataclass(frozen=True)
class Row:
    """One line of the table."""

    name: str
    target: str
    score: LeakScore
    zone_only: int
    seconds: float

    def as_json(self) -> dict[str, Any]:
        """Return the line's figures."""
        return asdict(self)


def evaluate_shared(
    folder: Path | None,
    *,
    first: pd.Timestamp,
    last: pd.Timestamp,
    only: tuple[str, ...] = (),
    tell: Callable[[str], None] = lambda _: None,
) -> list[Row]:
    """Search each shared set from ``first`` to ``last`` with what was known then. Raises SharedDataMissing."""
    if folder is None or not (folder / "water" / "L-TOWN.inp").is_file():
        raise SharedDataMissing("Réglez BEFFROI_DATA sur le dossier des données partagées pour mesurer.")
    rows = []
    for name, target in TARGETS.items():
        if not only or name in only:
            tell(f"{name}…")
            rows.append(_measure(folder / "water", name, target, first, last))
    return rows


def _measure(folder: Path, name: str, target: str, first: pd.Timestamp, last: pd.Timestamp) -> Row:
    place, _, count = name.partition("_easy_")
    data = folder / f"ltown_{place}_easy" if count else folder / f"ltown_{name}"
    known, network = read_known_leaks(data / "leaks.csv"), read_network(folder / "L-TOWN.inp")
    started = time.process_time()
    report = locate_leaks(
        network=folder / "L-TOWN.inp",
        scada=data / "scada.csv.xz",
        amr=data / "amr_total.csv.xz",
        known=ended_before(known, first),
        first=first,
        last=last,
        sensors=int(count) if count else None,
    )
    seconds = time.process_time() - started
    made = judge(network, report, known, flows=data / "leakflow.csv.xz", first=first, last=last)
    return Row(name, target, made, sum(alarm.zone_only for alarm in report.alarms), round(seconds, 1))


def judge(
    network: Network,
    report: LeakReport,
    known: tuple[KnownLeak, ...],
    *,
    flows: Path,
    first: pd.Timestamp,
    last: pd.Timestamp,
) -> LeakScore:
    """Judge the alarms of a report; those that give a zone only name no place and are left out."""
    leaks = read_leaks(leaks=known, flows=flows, first=first, last=last)
    placed = [(a.pipe, pd.Timestamp(a.raised_at)) for a in report.alarms if not a.zone_only]
    return score(network, leaks, placed)


def table_lines(rows: list[Row]) -> list[str]:
    """Return the table for the screen; the blind cover's euros stand beside the euros."""
    lines = ["jeu | à atteindre | gain € (part) | aveugle € (fausses) | trouvées | fausses | zone | m | jours | s"]
    for row in rows:
        made, share = row.score, row.score.euros / max(row.score.perfect, 1)
        lines.append(
            f"{row.name} | {row.target} | {made.euros:.0f} ({share:.0%}) | {made.blind_euros:.0f} ({made.blind_false}) "
            f"| {made.found} sur {made.leaks} | {made.false} | {row.zone_only} | {made.median_distance_m:.0f} | "
            f"{made.median_days:.1f} | {row.seconds:.0f}"
        )
    return lines
