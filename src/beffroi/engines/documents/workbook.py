"""Excel workbooks (XLSX), by openpyxl: a page a sheet."""

from __future__ import annotations

import datetime as dt
import zlib
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from beffroi.engines.documents.cells import MOST_CELLS, shown, table_of
from beffroi.engines.documents.errors import DocumentRefused
from beffroi.engines.documents.limits import Limits
from beffroi.engines.documents.pages import Block, Document, Page
from beffroi.engines.documents.progress import Progress, nothing


def read(path: Path, *, limits: Limits, progress: Progress = nothing) -> Document:
    """Read a workbook: the values of its cells, not the formulas. Raises DocumentRefused where it is damaged."""
    try:
        book = load_workbook(path, read_only=True, data_only=True, keep_links=False)
        pages = tuple(_pages(book.worksheets, limits, progress))
    except (
        InvalidFileException,
        BadZipFile,
        KeyError,
        ValueError,
        TypeError,
        SyntaxError,
        OSError,
        zlib.error,
    ) as error:
        told = "est abîmé ou incomplet : ouvrez-le, enregistrez-le de nouveau, puis recommencez."
        raise DocumentRefused(f"« {path.name} » {told}") from error
    moment = book.properties.modified or book.properties.created
    title = book.properties.title or ""
    book.close()
    return Document(path.name, "xlsx", pages, title=title, date=moment.date() if moment else None)


def _pages(sheets: Sequence[Any], limits: Limits, progress: Progress) -> Iterator[Page]:
    left = MOST_CELLS
    for number, sheet in enumerate(sheets[: limits.pages], 1):
        hidden = sheet.sheet_state != "visible"
        rows, left = _rows(sheet.iter_rows(), left)
        name = Block("heading", sheet.title, level=1, hidden=hidden)
        yield Page(number, (name, *table_of(rows, hidden=hidden)))
        progress(number, len(sheets))


def _rows(cells: Iterable[Sequence[Any]], left: int) -> tuple[list[list[str]], int]:
    rows = []
    for row in cells:
        left -= len(row)
        if left < 0:
            raise DocumentRefused(f"Ce classeur a plus de {MOST_CELLS} cellules : découpez-le.")
        rows.append([_shown(cell) for cell in row])
    return rows, left


def _shown(cell: Any) -> str:
    value = cell.value
    if isinstance(value, dt.datetime) and value.time() == dt.time(0):
        value = value.date()
    if isinstance(value, int | float) and not isinstance(value, bool) and "%" in (cell.number_format or ""):
        return f"{shown(round(100 * value, 6))} %"
    return shown(value)
