"""``beffroi assistant reword``: what a text model makes of quotes, and how long it takes."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from beffroi.assistant.evaluate_rewording import Case, Figures
    from beffroi.assistant.rewording import Rewording

ADVICE = "Aucun modèle de texte : réglez BEFFROI_LANGUAGE, ou donnez --language embedded:"


def add_rewording_command(commands: Any) -> None:  # argparse gives its sub-parsers no public name
    """Add ``reword``."""
    parser = commands.add_parser("reword", help="Mesurer la reformulation des citations par le modèle de texte.")
    parser.add_argument("cases", nargs="?", type=Path, metavar="CITATIONS.jsonl", help="Lignes id, question, quotes.")
    parser.add_argument("--language", metavar="ADRESSE", help="Modèle de texte ; par défaut BEFFROI_LANGUAGE.")
    parser.add_argument("--json", action="store_true", help="Écrire les mesures en JSON.")
    parser.set_defaults(run=run_reword)


def run_reword(arguments: argparse.Namespace) -> int:
    """Reword each case and print it, then the figures."""
    from beffroi.assistant.evaluate_rewording import as_json, evaluate, figures, read_cases
    from beffroi.engines.language import connect

    address = arguments.language or arguments.language_address()
    if not address:
        print(ADVICE, file=sys.stderr)
        return 2
    model = connect(address, packs=arguments.packs_folder())
    made = []
    for case, rewording in evaluate(read_cases(arguments.cases), model=model):
        made.append((case, rewording))
        print(_shown(case, rewording), file=sys.stderr)
    told = figures(made)
    print(as_json(told) if arguments.json else _said(told))
    return 0


def _shown(case: Case, made: Rewording) -> str:
    head = f"{case.question}  [{made.seconds:.1f} s]"
    lines = [f"  {'+' if one.gained else '='} {one.text}" for one in made.sentences]
    return "\n".join([head, *lines, *([] if made.text else [f"  écartée : {made.why}"])])


def _said(told: Figures) -> str:
    kept = (
        f"{told.accepted} reformulations acceptées sur {told.cases}, {told.anew} phrases redites sur {told.sentences}"
    )
    time = f"{told.words_p50:.0f} mots, {told.seconds_p50} s (médiane), {told.seconds_p95} s (95 %)"
    return f"{kept}, {told.unsupported} fait absent des citations ; {time}, {told.wh} Wh chacune."
