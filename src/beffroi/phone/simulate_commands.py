"""``beffroi phone simulate``: lost calls with and without the agent, and what they hang on."""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from beffroi.territory.errors import BadInput
from beffroi.territory.numbers import format_number, format_share

if TYPE_CHECKING:
    from beffroi.phone.simulate import Outcome

Commands = Any  # argparse gives its sub-parsers no public name
NAMES = {
    "containment": "réglé seul",
    "served": "pris au service",
    "patience": "patience (s)",
    "operators": "opérateurs",
    "lines": "lignes",
}


def add_simulate_command(commands: Commands) -> None:
    """Add ``simulate``."""
    parser = commands.add_parser("simulate", help="Simuler des jours d'appels, avec et sans l'agent.")
    parser.add_argument("--calls-per-day", type=float, default=400, metavar="NOMBRE")
    parser.add_argument("--operators", type=int, default=2, metavar="NOMBRE")
    parser.add_argument("--days", type=int, default=60, metavar="NOMBRE")
    parser.add_argument("--lines", type=int, default=6, metavar="NOMBRE")
    parser.add_argument("--agent", choices=("measured", "none"), default="measured")
    parser.add_argument(
        "--rehearsal", type=Path, metavar="FICHIER", help="Écrit par « beffroi phone rehearse --json »."
    )
    parser.add_argument("--seed", type=int, default=7, metavar="NOMBRE")
    parser.add_argument("--json", type=Path, metavar="FICHIER", help="Écrire les mesures en JSON.")
    parser.set_defaults(run=run_simulate)


def run_simulate(arguments: argparse.Namespace) -> int:
    """Simulate; print the shares and the sensitivity table."""
    from beffroi.phone.measured import read_rehearsal, scenario
    from beffroi.phone.simulate import sensitivity, simulate

    if arguments.calls_per_day <= 0 or arguments.days < 1 or arguments.operators < 0 or arguments.lines < 1:
        raise BadInput("Il faut des appels, au moins un jour et une ligne.")
    one = scenario(
        calls_a_day=arguments.calls_per_day,
        operators=arguments.operators,
        agent=arguments.agent == "measured",
        lines=arguments.lines,
        rehearsal=read_rehearsal(arguments.rehearsal) if arguments.rehearsal else None,
    )
    made = simulate(one, days=arguments.days, seed=arguments.seed)
    once = simulate(replace(one, again=0.0), days=arguments.days, seed=arguments.seed)
    varied = sensitivity(one, days=arguments.days, seed=arguments.seed)
    _show(made, once)
    for line in varied:
        value = format_share(line.value) if line.name in ("containment", "served") else format_number(line.value)
        print(f"{NAMES[line.name]:<16} {value:>6} : {_shares(line.outcome)}")
    if arguments.json:
        told = {
            **asdict(made),
            "lost_once": once.lost,
            "lost_or_message_once": once.lost_or_message,
            "sensitivity": [{"name": line.name, "value": line.value, **asdict(line.outcome)} for line in varied],
        }
        arguments.json.write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")
    return 0


def _show(made: Outcome, once: Outcome) -> None:
    print(f"{format_number(made.calls)} appels, dont ceux qui rappellent ; {_shares(made)}")
    print(f"si personne ne rappelle : {_shares(once)}")
    print(
        f"réglés seuls {format_share(made.contained)}, passés {format_share(made.passed)}, "
        f"messages {format_share(made.messages)}, lignes occupées {format_share(made.blocked, decimals=1)}"
    )
    print(
        f"attente d'une personne {format_number(made.wait)} s en moyenne, opérateurs occupés "
        f"{format_share(made.load)} du temps, {made.busiest} lignes au plus"
    )


def _shares(outcome: Outcome) -> str:
    lost = format_share(outcome.lost, decimals=1)
    more, all_messages = outcome.lost_or_unreached, outcome.lost_or_message
    return (
        f"perdus {lost}, avec les messages faute de personne {format_share(more, decimals=1)}, "
        f"avec tous {format_share(all_messages, decimals=1)}"
    )
