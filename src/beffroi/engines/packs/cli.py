"""``beffroi packs``: list, install, verify."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from beffroi.engines.packs.downloads import Progress
from beffroi.engines.packs.manifest import MANIFEST, Pack, named
from beffroi.engines.packs.store import begun, install, installed, sources_of, verify
from beffroi.territory.numbers import counted

BAR = 30


def add_commands(parser: argparse.ArgumentParser) -> None:
    """Add the sub-commands."""
    commands = parser.add_subparsers(title="commandes", metavar="COMMANDE", required=True)
    commands.add_parser("list", help="Dire quels paquets existent et lesquels sont là.").set_defaults(run=run_list)
    adding = commands.add_parser("install", help="Installer des paquets, ou tous.")
    adding.add_argument("names", nargs="*", metavar="NOM")
    adding.add_argument(
        "--source", action="append", metavar="ADRESSE", help="Fichier, adresse ou archives à essayer d'abord."
    )
    adding.set_defaults(run=run_install)
    commands.add_parser("verify", help="Vérifier les empreintes.").set_defaults(run=run_verify)


def run_list(arguments: argparse.Namespace) -> int:
    """Print the packs."""
    for pack in MANIFEST:
        state = _state(pack, arguments.packs_folder())
        print(f"{pack.name:18} {state:14} {pack.size / 1e6:7.1f} Mo  {pack.licence:10} {pack.purpose}")
    return 0


def _state(pack: Pack, folder: Path) -> str:
    if installed(pack, folder):
        return "installé"
    share = begun(pack, folder)
    return f"commencé, {share:.0%}" if share else "absent"


def run_install(arguments: argparse.Namespace) -> int:
    """Install the packs named, or all."""
    for pack in [named(name) for name in arguments.names] or MANIFEST:
        sources = sources_of(pack, os.environ, first=arguments.source or [])
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
            share = min(1.0, done / pack.size)
            line = f"{pack.name} [{'#' * round(BAR * share):{BAR}}] {share:4.0%} de {pack.size / 1e6:.0f} Mo"
            print(line, end="\n" if done >= pack.size else "\r", file=sys.stderr)

    return show
