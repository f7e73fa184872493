"""``beffroi water``: indicators, registers, ranking of pipes, night flow, leaks."""

from __future__ import annotations

import argparse
from typing import Any

Commands = Any  # argparse gives its sub-parsers no public name


def add_commands(parser: argparse.ArgumentParser) -> None:
    """Add the sub-commands of the service."""
    parser.add_subparsers(title="commandes", metavar="COMMANDE", required=True)
