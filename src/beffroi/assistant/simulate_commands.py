"""``beffroi assistant simulate``: the made-up town's documents in a folder."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

Commands = Any  # argparse gives its sub-parsers no public name


def add_simulate_command(commands: Commands) -> None:
    """Add ``simulate``."""
    parser = commands.add_parser("simulate", help="Écrire les documents d'une ville inventée, pour essayer.")
    parser.add_argument("folder", metavar="DOSSIER", type=Path)
    parser.add_argument("--seed", type=int, default=7, metavar="NOMBRE", help="Comment le scan est sali et tourné.")
    parser.set_defaults(run=run_simulate)


def run_simulate(arguments: argparse.Namespace) -> int:
    """Write the documents; say where and for which day their questions are."""
    from beffroi.assistant.simulate import DOCUMENTS, MANIFEST, read_town, simulate

    town = read_town()
    written = simulate(arguments.folder, seed=arguments.seed)
    documents, manifest = arguments.folder / DOCUMENTS, arguments.folder / MANIFEST
    print(f"{len(written) - 1} documents de {town.name} dans {documents} ; leur liste est {manifest}.")
    print(f"Les questions de la ville sont posées le {town.today:%Y-%m-%d} (--today {town.today:%Y-%m-%d}).")
    return 0
