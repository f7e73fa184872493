"""``beffroi canteen dispatch`` and ``declaration``: what a kitchen runs in the morning and once a year."""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any


def add_kitchen_commands(commands: Any) -> None:
    """Add the sub-commands."""
    dispatch = commands.add_parser("dispatch", help="Répartir le matin les repas cuisinés entre les cantines.")
    dispatch.add_argument("folder", metavar="DOSSIER", type=Path)
    dispatch.add_argument("--date", dest="day", required=True, type=_day, metavar="DATE", help="Jour du service.")
    dispatch.add_argument("--total", required=True, type=_meals, metavar="REPAS", help="Repas cuisinés.")
    dispatch.add_argument(
        "--counts", type=Path, metavar="FICHIER.csv", help="Présents comptés : site, kind, registered."
    )
    dispatch.add_argument("--out", required=True, type=Path, metavar="FICHIER.csv")
    dispatch.set_defaults(run=run_dispatch)
    add = commands.add_parser("add", help="Joindre des fichiers à un dossier, puis dire ce qui cloche.")
    add.add_argument("folder", metavar="DOSSIER", type=Path)
    add.add_argument("files", metavar="FICHIER", type=Path, nargs="+", help="Repas d'hier, menus, effectifs…")
    add.add_argument("--replace", action="store_true", help="Prendre la place du fichier connu au lieu de s'y joindre.")
    add.add_argument("--out", required=True, type=Path, metavar="DOSSIER", help="Dossier joint ; l'ancien est gardé.")
    add.add_argument("--json", action="store_true", help="Écrire le rapport en JSON.")
    add.set_defaults(run=run_add)
    demo = commands.add_parser("demo", help="Montrer le service sur une ville inventée, dans le terminal.")
    demo.add_argument("--out", type=Path, default=Path("demo"), metavar="DOSSIER")
    demo.set_defaults(run=run_demo)
    declaration = commands.add_parser("declaration", help="Compter les repas d'une année pour ma-cantine.")
    declaration.add_argument("folder", metavar="DOSSIER", type=Path)
    declaration.add_argument("--year", required=True, type=int, metavar="ANNÉE", help="Année civile.")
    declaration.add_argument("--out", required=True, type=Path, metavar="FICHIER.csv")
    declaration.set_defaults(run=run_declaration)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"date illisible : « {text} » ; écrivez AAAA-MM-JJ") from error


def _meals(text: str) -> int:
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(f"nombre de repas illisible : « {text} » ; écrivez par exemple 1750")
    return int(text)


def run_dispatch(arguments: argparse.Namespace) -> int:
    """Share the meals of a day and write the table."""
    from beffroi.canteen.diets import read_diets
    from beffroi.canteen.export import write_csv
    from beffroi.canteen.morning import morning_dispatch, read_counts
    from beffroi.canteen.reading import read_folder

    counts = read_counts(arguments.counts) if arguments.counts else None
    history = read_folder(arguments.folder, as_of=arguments.day)
    diets = read_diets(arguments.folder)
    table = morning_dispatch(history, day=arguments.day, total=arguments.total, counts=counts, diets=diets)
    write_csv(table, arguments.out)
    print(f"{table['order'].sum()} repas répartis entre {len(table)} cantines : {arguments.out}.", file=sys.stderr)
    return 0


def run_declaration(arguments: argparse.Namespace) -> int:
    """Write the meals of a year per canteen."""
    from beffroi.canteen.declaration import write_declaration
    from beffroi.canteen.reading import read_folder

    path = write_declaration(read_folder(arguments.folder), arguments.year, arguments.out)
    print(f"Repas de {arguments.year} écrits dans {path} ; ajoutez ceux des adultes.", file=sys.stderr)
    return 0


def run_add(arguments: argparse.Namespace) -> int:
    """Join files to a folder and print what was read and found."""
    from beffroi.canteen.adding import add_files
    from beffroi.canteen.checking import check

    joined = add_files(arguments.folder, arguments.files, out=arguments.out, replace=arguments.replace)
    report = check(arguments.out)
    if arguments.json:
        told = report.as_json()
        told["anomalies"] = [asdict(anomaly) for anomaly in joined.anomalies] + told["anomalies"]
        print(json.dumps({"files": [asdict(file) for file in joined.files], **told}, ensure_ascii=False))
        return 0
    for file in joined.files:
        print(f"{file.name} → {file.stem} : {file.rows} lignes, dont {file.replaced} qui en remplacent.")
    print("\n".join(report.lines()))
    return 0


def run_demo(arguments: argparse.Namespace) -> int:
    """Show the service on a made-up town."""
    from beffroi.canteen.demonstration import demonstrate

    demonstrate(arguments.out)
    return 0
