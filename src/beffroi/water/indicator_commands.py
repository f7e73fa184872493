"""``beffroi water indicators``."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from beffroi.water.indicators import Indicators, Volumes

Commands = Any  # argparse gives its sub-parsers no public name


def add_indicator_commands(commands: Commands) -> None:
    """Add the indicators of a service."""
    parser = commands.add_parser("indicators", help="Calculer rendement, pertes et seuil légal d'après les volumes.")
    parser.add_argument("volumes", metavar="VOLUMES.csv", type=Path, help="Une année ou un mois par ligne, en m3.")
    parser.add_argument("--json", type=Path, metavar="FICHIER")
    parser.add_argument("--out", type=Path, metavar="FICHIER.csv", help="Écrire la déclaration SISPEA de l'année.")
    parser.add_argument("--plan", type=Path, metavar="FICHIER.md", help="Écrire le plan d'actions si le seuil manque.")
    parser.set_defaults(run=run_indicators)


def run_indicators(arguments: argparse.Namespace) -> int:
    """Print the indicators, what is missing, and write the files asked for."""
    from beffroi.water.indicators import indicators, read_volumes, rolling_indicators
    from beffroi.water.indicators.declaration import missing_for_sispea

    volumes = read_volumes(arguments.volumes)
    for finding in volumes.findings:
        print(finding.line(), file=sys.stderr)
    yearly, rolling = indicators(volumes), rolling_indicators(volumes)
    year = int(yearly[-1].label)
    missing = missing_for_sispea(volumes, year)
    print("\n".join([one.line() for one in yearly] + [f"glissant {one.line()}" for one in rolling[-1:]]))
    print(f"Manque pour déclarer {year} à SISPEA : {', '.join(missing) or 'rien'}.")
    _write(arguments, volumes, yearly, rolling, missing)
    return 0


def _write(
    arguments: argparse.Namespace,
    volumes: Volumes,
    yearly: list[Indicators],
    rolling: list[Indicators],
    missing: list[str],
) -> None:
    from beffroi.water.indicators.declaration import action_plan, declaration_csv

    last, year = yearly[-1], int(yearly[-1].label)
    if arguments.json:
        content = {
            "years": [one.as_json() for one in yearly],
            "rolling": [one.as_json() for one in rolling],
            "missing_for_sispea": missing,
        }
        _save(arguments.json, json.dumps(content, ensure_ascii=False, indent=1) + "\n")
    if arguments.out:
        _save(arguments.out, declaration_csv(volumes, last, year))
    if arguments.plan and last.is_below:
        _save(arguments.plan, action_plan(last, year))
    elif arguments.plan:
        print("Le rendement atteint le seuil : pas de plan d'actions à écrire.", file=sys.stderr)


def _save(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
