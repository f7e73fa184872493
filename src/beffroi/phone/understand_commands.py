"""``beffroi phone understand`` and ``evaluate``: what is made of callers' sentences, and how well."""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from beffroi.phone.evaluate import Scores
    from beffroi.phone.understand import Reader

Commands = Any  # argparse gives its sub-parsers no public name
LABELS = {
    "top1": "premier choix juste",
    "top2": "juste parmi deux",
    "coverage95": "traités seuls à 95 % de justesse",
    "emergency_recall": "urgences reconnues",
    "emergency_unsafe": "urgences qui reçoivent une réponse ordinaire",
    "emergency_false_alarms": "fausses urgences",
    "oos_refused": "hors sujet refusés ou redemandés",
    "double_both": "deux demandes trouvées",
}


def add_understand_commands(commands: Commands) -> None:
    """Add ``understand`` and ``evaluate``."""
    parser = commands.add_parser("understand", help="Dire ce qui est compris d'une phrase, et ce qui serait répondu.")
    parser.add_argument("text", metavar="PHRASE")
    _add_town(parser)
    parser.add_argument("--json", action="store_true", help="Écrire en JSON.")
    parser.set_defaults(run=run_understand)
    parser = commands.add_parser("evaluate", help="Mesurer la compréhension sur des phrases dont le sens est connu.")
    parser.add_argument("utterances", type=Path, metavar="PHRASES.jsonl")
    _add_town(parser)
    parser.add_argument("--json", type=Path, metavar="FICHIER", help="Écrire les mesures en JSON.")
    parser.set_defaults(run=run_evaluate)


def _add_town(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--town", type=Path, metavar="DOSSIER", help="La ville ; sans cela, celle qui est fournie.")


def reader_of(folder: Path | None) -> Reader:
    """Return the reader of a town's folder, or of the shipped town. Raises TownUnreadable."""
    from beffroi.engines.search.embeddings import connect_embeddings
    from beffroi.phone.folders import read_town, shipped_town
    from beffroi.phone.understand import open_reader

    return open_reader(read_town(folder) if folder else shipped_town(), embedder=connect_embeddings())


def run_understand(arguments: argparse.Namespace) -> int:
    """Understand one sentence."""
    from beffroi.phone.saying import told
    from beffroi.phone.typed import clock_from

    reader = reader_of(arguments.town)
    understanding = reader.understand(arguments.text)
    best, second = understanding.best, understanding.second
    found = {
        "intent": best.intent if best else None,
        "confidence": round(understanding.confidence, 3),
        "second": second.intent if second else None,
        "emergency": understanding.emergency is not None,
        "action": understanding.action,
        "say": told(reader.town, reader, arguments.text, clock=clock_from(None, zone=reader.town.timezone)),
    }
    if arguments.json:
        print(json.dumps(found, ensure_ascii=False))
    else:
        print(f"{found['intent']} ({found['confidence']:.0%}), sinon {found['second']} ; {found['action']}")
        print(found["say"])
    return 0


def run_evaluate(arguments: argparse.Namespace) -> int:
    """Measure understanding on a file."""
    from beffroi.phone.evaluate import evaluate, read_utterances

    scores = evaluate(read_utterances(arguments.utterances), reader_of(arguments.town))
    if arguments.json:
        arguments.json.write_text(json.dumps(asdict(scores), ensure_ascii=False, indent=1), encoding="utf-8")
    _print(scores)
    return 0


def _print(scores: Scores) -> None:
    for name, label in LABELS.items():
        value = getattr(scores, name)
        if value is not None:
            print(f"{label:45} " + f"{value:.1%}".replace(".", ",").replace("%", " %"))
    for intent, value in scores.by_intent.items():
        print(f"  {intent:43} {value:.0%}".replace("%", " %"))
