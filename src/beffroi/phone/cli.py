"""``beffroi phone``: each group of commands stands in a module of its own."""

from __future__ import annotations

import argparse

from beffroi.phone.bench_commands import add_bench_command
from beffroi.phone.introduction_commands import add_rehearse_command
from beffroi.phone.mangle_commands import add_mangle_command
from beffroi.phone.numbers_commands import add_number_commands
from beffroi.phone.serve_commands import add_render_command, add_serve_command
from beffroi.phone.simulate_commands import add_simulate_command
from beffroi.phone.talk_commands import add_talk_command
from beffroi.phone.understand_commands import add_understand_commands


def add_commands(parser: argparse.ArgumentParser) -> None:
    """Add the commands of the telephone."""
    commands = parser.add_subparsers(title="commandes", metavar="COMMANDE", required=True)
    add_serve_command(commands)
    add_render_command(commands)
    add_bench_command(commands)
    add_understand_commands(commands)
    add_mangle_command(commands)
    add_talk_command(commands)
    add_rehearse_command(commands)
    add_simulate_command(commands)
    add_number_commands(commands)
