"""``beffroi phone``: each group of commands stands in a module of its own."""

from __future__ import annotations

import argparse


def add_commands(parser: argparse.ArgumentParser) -> None:
    """Add the commands of the telephone."""
    parser.add_subparsers(title="commandes", metavar="COMMANDE", required=True)
