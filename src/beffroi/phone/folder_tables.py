"""Lines of a CSV file and tables of a TOML file, read with errors that name the file and the line."""

from __future__ import annotations

import csv
import re
import tomllib
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from beffroi.phone.errors import TownUnreadable

LARGEST = 5_000_000


@dataclass(frozen=True)
class Record:
    """One line or table: its fields, and where it stands."""

    fields: dict[str, Any]
    where: str

    def text(self, key: str, *, optional: bool = False) -> str:
        """Return a field as text. Raises TownUnreadable where it is empty and needed."""
        value = self.fields.get(key)
        if value in {None, ""} and not optional:
            raise self.wrong(f"il manque « {key} »")
        return "" if value is None else str(value).strip()

    def day(self, key: str) -> date:
        """Return a field as a day. Raises TownUnreadable."""
        value = self.fields.get(key)
        if isinstance(value, date):
            return value
        try:
            return date.fromisoformat(self.text(key))
        except ValueError:
            raise self.wrong(f"« {value} » n'est pas un jour, écrivez AAAA-MM-JJ") from None

    def list_of(self, key: str) -> list[dict[str, Any]]:
        """Return a field that holds tables. Raises TownUnreadable."""
        value = self.fields.get(key, [])
        if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
            raise self.wrong(f"« {key} » doit être une liste de tables")
        return value

    def below(self, fields: dict[str, Any]) -> Record:
        """Return a table inside this one."""
        return Record(fields, self.where)

    def wrong(self, what: str) -> TownUnreadable:
        """Return the error that says what is wrong here."""
        return TownUnreadable(f"{self.where} : {what}.")


def _content(path: Path) -> str:
    if path.stat().st_size > LARGEST:
        raise TownUnreadable(f"{path} : fichier de plus de {LARGEST // 1_000_000} Mo.")
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise TownUnreadable(f"{path} : enregistrez ce fichier en UTF-8.") from None


def read_toml(path: Path) -> dict[str, Any]:
    """Return the content of a TOML file, empty where it is missing. Raises TownUnreadable."""
    if not path.is_file():
        return {}
    try:
        return tomllib.loads(_content(path))
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"line (\d+)", str(error))
        place = f"{path}, ligne {line[1]}" if line else str(path)
        raise TownUnreadable(f"{place} : TOML mal écrit ({error}).") from None


def read_tables(path: Path, name: str) -> list[Record]:
    """Return the ``[[name]]`` tables of a TOML file. Raises TownUnreadable."""
    found = read_toml(path)
    tables = found.get(name, [])
    unknown = sorted(set(found) - {name})
    if unknown or not isinstance(tables, list):
        raise TownUnreadable(f"{path} : seules des tables [[{name}]] y sont attendues.")
    lines = _content(path).splitlines() if tables else []
    heads = [number for number, line in enumerate(lines, start=1) if line.strip().startswith(f"[[{name}]]")]
    places = [f"{path}, ligne {number}" for number in heads] or [str(path)] * len(tables)
    return [Record(table, where) for table, where in zip(tables, places, strict=True)]


def read_rows(path: Path) -> list[Record]:
    """Return the lines of a CSV file (comma or semicolon), none where it is missing. Raises TownUnreadable."""
    if not path.is_file():
        return []
    lines = _content(path).splitlines()
    separator = ";" if lines and lines[0].count(";") > lines[0].count(",") else ","
    rows = csv.DictReader(lines, delimiter=separator, strict=True)
    found = []
    try:
        for row in rows:
            record = Record(dict(row), f"{path}, ligne {rows.line_num}")
            if None in row or None in row.values():
                raise record.wrong(f"{len(rows.fieldnames or ())} colonnes sont attendues")
            found.append(record)
    except csv.Error as error:
        raise TownUnreadable(f"{path}, ligne {rows.line_num} : CSV mal écrit ({error}).") from None
    return found
