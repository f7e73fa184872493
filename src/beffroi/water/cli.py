"""``beffroi water``: indicators, registers, ranking of pipes, night flow, leaks."""

from __future__ import annotations

import argparse

from beffroi.water.field_commands import add_field_commands
from beffroi.water.indicator_commands import add_indicator_commands
from beffroi.water.leak_commands import add_leak_commands
from beffroi.water.night_commands import add_night_commands
from beffroi.water.rank_commands import add_rank_commands
from beffroi.water.register_commands import add_register_commands
from beffroi.water.understand_commands import add_understand_commands


def add_commands(parser: argparse.ArgumentParser) -> None:
    """Add the sub-commands of the service."""
    commands = parser.add_subparsers(title="commandes", metavar="COMMANDE", required=True)
    add_indicator_commands(commands)
    add_register_commands(commands)
    add_rank_commands(commands)
    add_night_commands(commands)
    add_leak_commands(commands)
    add_field_commands(commands)
    add_understand_commands(commands)
