"""Spreadsheets in OpenDocument (ODS), by odfdo."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from odfdo import Document, Row, Table

Cell = str | int | float | None


@dataclass(frozen=True)
class Sheet:
    """One sheet: a name, headings, rows of text and numbers, and lines of explanation above."""

    name: str
    headings: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    notes: Sequence[str] = ()


def write_ods(sheets: Sequence[Sheet], path: Path) -> Path:
    """Write the sheets to a file, which is replaced if it exists."""
    document = Document("spreadsheet")
    document.body.clear()
    for sheet in sheets:
        document.body.append(_table(sheet))
    document.save(path)
    return path


def _table(sheet: Sheet) -> Table:
    table = Table(sheet.name[:31])
    for values in [*([note] for note in sheet.notes), list(sheet.headings), *sheet.rows]:
        row = Row()
        row.set_values([("" if value is None else value) for value in values])
        table.append_row(row)
    return table
