"""``beffroi council read``: what a finished act says of itself."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from datetime import date

    from beffroi.council.acts import Act

Commands = Any  # argparse gives its sub-parsers no public name
LABELS = {
    "number": "numéro",
    "date": "séance",
    "actes_id": "identifiant @CTES",
    "sent": "envoyé",
    "received": "reçu",
    "object": "objet",
    "for": "pour",
    "against": "contre",
    "abstain": "abstentions",
    "null": "nuls",
    "outcome": "issue",
    "subject_code": "matière",
}


def add_act_commands(commands: Commands) -> None:
    """Add ``read``."""
    parser = commands.add_parser("read", help="Lire un acte : numéro, dates, objet, vote, matière.")
    parser.add_argument("act", type=Path, metavar="FICHIER", help="L'acte : .pdf, .odt, .docx.")
    parser.add_argument("--json", type=Path, metavar="FICHIER", help="Écrire en JSON.")
    parser.set_defaults(run=run_read)


def run_read(arguments: argparse.Namespace) -> int:
    """Read an act, print what it says. Raises what reading raises."""
    from beffroi.council.acts import read_act
    from beffroi.engines.documents import read_document

    told = as_told(read_act(read_document(arguments.act)))
    if arguments.json:
        arguments.json.write_text(json.dumps(told, ensure_ascii=False, indent=1), encoding="utf-8")
    for key, label in LABELS.items():
        print(f"{label:18} {'non dit' if told[key] is None else told[key]}")
    return 0


def as_told(act: Act) -> dict[str, object]:
    """Return what an act says under the names of the command's JSON."""
    return {
        "number": act.number,
        "date": _day(act.date),
        "actes_id": act.actes_id,
        "sent": _day(act.sent),
        "received": _day(act.received),
        "object": act.object,
        "for": act.vote.in_favour,
        "against": act.vote.against,
        "abstain": act.vote.abstain,
        "null": act.vote.null,
        "outcome": act.vote.outcome,
        "subject_code": act.subject_code,
        "subject_candidates": _candidates(act.object),
    }


def _candidates(title: str | None) -> list[dict[str, object]]:
    from beffroi.council.subjects import propose

    if not title or not any(sign.isalpha() for sign in title):
        return []
    return [{"code": one.code, "confidence": one.confidence} for one in propose(title)]


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None
