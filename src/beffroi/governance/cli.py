"""``beffroi governance``: each group of commands stands in a module of its own."""

from __future__ import annotations

import argparse

from beffroi.governance.charter_commands import add_charter_commands
from beffroi.governance.duty_commands import add_duty_commands
from beffroi.governance.footprint_commands import add_footprint_commands
from beffroi.governance.strategy_commands import add_strategy_command


def add_commands(parser: argparse.ArgumentParser) -> None:
    """Add the commands of the frame."""
    commands = parser.add_subparsers(title="commandes", metavar="COMMANDE", required=True)
    add_duty_commands(commands)
    add_charter_commands(commands)
    add_footprint_commands(commands)
    add_strategy_command(commands)
