"""``beffroi phone``: each group of commands stands in a module of its own."""

from __future__ import annotations

import argparse

from beffroi.phone.bench_commands import add_bench_command
from beffroi.phone.serve_commands import add_render_command, add_serve_command


def add_commands(parser: argparse.ArgumentParser) -> None:
    """Add the commands of the telephone."""
    commands = parser.add_subparsers(title="commandes", metavar="COMMANDE", required=True)
    add_serve_command(commands)
    add_render_command(commands)
    add_bench_command(commands)
