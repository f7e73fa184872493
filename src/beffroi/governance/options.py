"""What the commands of the frame have alike: dates, whose facts, the inventory, JSON."""

from __future__ import annotations

import argparse
import json
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from beffroi.governance.duties import months_after
from beffroi.governance.facts import Facts
from beffroi.governance.inventory import Inventory, read_inventory

YEAR = 12
INVENTORY = "Autres systèmes, ce qui est fait et par qui (TOML, CSV)."
PARIS = ZoneInfo("Europe/Paris")


def a_date(text: str) -> date:
    """Read a date of the command line."""
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"date illisible : « {text} » ; écrivez AAAA-MM-JJ") from error


def add_options(parser: argparse.ArgumentParser, *, dated: bool = True) -> None:
    """Add --tenant and --json; --date and --inventory where the command looks at one day."""
    if dated:
        parser.add_argument("--date", type=a_date, default=None, metavar="DATE", help="Le jour regardé ; aujourd'hui.")
        parser.add_argument("--inventory", type=Path, metavar="FICHIER", help=INVENTORY)
    parser.add_argument("--tenant", default="", metavar="SIRET", help="Une collectivité seule ; par défaut toutes.")
    parser.add_argument("--json", type=Path, metavar="FICHIER", help="Écrire le résultat en JSON.")


def inventory_of(arguments: argparse.Namespace) -> Inventory:
    """Return what --inventory declares. Raises InventoryUnreadable."""
    return read_inventory(arguments.inventory) if arguments.inventory else Inventory()


def day_of(arguments: argparse.Namespace) -> date:
    """Return the day looked at: --date, or today in Paris, whatever the clock of the machine is set to."""
    return arguments.date or datetime.now(PARIS).date()


def facts_of(arguments: argparse.Namespace, inventory: Inventory) -> list[Facts]:
    """Return the facts of each authority asked for, over the year that ends on the day, with what is declared."""
    day = day_of(arguments)
    return facts_between(arguments, inventory, first=months_after(day, -YEAR), last=day)


def facts_between(arguments: argparse.Namespace, inventory: Inventory, *, first: date, last: date) -> list[Facts]:
    """Return the facts of each authority over a period; the hook is handed over by whoever composes the command."""
    found: list[Facts] = arguments.governance_facts(first=first, last=last, siret=arguments.tenant)
    return [
        replace(facts, exports=facts.exports + inventory.exports, backups=facts.backups + inventory.backups)
        for facts in found
    ]


def write_json(path: Path | None, told: dict[str, Any]) -> None:
    """Write the result where a file was asked for."""
    if path:
        path.write_text(json.dumps(told, ensure_ascii=False, indent=1, default=str), encoding="utf-8")


def name_of(facts: Facts) -> str:
    """Return the authority as a heading tells it."""
    return f"{facts.name} ({facts.siret})" if facts.known else "Cette machine, sans collectivité lue"
