"""``beffroi water understand``."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

Commands = Any  # argparse gives its sub-parsers no public name
KINDS = ("network", "pipes", "breaks", "scada", "amr", "flows", "volumes", "known_leaks", "customers")


def add_understand_commands(commands: Commands) -> None:
    """Add the reading of a file before it is used."""
    parser = commands.add_parser("understand", help="Dire ce qu'un fichier contient, avant de l'employer (JSON).")
    parser.add_argument("file", metavar="FICHIER", type=Path)
    parser.add_argument("--kind", choices=KINDS, default="", help="Reconnu aux titres de colonnes si absent.")
    parser.add_argument("--network", type=Path, metavar="RÉSEAU.inp", help="Pour nommer les capteurs.")
    parser.add_argument("--out", type=Path, metavar="DOSSIER", help="Écrire ce qui en est tiré (carte, tables).")
    parser.set_defaults(run=run_understand)


def run_understand(arguments: argparse.Namespace) -> int:
    """Print what was understood as JSON."""
    from beffroi.water.understand import understand

    told = understand(arguments.file, kind=arguments.kind, network=arguments.network, out=arguments.out)
    print(json.dumps(told.as_json(), ensure_ascii=False))
    return 0
