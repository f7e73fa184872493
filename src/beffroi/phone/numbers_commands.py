"""``beffroi phone numbers`` and ``staff``: what the calls were worth, how many people must answer."""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from beffroi.territory.numbers import counted, format_share

if TYPE_CHECKING:
    from beffroi.phone.numbers import Figures

Commands = Any  # argparse gives its sub-parsers no public name


def add_number_commands(commands: Commands) -> None:
    """Add ``numbers`` and ``staff``."""
    parser = commands.add_parser("numbers", help="Compter les appels d'un dossier : perdus, réglés, transférés.")
    parser.add_argument("folder", type=Path, metavar="DOSSIER", help="Dossier où l'accueil téléphonique écrit.")
    parser.add_argument("--town", type=Path, metavar="DOSSIER", help="Dossier de la ville ; sinon la ville d'exemple.")
    parser.add_argument("--json", action="store_true", help="Écrire en JSON.")
    parser.set_defaults(run=run_numbers)
    staff = commands.add_parser("staff", help="Dire combien d'agents il faut pour répondre à temps (Erlang).")
    staff.add_argument("--calls-an-hour", type=float, required=True, metavar="NOMBRE")
    staff.add_argument("--seconds", type=float, default=240, metavar="S", help="Durée moyenne d'un appel.")
    staff.add_argument("--patience", type=float, metavar="S", help="Patience moyenne ; infinie si absente.")
    staff.add_argument("--within", type=float, default=20, metavar="S", help="Attente à ne pas dépasser.")
    staff.add_argument("--share", type=float, default=0.9, metavar="PART", help="Part des appels, entre 0 et 1.")
    staff.add_argument("--json", action="store_true", help="Écrire en JSON.")
    staff.set_defaults(run=run_staff)


def run_numbers(arguments: argparse.Namespace) -> int:
    """Count the calls of a recorder's folder."""
    from beffroi.phone.errors import CallsUnreadable
    from beffroi.phone.folders import read_town, shipped_town
    from beffroi.phone.numbers import figures
    from beffroi.phone.recording import FolderRecorder

    if not (arguments.folder / "calls.jsonl").exists():
        raise CallsUnreadable(f"Aucun appel dans {arguments.folder} : il faut y trouver calls.jsonl.")
    town = read_town(arguments.town) if arguments.town else shipped_town()
    made = figures(FolderRecorder(arguments.folder).calls(), town=town)
    if arguments.json:
        print(json.dumps(asdict(made), ensure_ascii=False, indent=1))
        return 0
    print(f"{counted(made.calls, 'appel')} : {_line(made)}")
    for theme, one in made.by_theme.items():
        print(f"  {theme:<16} {one.calls:>6} : {_line(one)}")
    for hour, one in made.by_hour.items():
        print(f"  {hour:>2} h {one.calls:>18} : {_line(one)}")
    return 0


def _line(made: Figures) -> str:
    lost, more, alone, passed = (_share(one) for one in (made.lost, made.lost_or_message, made.contained, made.passed))
    return f"perdus {lost}, avec les messages {more}, réglés seuls {alone}, transferts aboutis {passed}"


def _share(value: float | None) -> str:
    return "–" if value is None else format_share(value)


def run_staff(arguments: argparse.Namespace) -> int:
    """Say how many agents are needed."""
    from beffroi.phone.numbers import advise

    made = advise(
        calls_an_hour=arguments.calls_an_hour,
        seconds=arguments.seconds,
        patience=arguments.patience,
        share=arguments.share,
        within=arguments.within,
    )
    print(json.dumps({**asdict(made), "advice": made.advice}, ensure_ascii=False) if arguments.json else made.advice)
    return 0
