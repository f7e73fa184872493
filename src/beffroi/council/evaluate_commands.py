"""``beffroi council evaluate``: how well minutes and acts are read."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

Commands = Any  # argparse gives its sub-parsers no public name
ACTS = "VilleMTP_MTP_Delib_2014_04_24.zip", "deliberations_2014-04-24.jsonl.gz"


def add_evaluate_commands(commands: Commands) -> None:
    """Add ``evaluate``."""
    parser = commands.add_parser(
        "evaluate", help="Mesurer la lecture des procès-verbaux et des actes, ou la vérification."
    )
    parser.add_argument(
        "folder", type=Path, nargs="?", metavar="DOSSIER", help="PV_*.txt.gz, CR_*.txt.gz et délibérations."
    )
    parser.add_argument("--check", type=Path, metavar="DOSSIER", help="Mesurer la vérification : acts/ et errors.toml.")
    parser.set_defaults(run=run_evaluate)


def run_evaluate(arguments: argparse.Namespace) -> int:
    """Score the checker on its folder, or each session then the acts. Raises SetUnreadable, FolderMissing."""
    from beffroi.council.check_commands import print_check_scores
    from beffroi.council.errors import FolderMissing

    if arguments.check:
        print_check_scores(arguments.check)
    elif arguments.folder and arguments.folder.is_dir():
        _score_reading(arguments.folder)
    else:
        raise FolderMissing("Donnez un dossier qui existe : procès-verbaux et délibérations, ou --check DOSSIER.")
    return 0


def _score_reading(folder: Path) -> None:
    from beffroi.council.evaluate import score_acts, score_scans, score_sessions

    for session in score_sessions(folder):
        print(
            f"{session.session} : {session.same} votes sur {session.votes} comme au compte rendu, "
            f"{session.alike} titres sur {session.titles}"
        )
    for scan in score_scans(folder):
        print(f"{scan.session}, numérisé : {scan.same} votes retrouvés sur {scan.votes}")
    archive, told = (folder / name for name in ACTS)
    if archive.exists() and told.exists():
        for field, (right, whole) in score_acts(archive, told=told).items():
            print(f"actes, {field} : {right} sur {whole}")
