"""``beffroi water registers``."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

Commands = Any  # argparse gives its sub-parsers no public name


def add_register_commands(commands: Commands) -> None:
    """Add the reading, checking and conversion of registers."""
    parser = commands.add_parser("registers", help="Lire, contrôler et convertir les registres (RAEPA, EPANET).")
    parser.add_argument("pipes", metavar="CONDUITES", type=Path, help=".csv, .shp, .gpkg ou .inp.")
    parser.add_argument("--repairs", type=Path, metavar="RÉPARATIONS", help=".csv, .shp ou .gpkg.")
    parser.add_argument("--report", type=Path, metavar="FICHIER.md", help="Écrire le rapport de contrôle.")
    parser.add_argument("--out", type=Path, metavar="FICHIER", help="Écrire en RAEPA : .gpkg, .shp ou .csv.")
    parser.add_argument("--ranking", type=Path, metavar="DOSSIER", help="Écrire pipes.csv et breaks.csv.")
    parser.set_defaults(run=run_registers)


def run_registers(arguments: argparse.Namespace) -> int:
    """Print or write the report, convert where asked."""
    from datetime import date

    from beffroi.water.registers import check_register, read_register, write_register
    from beffroi.water.registers.report import register_report
    from beffroi.water.registers.tables_for_ranking import write_ranking_tables

    register, today = read_register(arguments.pipes, arguments.repairs), date.today()
    report = register_report(register, check_register(register, today=today), today=today)
    if arguments.report:
        arguments.report.parent.mkdir(parents=True, exist_ok=True)
        arguments.report.write_text(report, encoding="utf-8")
    else:
        print(report)
    written = [*(write_register(register, arguments.out) if arguments.out else [])]
    written += write_ranking_tables(register, arguments.ranking) if arguments.ranking else ()
    for path in written:
        print(f"Écrit : {path}", file=sys.stderr)
    return 0
