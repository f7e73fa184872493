"""``beffroi assistant pace``: how fast a large store is read."""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

Commands = Any  # argparse gives its sub-parsers no public name
TENANT = "local"


def add_pace_command(commands: Commands) -> None:
    """Add ``pace``."""
    parser = commands.add_parser("pace", help="Chronométrer la recherche dans une grande base, faite pour l'occasion.")
    parser.add_argument("--passages", type=int, default=100_000, metavar="NOMBRE")
    parser.add_argument("--questions", type=int, default=200, metavar="NOMBRE")
    parser.add_argument("--seed", type=int, default=7, metavar="NOMBRE")
    parser.add_argument("--embeddings", default="e5:", metavar="ADRESSE", help="e5: (par défaut) ou none:.")
    parser.add_argument("--json", action="store_true", help="Écrire en JSON.")
    parser.set_defaults(run=run_pace)


def run_pace(arguments: argparse.Namespace) -> int:
    """Make the store in a temporary folder, search it, print the figures."""
    from beffroi.assistant.pace import pace
    from beffroi.engines.search import connect
    from beffroi.engines.search.embeddings import connect_embeddings

    with TemporaryDirectory() as folder:
        made = pace(
            connect(str(Path(folder) / "base.sqlite3"), tenant=TENANT, create=True),
            embedder=connect_embeddings(arguments.embeddings),
            passages=arguments.passages,
            questions=arguments.questions,
            seed=arguments.seed,
        )
    if arguments.json:
        print(json.dumps(asdict(made), indent=1))
    else:
        print(f"{made.passages} passages : {made.a_second:.0f} en base par seconde, ouverts en {made.opened:.1f} s")
        print(
            f"une recherche : {made.p50 * 1000:.0f} ms à la médiane, moins de {made.p95 * 1000:.0f} ms 95 fois sur 100"
        )
    return 0
