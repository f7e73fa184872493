"""The town's Word and OpenDocument files."""

from __future__ import annotations

import datetime as dt
import io
import tempfile
from itertools import pairwise
from pathlib import Path
from typing import Any

import docx
import odfdo

from beffroi.assistant.simulate.texts import Block, Bullets, Grid, Heading, Paragraph, typographic
from beffroi.assistant.simulate.town import TownDocument
from beffroi.engines.documents import Sheet, write_ods
from beffroi.engines.documents.spreadsheet import Value


def render_docx(document: TownDocument) -> bytes:
    """Return the document as a Word file, with its styles of headings."""
    written = docx.Document()
    written.core_properties.title = typographic(document.title)
    written.core_properties.author = "Ville de Brémontel-sur-Aune"
    written.core_properties.created = dt.datetime.combine(document.date, dt.time(), tzinfo=dt.UTC)
    for block in document.blocks:
        _add_to_word(written, block)
    out = io.BytesIO()
    written.save(out)
    return out.getvalue()


def _add_to_word(written: Any, block: Block) -> None:
    if isinstance(block, Heading):
        written.add_heading(typographic(block.text), level=block.level - 1)
    elif isinstance(block, Paragraph):
        written.add_paragraph(typographic(block.text))
    elif isinstance(block, Bullets):
        for item in block.items:
            written.add_paragraph(typographic(item), style="List Bullet")
    elif isinstance(block, Grid):
        lines = (block.headings, *block.rows)
        table = written.add_table(rows=len(lines), cols=len(block.headings), style="Table Grid")
        for row, line in zip(table.rows, lines, strict=True):
            for cell, text in zip(row.cells, line, strict=True):
                cell.text = typographic(text)


def render_odt(document: TownDocument) -> bytes:
    """Return the document as an OpenDocument text."""
    written = odfdo.Document("text")
    written.body.clear()
    written.meta.title = typographic(document.title)
    written.meta.set_modification_date(dt.datetime.combine(document.date, dt.time()))
    for number, block in enumerate(document.blocks):
        for element in _odf(block, name=f"Tableau{number}"):
            written.body.append(element)
    out = io.BytesIO()
    written.save(out)
    return out.getvalue()


def _odf(block: Block, *, name: str) -> list[Any]:
    if isinstance(block, Heading):
        return [odfdo.Header(block.level, typographic(block.text))]
    if isinstance(block, Paragraph):
        return [odfdo.Paragraph(typographic(block.text))]
    if isinstance(block, Bullets):
        return [odfdo.List([typographic(item) for item in block.items])]
    if isinstance(block, Grid):
        table = odfdo.Table(name)
        for line in (block.headings, *block.rows):
            table.append_row(_row(line))
        return [table]
    return []


def _row(line: tuple[str, ...]) -> Any:
    row = odfdo.Row()
    for text in line:
        row.append_cell(odfdo.Cell(text=typographic(text), cell_type="string"))
    return row


def render_ods(document: TownDocument) -> bytes:
    """Return the document as a workbook: one sheet a heading, numbers as numbers."""
    sheets = [_sheet(title.text, blocks) for title, blocks in _sections(document.blocks)]
    with tempfile.TemporaryDirectory() as folder:
        return write_ods(sheets, Path(folder) / "classeur.ods").read_bytes()


def _sections(blocks: tuple[Block, ...]) -> list[tuple[Heading, tuple[Block, ...]]]:
    starts = [n for n, block in enumerate(blocks) if isinstance(block, Heading) and block.level == 2]
    sections = []
    for start, end in pairwise([*starts, len(blocks)]):
        heading = blocks[start]
        assert isinstance(heading, Heading)
        sections.append((heading, blocks[start + 1 : end]))
    return sections


def _sheet(name: str, blocks: tuple[Block, ...]) -> Sheet:
    notes = [typographic(block.text) for block in blocks if isinstance(block, Paragraph)]
    grids = [block for block in blocks if isinstance(block, Grid)]
    headings = [typographic(text) for text in grids[0].headings] if grids else []
    rows = [[_value(text) for text in row] for grid in grids for row in grid.rows]
    return Sheet(name=name, headings=headings, rows=rows, notes=notes)


def _value(text: str) -> Value:
    try:
        number = float(text)
    except ValueError:
        return typographic(text)
    return int(number) if number.is_integer() else number
