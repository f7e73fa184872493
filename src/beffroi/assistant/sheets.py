"""Sheets in JSON lines (id, title, text, url, date), gzipped or not, as those of service-public.fr."""

from __future__ import annotations

import datetime as dt
import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from beffroi.assistant.errors import SheetUnreadable
from beffroi.engines.search.cutting import cut_sheet
from beffroi.engines.search.passages import Entry

SUFFIXES = (".jsonl", ".jsonl.gz")


def is_sheets(path: Path) -> bool:
    """Tell whether a file is one of sheets, by its name."""
    return path.name.endswith(SUFFIXES)


def read_lines(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    """Return the records of a file of JSON lines with their line number from 1. Raises SheetUnreadable."""
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8") as file:
        for number, line in enumerate(file, start=1):
            if line.strip():
                yield number, _record(path, number, line)


def _record(path: Path, number: int, line: str) -> dict[str, Any]:
    try:
        found = json.loads(line)
    except json.JSONDecodeError as error:
        raise SheetUnreadable(f"{path.name}, ligne {number} : ce n'est pas du JSON ; corrigez la ligne.") from error
    if not isinstance(found, dict):
        raise SheetUnreadable(f"{path.name}, ligne {number} : il faut un objet JSON par ligne.")
    return found


def read_sheets(path: Path) -> Iterator[Entry]:
    """Return the sheets of a file. Raises SheetUnreadable."""
    for number, record in read_lines(path):
        if not record.get("id") or not isinstance(record.get("text"), str):
            raise SheetUnreadable(f"{path.name}, ligne {number} : il manque id ou text.")
        yield _entry(record)


def _entry(record: dict[str, Any]) -> Entry:
    text, summary = str(record["text"]), str(record.get("description") or "")
    return Entry(
        source=str(record["id"]),
        title=str(record.get("title") or record["id"]),
        passages=cut_sheet(text, summary=summary, subject=_subject(record)),
        url=str(record.get("url") or ""),
        date=read_date(str(record.get("date") or "")),
        sheet=True,
        public=record.get("rights", "public") == "public",
    )


def _subject(record: dict[str, Any]) -> str:
    """Return the file where the sheet is kept, where the record tells it."""
    return "\n".join(str(record[name]) for name in ("theme", "dossier") if record.get(name))


def read_date(text: str) -> dt.date | None:
    """Return the day at the start of a text in ISO form, or None."""
    try:
        return dt.date.fromisoformat(text[:10])
    except ValueError:
        return None
