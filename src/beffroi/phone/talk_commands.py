"""``beffroi phone talk``: hold a call at the keyboard, with the dialogue of the telephone."""

from __future__ import annotations

import argparse
import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from beffroi.phone.sound_commands import add_sound_options, run_call

if TYPE_CHECKING:
    from beffroi.phone.town import Town
    from beffroi.phone.understanding import Understander

Commands = Any  # argparse gives its sub-parsers no public name


def add_talk_command(commands: Commands) -> None:
    """Add ``talk``."""
    parser = commands.add_parser("talk", help="Essayer l'accueil téléphonique au clavier, ou en son.")
    parser.add_argument("--town", type=Path, metavar="DOSSIER", help="Dossier de la ville ; sinon la ville d'exemple.")
    parser.add_argument("--keys", action="store_true", help="Chaque ligne est une suite de touches.")
    parser.add_argument("--caller", default="", metavar="NUMÉRO", help="Numéro de l'appelant ; masqué par défaut.")
    parser.add_argument("--at", type=_moment, metavar="DATE", help="Moment de l'appel, AAAA-MM-JJTHH:MM.")
    parser.add_argument("--nobody", action="store_true", help="Personne ne répond aux transferts.")
    add_sound_options(parser)
    parser.set_defaults(run=run_talk)


def _moment(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"moment illisible : « {text} » ; écrivez AAAA-MM-JJTHH:MM") from error


def open_town(folder: Path | None) -> tuple[Town, Understander]:
    """Return a town, the shipped one by default, and what understands its callers."""
    from beffroi.engines.search.embeddings import connect_embeddings
    from beffroi.phone.folders import read_town, shipped_town
    from beffroi.phone.understand import open_reader

    town = read_town(folder) if folder else shipped_town()
    return town, open_reader(town, embedder=connect_embeddings("e5:"))


def run_talk(arguments: argparse.Namespace) -> int:
    """Hold one call: a line is a sentence, one key alone is a key, nothing is silence, the end of file hangs up."""
    from beffroi.phone.typed import Typed, clock_from

    if arguments.wav:
        return run_call(arguments)
    town, understander = open_town(arguments.town)
    clock = clock_from(arguments.at, zone=town.timezone)
    typed = Typed(town, understander=understander, clock=clock, keys=arguments.keys, answered=not arguments.nobody)
    _show(typed.begin(arguments.caller))
    while not typed.over:
        print("> ", end="", flush=True)
        line = sys.stdin.readline()
        _show(typed.line(line.rstrip("\r\n")) if line else typed.hang_up())
    _show(typed.ending())
    return 0


def _show(lines: list[str]) -> None:
    for line in lines:
        print(line)
