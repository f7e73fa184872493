"""Cells of a spreadsheet, written as a French reader sees them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

from beffroi.engines.documents.pages import Block, table_block

MOST_CELLS = 2_000_000
ROWS_PER_TABLE = 200
PATTERNS = ((dt.datetime, "%d/%m/%Y %H:%M"), (dt.date, "%d/%m/%Y"), (dt.time, "%H:%M"))


def shown(value: object) -> str:
    """Write a cell's value: "12,5", "14/07/2025", "14/07/2025 18:30", "oui"."""
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, float):
        return f"{value:.6f}".rstrip("0").rstrip(".").replace(".", ",")
    for kind, pattern in PATTERNS:
        if isinstance(value, kind):
            return value.strftime(pattern)
    return "" if value is None else " ".join(str(value).split())


def table_of(rows: Sequence[Sequence[str]], *, hidden: bool = False) -> Iterator[Block]:
    """Yield the tables of a sheet: its empty columns and rows left out, a long one cut with its first row repeated."""
    filled = [list(row) for row in rows if any(row)]
    width = max(map(len, filled), default=0)
    used = [column for column in range(width) if any(column < len(row) and row[column] for row in filled)]
    kept = [[row[column] if column < len(row) else "" for column in used] for row in filled]
    if not kept:
        return
    yield table_block(kept[:ROWS_PER_TABLE], hidden=hidden)
    for start in range(ROWS_PER_TABLE, len(kept), ROWS_PER_TABLE):
        yield table_block([kept[0], *kept[start : start + ROWS_PER_TABLE]], hidden=hidden)
