"""``beffroi council evaluate``: how well minutes and acts are read."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

Commands = Any  # argparse gives its sub-parsers no public name
ACTS = "VilleMTP_MTP_Delib_2014_04_24.zip", "deliberations_2014-04-24.jsonl.gz"


def add_evaluate_commands(commands: Commands) -> None:
    """Add ``evaluate``."""
    parser = commands.add_parser("evaluate", help="Mesurer la lecture des procès-verbaux et des actes d'un dossier.")
    parser.add_argument("folder", type=Path, metavar="DOSSIER", help="PV_*.txt.gz, CR_*.txt.gz et délibérations.")
    parser.set_defaults(run=run_evaluate)


def run_evaluate(arguments: argparse.Namespace) -> int:
    """Score each session, then the acts."""
    from beffroi.council.evaluate import score_acts, score_scans, score_sessions

    for session in score_sessions(arguments.folder):
        print(
            f"{session.session} : {session.same} votes sur {session.votes} comme au compte rendu, "
            f"{session.alike} titres sur {session.titles}"
        )
    for scan in score_scans(arguments.folder):
        print(f"{scan.session}, numérisé : {scan.same} votes retrouvés sur {scan.votes}")
    archive, told = (arguments.folder / name for name in ACTS)
    if archive.exists() and told.exists():
        for field, (right, whole) in score_acts(archive, told=told).items():
            print(f"actes, {field} : {right} sur {whole}")
    return 0
