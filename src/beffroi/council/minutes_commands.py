"""``beffroi council decisions``: what the minutes of a session say was decided."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from beffroi.territory.numbers import counted

if TYPE_CHECKING:
    from beffroi.council.minutes import Decision

Commands = Any  # argparse gives its sub-parsers no public name
OUTCOMES = {
    "adopted": "adopté",
    "rejected": "rejeté",
    "elected": "élu",
    "noted": "pris acte",
    "withdrawn": "retiré",
}


def add_minutes_commands(commands: Commands) -> None:
    """Add ``decisions``."""
    parser = commands.add_parser(
        "decisions", help="Lire les votes d'un procès-verbal, dans l'ordre, avec leur passage."
    )
    parser.add_argument("minutes", type=Path, metavar="FICHIER", help="Procès-verbal : .txt[.gz], .pdf, .odt, .docx.")
    parser.add_argument("--json", type=Path, metavar="FICHIER", help="Écrire les décisions en JSON.")
    parser.set_defaults(run=run_decisions)


def run_decisions(arguments: argparse.Namespace) -> int:
    """Read minutes, print their decisions. Raises MinutesWithoutDecisions and what reading raises."""
    from beffroi.council.errors import MinutesWithoutDecisions
    from beffroi.council.minutes import read_decisions
    from beffroi.council.texts import read_text

    decisions = read_decisions(read_text(arguments.minutes))
    if not decisions:
        raise MinutesWithoutDecisions(
            f"{arguments.minutes.name} : aucun point ni vote trouvé ; est-ce le procès-verbal d'un conseil ?"
        )
    if arguments.json:
        told = {"decisions": [_told(decision) for decision in decisions]}
        arguments.json.write_text(json.dumps(told, ensure_ascii=False, indent=1), encoding="utf-8")
    for decision in decisions:
        print(_line(decision))
    print(f"{counted(len(decisions), 'décision')}.")
    return 0


def _told(decision: Decision) -> dict[str, object]:
    return {
        "item": decision.item,
        "title": decision.title,
        "for": decision.in_favour,
        "against": decision.against,
        "abstain": decision.abstain,
        "null": decision.null,
        "outcome": decision.outcome,
        "secret": decision.secret,
        "quote": decision.quote,
        "offset": decision.offset,
    }


def _line(decision: Decision) -> str:
    counts = (
        ("pour", decision.in_favour),
        ("contre", decision.against),
        ("abstention", decision.abstain),
        ("nul", decision.null),
    )
    votes = ", ".join(f"{name} {count}" for name, count in counts if count is not None)
    secret = ", scrutin secret" if decision.secret else ""
    return f"{decision.item or '-':>4}  {OUTCOMES[decision.outcome]:9} {votes:34} {decision.title[:80]}{secret}"
