"""``beffroi water rank`` and ``evaluate-ranking``."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from beffroi.water.ranking import BreakRegister

Commands = Any  # argparse gives its sub-parsers no public name


def add_rank_commands(commands: Commands) -> None:
    """Add the ranking of pipes and its measure."""
    rank = commands.add_parser("rank", help="Classer les conduites par casses attendues au km et par an.")
    _add_registers(rank)
    rank.add_argument("--year", required=True, type=int, metavar="ANNÉE", help="Année à venir.")
    rank.add_argument("--undated", action="store_true", help="Classer aussi les conduites sans date de pose.")
    rank.add_argument("--out", required=True, type=Path, metavar="FICHIER.csv")
    rank.set_defaults(run=run_rank)
    measure = commands.add_parser("evaluate-ranking", help="Mesurer le classement sur les années passées.")
    _add_registers(measure)
    measure.add_argument("--from", dest="first", type=int, metavar="ANNÉE", help="Sans elle : au plus neuf ans.")
    measure.add_argument("--to", dest="last", type=int, metavar="ANNÉE", help="Sans elle : la dernière entière.")
    measure.add_argument("--json", type=Path, metavar="FICHIER")
    measure.set_defaults(run=run_evaluate_ranking)


def _add_registers(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--pipes", required=True, type=Path, metavar="FICHIER.csv", help="Conduites.")
    parser.add_argument("--breaks", required=True, type=Path, metavar="FICHIER.csv", help="Casses.")
    parser.add_argument("--feedback", type=Path, metavar="FICHIER.csv", help="Retours du terrain, à compter aussi.")


def _read(arguments: argparse.Namespace) -> BreakRegister:
    from beffroi.water.feedback import breaks_of, read_feedback
    from beffroi.water.ranking import read_break_register

    more = breaks_of(read_feedback(arguments.feedback)) if arguments.feedback else None
    register = read_break_register(arguments.pipes, arguments.breaks, more=more)
    for finding in register.findings:
        print(finding.line(), file=sys.stderr)
    return register


def run_rank(arguments: argparse.Namespace) -> int:
    """Rank the pipes and write the table, the riskiest first."""
    from beffroi.water.ranking import rank_pipes

    made = rank_pipes(_read(arguments), year=arguments.year, undated=arguments.undated)
    arguments.out.parent.mkdir(parents=True, exist_ok=True)
    made.table.to_csv(arguments.out, index=False)
    print(made.summary(), file=sys.stderr)
    return 0


def run_evaluate_ranking(arguments: argparse.Namespace) -> int:
    """Judge the ranking on past years, print and write the figures."""
    from datetime import date

    from beffroi.water.ranking import evaluate_ranking, judged_years

    register = _read(arguments)
    first, last = arguments.first, arguments.last
    if first is None or last is None:
        known = judged_years(register, before=(last or date.today().year - 1) + 1)
        first, last = first or known[0], last or known[1]
    made = evaluate_ranking(register, first=first, last=last)
    print("\n".join(made.lines()))
    if arguments.json:
        arguments.json.parent.mkdir(parents=True, exist_ok=True)
        arguments.json.write_text(json.dumps(made.as_json(), indent=1) + "\n", encoding="utf-8")
    return 0
