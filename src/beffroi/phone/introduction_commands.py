"""``beffroi phone rehearse``: what the agent would have done of past calls, beside what the switchboard did."""

from __future__ import annotations

import argparse
import json
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from beffroi.territory.numbers import counted, format_share

Commands = Any  # argparse gives its sub-parsers no public name
OPEN_MORNING = datetime(2026, 11, 24, 10, 0)  # noqa: DTZ001 - on the town's own clock, set below


def add_rehearse_command(commands: Commands) -> None:
    """Add ``rehearse``."""
    parser = commands.add_parser("rehearse", help="Rejouer en silence des appels passés, et comparer au standard.")
    parser.add_argument("calls", type=Path, metavar="APPELS.jsonl")
    parser.add_argument("--town", type=Path, metavar="DOSSIER", help="Dossier de la ville ; sinon la ville d'exemple.")
    parser.add_argument("--kind", default="", metavar="SORTE", help="Seulement les lignes de cette sorte (plain…).")
    parser.add_argument("--json", action="store_true", help="Écrire en JSON, appel par appel.")
    parser.set_defaults(run=run_rehearse)


def run_rehearse(arguments: argparse.Namespace) -> int:
    """Rehearse the calls; print the agreement."""
    from beffroi.phone.introduction import agreement, read_past, rehearse
    from beffroi.phone.talk_commands import open_town

    past = read_past(arguments.calls, kind=arguments.kind)
    town, understander = open_town(arguments.town)
    now = OPEN_MORNING.replace(tzinfo=ZoneInfo(town.timezone))
    made = rehearse(past, town=town, understander=understander, now=now)
    figures = agreement(made)
    if arguments.json:
        calls = [
            {"text": one.past.text, "does": one.does, "topic": one.topic, "service": one.service, "agrees": one.agrees}
            for one in made
        ]
        print(json.dumps({**figures, "rehearsed": calls}, ensure_ascii=False, indent=1))
        return 0
    print(f"{counted(figures['calls'], 'appel rejoué', 'appels rejoués')}. Ce que l'agent ferait :")
    for did, share in figures["agent"].items():
        print(f"  {FRENCH[did]:<22} {format_share(share)}")
    if figures["agrees"] is not None:
        judged = counted(figures["judged"], "appel comparé", "appels comparés")
        print(f"D'accord avec le standard : {format_share(figures['agrees'])} ({judged}).")
    return 0


FRENCH = {
    "answer": "répondre",
    "transfer": "transférer",
    "message": "prendre un message",
    "person": "passer une personne",
    "ask": "demander",
    "emergency": "urgence",
}
