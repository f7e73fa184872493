"""``beffroi packs``: list, install, verify."""

from __future__ import annotations

import argparse
import sys

from beffroi.engines.packs.manifest import MANIFEST, Pack, named
from beffroi.engines.packs.sources import Progress
from beffroi.engines.packs.store import install, installed, verify
from beffroi.territory.numbers import counted

BAR = 30


def add_commands(parser: argparse.ArgumentParser) -> None:
    """Add the sub-commands."""
    commands = parser.add_subparsers(title="commandes", metavar="COMMANDE", required=True)
    commands.add_parser("list", help="Dire quels paquets existent et lesquels sont là.").set_defaults(run=run_list)
    adding = commands.add_parser("install", help="Installer un paquet, ou tous.")
    adding.add_argument("name", nargs="?", metavar="NOM")
    adding.add_argument("--source", action="append", metavar="ADRESSE", help="Fichier ou adresse à essayer d'abord.")
    adding.set_defaults(run=run_install)
    commands.add_parser("verify", help="Vérifier les empreintes.").set_defaults(run=run_verify)


def run_list(arguments: argparse.Namespace) -> int:
    """Print the packs."""
    for pack in MANIFEST:
        state = "installé" if installed(pack, arguments.packs_folder()) else "absent"
        print(f"{pack.name:12} {state:9} {pack.size / 1e6:7.1f} Mo  {pack.licence:10} {pack.purpose}")
    return 0


def run_install(arguments: argparse.Namespace) -> int:
    """Install one pack or all."""
    for pack in [named(arguments.name)] if arguments.name else MANIFEST:
        sources = [*(arguments.source or []), *pack.sources]
        place = install(pack, arguments.packs_folder(), progress=_bar(pack), sources=sources)
        print(f"{pack.name} : installé ({place.stat().st_size / 1e6:.1f} Mo).")
    return 0


def run_verify(arguments: argparse.Namespace) -> int:
    """Check the hash of every installed pack."""
    present = [pack for pack in MANIFEST if installed(pack, arguments.packs_folder())]
    for pack in present:
        verify(pack, arguments.packs_folder())
    print(f"{counted(len(present), 'paquet vérifié')}.")
    return 0


def _bar(pack: Pack) -> Progress:
    def show(done: int) -> None:
        if sys.stderr.isatty():
            filled = min(BAR, BAR * done // pack.size)
            end = "\n" if done >= pack.size else "\r"
            print(f"{pack.name} [{'#' * filled}{' ' * (BAR - filled)}]", end=end, file=sys.stderr)

    return show
