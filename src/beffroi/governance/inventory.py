"""The short inventory: systems outside Beffroi, what was done by whom, exports and backups tried. TOML, or CSV."""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from beffroi.governance.errors import InventoryUnreadable
from beffroi.governance.facts import Backup, Export
from beffroi.governance.systems import RISKS, System

YES = {"oui", "yes", "true", "vrai", "1", "x"}
FLAGS = ("individual", "personal", "public")
TEXTS = ("title", "risk_reason", "purpose", "people", "personal_data", "human", "model", "supplier", "contest")
COLUMNS = {"key", "risk", "since", *FLAGS, *TEXTS}


@dataclass(frozen=True)
class Done:
    """A duty that a person says was done. system: its key, or "*" for all."""

    duty: str
    system: str
    day: date
    by: str
    note: str = ""


@dataclass(frozen=True)
class Inventory:
    """What a town declares by hand."""

    systems: tuple[System, ...] = ()
    done: tuple[Done, ...] = ()
    exports: tuple[Export, ...] = ()
    backups: tuple[Backup, ...] = ()


def read_inventory(path: Path) -> Inventory:
    """Read a TOML file, or a CSV file of systems. Raises InventoryUnreadable."""
    try:
        text = path.read_text(encoding="utf-8-sig")
        if path.suffix.lower() == ".csv":
            return Inventory(_systems(_rows(text)))
        return _told(tomllib.loads(text))
    except InventoryUnreadable as error:
        raise InventoryUnreadable(f"{path.name} : {error}") from error
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, csv.Error, TypeError, AttributeError) as error:
        raise InventoryUnreadable(f"{path.name} : inventaire illisible ({error}).") from error


def _told(told: Mapping[str, Any]) -> Inventory:
    odd = sorted(set(told) - {"system", "done", "export", "backup"})
    if odd:
        raise InventoryUnreadable(f"tables inconnues : {', '.join(odd)} ; system, done, export, backup.")
    exports = [Export(_day(row, "day"), bool(row.get("tested", False))) for row in told.get("export", [])]
    backups = [Backup(_day(row, "day"), bool(row.get("restored", False))) for row in told.get("backup", [])]
    done = tuple(map(_done, told.get("done", [])))
    return Inventory(_systems(told.get("system", [])), done, tuple(exports), tuple(backups))


def _rows(text: str) -> list[dict[str, Any]]:
    delimiter = ";" if ";" in text.split("\n", 1)[0] else ","
    rows = csv.DictReader(text.splitlines(), delimiter=delimiter, restkey="")
    return [{name.strip(): value for name, value in row.items() if value not in {"", None}} for row in rows]


def _systems(rows: Iterable[Mapping[str, Any]]) -> tuple[System, ...]:
    found = tuple(map(_system, rows))
    keys = [system.key for system in found]
    twice = sorted({key for key in keys if keys.count(key) > 1})
    if twice:
        raise InventoryUnreadable(f"systèmes en double : {', '.join(twice)}.")
    return found


def _system(row: Mapping[str, Any]) -> System:
    odd, lacking = sorted(set(row) - COLUMNS), sorted({"key", "title", "risk"} - set(row))
    if odd or lacking:
        raise InventoryUnreadable(f"système {row.get('key', '?')} : mots inconnus {odd}, manquants {lacking}.")
    if row["risk"] not in RISKS:
        raise InventoryUnreadable(f"système {row['key']} : risque « {row['risk']} » inconnu ; {', '.join(RISKS)}.")
    told: dict[str, Any] = {name: str(row.get(name, "")) for name in TEXTS}
    told.update((name, _flag(row.get(name, False))) for name in FLAGS)
    return System(
        key=str(row["key"]),
        origin="outside",
        risk=row["risk"],
        since=_day(row, "since") if "since" in row else None,
        **told,
    )


def _flag(value: object) -> bool:
    return value if isinstance(value, bool) else str(value).strip().lower() in YES


def _done(row: Mapping[str, Any]) -> Done:
    lacking = sorted({"duty", "system", "day", "by"} - set(row))
    if lacking:
        raise InventoryUnreadable(f"[[done]] : il manque {', '.join(lacking)}.")
    return Done(str(row["duty"]), str(row["system"]), _day(row, "day"), str(row["by"]), str(row.get("note", "")))


def _day(row: Mapping[str, Any], name: str) -> date:
    try:
        return date.fromisoformat(str(row.get(name, "")).strip())
    except ValueError as error:
        raise InventoryUnreadable(f"date « {row.get(name, '')} » illisible : écrivez AAAA-MM-JJ.") from error
