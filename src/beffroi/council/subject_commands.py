"""``beffroi council subject``: the likeliest @CTES codes of a title."""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

Commands = Any  # argparse gives its sub-parsers no public name


def add_subject_commands(commands: Commands) -> None:
    """Add ``subject``."""
    parser = commands.add_parser("subject", help="Proposer les trois codes matière @CTES les plus probables d'un acte.")
    parser.add_argument("title", nargs="?", metavar="TITRE", help="Objet de l'acte.")
    parser.add_argument("--evaluate", nargs="?", const="", metavar="TITRES.tsv", help="Mesurer : code, tab., titre.")
    parser.add_argument("--json", action="store_true", help="Écrire en JSON.")
    parser.set_defaults(run=run_subject)


def run_subject(arguments: argparse.Namespace) -> int:
    """Print the candidates of a title, or how good they are on titles. Raises SubjectUnknown."""
    from beffroi.council.subjects import propose

    if arguments.evaluate is not None:
        return _evaluate(arguments)
    candidates = propose(arguments.title or "")
    if arguments.json:
        print(json.dumps({"candidates": [asdict(one) for one in candidates]}, ensure_ascii=False))
        return 0
    for one in candidates:
        print(f"{one.code:>5}  {one.confidence:4.0%}  {one.label}")
    return 0


def _evaluate(arguments: argparse.Namespace) -> int:
    from beffroi.council.subjects.evaluate import evaluate
    from beffroi.council.subjects.titles import held_out, read_titles_file

    figures = evaluate(read_titles_file(Path(arguments.evaluate)) if arguments.evaluate else held_out())
    if arguments.json:
        print(json.dumps(asdict(figures), ensure_ascii=False))
        return 0
    for title, code, proposed in figures.wrong:
        print(f"{code:>5}  {', '.join(proposed):18}  {title}")
    print(f"{figures.titles} titres : premier {figures.first:.1%}, parmi trois {figures.three:.1%}.")
    return 0
