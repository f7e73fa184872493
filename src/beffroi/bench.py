"""``beffroi bench``: the figures of docs/services, measured again on the shared data."""

from __future__ import annotations

import argparse
import json
import os
import resource
import time
from datetime import date
from pathlib import Path
from typing import Any

from beffroi.settings import data_folder
from beffroi.territory.errors import BadInput

FIRST, LAST = date(2016, 9, 1), date(2017, 7, 7)


class BenchImpossible(BadInput):
    """The shared data is not at hand."""


def add_command(commands: Any) -> None:
    """Add ``beffroi bench``."""
    parser = commands.add_parser("bench", help="Mesurer les services sur les données partagées.")
    parser.add_argument("--horizons", default="2w,10w,term", metavar="LISTE")
    parser.add_argument(
        "--scale", type=int, metavar="CANTINES", help="Chronométrer une ville inventée de cette taille."
    )
    parser.add_argument("--pages", type=Path, metavar="DOSSIER", help="Chronométrer les pages de la démonstration.")
    parser.add_argument("--json", type=Path, metavar="FICHIER")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Print one line a horizon, or the time of one forecast at scale."""
    if arguments.pages:
        return _pages(arguments.pages)
    if arguments.scale:
        return _scale(arguments.scale)
    folder = data_folder(os.environ)
    if folder is None:
        raise BenchImpossible("Réglez BEFFROI_DATA sur le dossier des données partagées pour mesurer.")
    figures = [_horizon(folder / "canteen", name) for name in arguments.horizons.split(",")]
    if arguments.json:
        arguments.json.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    return 0


def _horizon(folder: Path, horizon: str) -> dict[str, Any]:
    from beffroi.canteen.evaluate import evaluate
    from beffroi.canteen.reading import read_folder

    made = evaluate(read_folder(folder, as_of=date(2017, 7, 8)), first=FIRST, last=LAST, horizon=horizon)
    found = made.as_json()
    plain = found["no_strike"]
    surplus = plain["over"] / plain["planned_over"] - 1
    print(
        f"{horizon:5} cantine-jour {plain['canteen_day']:.2f} %  ville-jour {plain['town_day']:.2f} %  "
        f"biais {plain['bias']:+.2f} %  80 % : {plain['cover80']:.3f} ({plain['total_cover80']:.3f})  "
        f"95 % : {plain['cover95']:.3f} ({plain['total_cover95']:.3f})  surplus {surplus:+.1%}  "
        f"manquants {plain['under']:.0f} (agents {plain['planned_under']:.0f})  {found['seconds']:.0f} s",
        flush=True,
    )
    return found


def _pages(folder: Path) -> int:
    from beffroi.web.pace import lines, measure_pages

    for line in lines(measure_pages(folder)):
        print(line)
    return 0


def _scale(canteens: int) -> int:
    from beffroi.canteen.forecast import forecast
    from beffroi.canteen.simulate import simulate

    town = simulate(seed=1, canteens=canteens, years=6)
    started = time.monotonic()
    made = forecast(town, as_of=date(2025, 5, 19), first=date(2025, 5, 26), last=date(2025, 5, 30))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    seconds = time.monotonic() - started
    rows = f"{len(town.attendance)} lignes, {len(made.canteens)} prévisions"
    print(f"{canteens} cantines, {rows} : {seconds:.0f} s, pic {peak:.2f} Go")
    return 0
