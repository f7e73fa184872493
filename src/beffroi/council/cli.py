"""``beffroi council``: each group of commands stands in a module of its own."""

from __future__ import annotations

import argparse

from beffroi.council.act_commands import add_act_commands
from beffroi.council.check_commands import add_check_commands
from beffroi.council.draft_commands import add_draft_commands
from beffroi.council.evaluate_commands import add_evaluate_commands
from beffroi.council.minutes_commands import add_minutes_commands
from beffroi.council.proceedings_commands import add_proceedings_commands
from beffroi.council.subject_commands import add_subject_commands
from beffroi.council.transcribing_commands import add_transcribing_commands
from beffroi.council.transmission_commands import add_transmission_commands


def add_commands(parser: argparse.ArgumentParser) -> None:
    """Add the commands of the council."""
    commands = parser.add_subparsers(title="commandes", metavar="COMMANDE", required=True)
    add_minutes_commands(commands)
    add_draft_commands(commands)
    add_subject_commands(commands)
    add_transcribing_commands(commands)
    add_proceedings_commands(commands)
    add_transmission_commands(commands)
    add_act_commands(commands)
    add_evaluate_commands(commands)
    add_check_commands(commands)
