"""Spreadsheets in OpenDocument (ODS), by odfdo."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from odfdo import Cell, Column, Document, Element, Row, Style, Table

Value = str | int | float | None
LONGEST_NAME = 31
NARROWEST, WIDEST = 2.0, 7.0
CENTIMETRES_PER_LETTER = 0.21
A4_LANDSCAPE = {
    "fo:page-width": "29.7cm",
    "fo:page-height": "21cm",
    "style:print-orientation": "landscape",
    "style:scale-to-X": "1",
    "style:scale-to-Y": "0",
    "fo:margin-top": "1cm",
    "fo:margin-bottom": "1cm",
    "fo:margin-left": "1cm",
    "fo:margin-right": "1cm",
}


@dataclass(frozen=True)
class Sheet:
    """One sheet: a name, lines of explanation, headings, rows of text and numbers, a line of totals."""

    name: str
    headings: Sequence[str]
    rows: Sequence[Sequence[Value]]
    notes: Sequence[str] = ()
    totals: Sequence[Value] = ()


def write_ods(sheets: Sequence[Sheet], path: Path) -> Path:
    """Write the sheets to a file, which is replaced if it exists; printed on A4, as wide as the page."""
    document = Document("spreadsheet")
    document.body.clear()
    bold = document.insert_style(Style("table-cell", name="bold", area="text", bold=True), automatic=True)
    _set_page(document)
    for sheet in sheets:
        document.body.append(_table(document, sheet, str(bold)))
    path.parent.mkdir(parents=True, exist_ok=True)
    document.save(path)
    return path


def _set_page(document: Document) -> None:
    layout = document.get_style("page-layout", "Mpm1")
    properties = layout.get_element("style:page-layout-properties") if layout else None
    if properties is not None:
        for name, value in A4_LANDSCAPE.items():
            properties.set_attribute(name, value)


def _table(document: Document, sheet: Sheet, bold: str) -> Table:
    table = Table(sheet.name[:LONGEST_NAME], style="ta1")
    for width in _widths(sheet):
        style = Style("table-column", width=f"{width:.1f}cm")
        table.append(Column(style=str(document.insert_style(style, automatic=True))))
    for note in sheet.notes:
        table.append(_row([note]))
    # Rows under this element are printed again at the top of every page.
    repeated = Element.from_tag("table:table-header-rows")
    repeated.append(_row(sheet.headings, bold))
    table.append(repeated)
    for values in sheet.rows:
        table.append(_row(values))
    if sheet.totals:
        table.append(_row(sheet.totals, bold))
    return table


def _row(values: Sequence[Value], style: str | None = None) -> Row:
    row = Row()
    for value in values:
        row.append_cell(Cell(style=style) if value is None else Cell(value, style=style))
    return row


def _widths(sheet: Sheet) -> list[float]:
    lines = [sheet.headings, *sheet.rows]
    longest = [
        max((len(str(line[i])) for line in lines if i < len(line)), default=0) for i in range(len(sheet.headings))
    ]
    return [min(WIDEST, max(NARROWEST, letters * CENTIMETRES_PER_LETTER + 0.4)) for letters in longest]
