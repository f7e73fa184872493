"""Spreadsheets in OpenDocument (ODS): a page a sheet."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from beffroi.engines.documents.cells import MOST_CELLS, shown, table_of
from beffroi.engines.documents.errors import DocumentRefused
from beffroi.engines.documents.limits import Limits
from beffroi.engines.documents.open_text import date_of, name, part, spoken, title_of
from beffroi.engines.documents.pages import Block, Document, Page
from beffroi.engines.documents.progress import Progress, nothing

MOST_REPEATED = 500


def read(path: Path, *, limits: Limits, progress: Progress = nothing) -> Document:
    """Read an OpenDocument spreadsheet: the values of its cells. Raises DocumentRefused where it is damaged."""
    content, meta = part(path, "content.xml"), part(path, "meta.xml")
    sheets = content.findall(f".//{name('office:spreadsheet')}/{name('table:table')}") if content is not None else []
    if not sheets:
        told = "est abîmé ou incomplet : ouvrez-le, enregistrez-le de nouveau, puis recommencez."
        raise DocumentRefused(f"« {path.name} » {told}")
    unseen = _hidden_styles(content)
    pages = []
    for number, sheet in enumerate(sheets[: limits.pages], 1):
        pages.append(_page(sheet, number, hidden=sheet.get(name("table:style-name"), "") in unseen))
        progress(number, len(sheets))
    return Document(path.name, "ods", tuple(pages), title=title_of(meta), date=date_of(meta))


def _hidden_styles(content: Any) -> set[str]:
    """Return the styles of sheets that are not displayed."""
    return {
        settings.getparent().get(name("style:name"), "")
        for settings in content.iter(name("style:table-properties"))
        if settings.get(name("table:display")) == "false"
    }


def _page(sheet: Any, number: int, *, hidden: bool) -> Page:
    rows: list[list[str]] = []
    cells = 0
    for row in sheet.iter(name("table:table-row")):
        values = list(_values(row))
        times = min(int(row.get(name("table:number-rows-repeated"), "1")), MOST_REPEATED) if any(values) else 1
        cells += times * len(values)
        if cells > MOST_CELLS:
            raise DocumentRefused(f"Ce classeur a plus de {MOST_CELLS} cellules : découpez-le.")
        rows += [values] * times
    heading = Block("heading", sheet.get(name("table:name"), ""), level=1, hidden=hidden)
    return Page(number, (heading, *table_of(rows, hidden=hidden)))


def _values(row: Any) -> Iterator[str]:
    for cell in row:
        if cell.tag in {name("table:table-cell"), name("table:covered-table-cell")}:
            value = _value(cell)
            # empty cells are repeated to the sheet's edge: what stands after them keeps its place
            times = int(cell.get(name("table:number-columns-repeated"), "1"))
            yield from [value] * min(times, MOST_REPEATED)


def _value(cell: Any) -> str:
    date = str(cell.get(name("office:date-value"), ""))
    if date:
        try:
            moment = dt.datetime.fromisoformat(date[:19])
        except ValueError:
            return date
        return shown(moment if "T" in date and moment.time() != dt.time(0) else moment.date())
    paragraphs = [spoken(paragraph) for paragraph in cell.findall(name("text:p"))]
    return " ".join(" ".join(paragraphs).split())
