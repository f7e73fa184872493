"""Word documents (DOCX), by python-docx."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import docx
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from beffroi.engines.documents.writing.text import Grid, Heading, Items, Paragraph, Part, Quote, Text, cleaned

FRENCH = "fr-FR"


def write_docx(text: Text, path: Path) -> Path:
    """Write the text to a file, which is replaced if it exists."""
    text = cleaned(text)
    made = docx.Document()
    _tell(made, text)
    if text.titled:
        made.add_heading(text.title, level=0)
    for part in text.parts:
        _add(made, part)
    path.parent.mkdir(parents=True, exist_ok=True)
    made.save(str(path))
    return path


def _tell(made: Any, text: Text) -> None:
    """Write title, author, date and language where programs look for them."""
    told = made.core_properties
    told.title, told.author, told.language, told.comments = text.title, text.author, FRENCH, ""
    moment = dt.datetime.combine(text.date, dt.time(12), tzinfo=dt.UTC) if text.date else dt.datetime.now(dt.UTC)
    told.created = told.modified = moment.replace(tzinfo=None)
    for language in made.styles.element.iter(qn("w:lang")):
        language.set(qn("w:val"), FRENCH)


def _add(made: Any, part: Part) -> None:
    if isinstance(part, Heading):
        made.add_heading(part.text, level=part.level)
    elif isinstance(part, Paragraph):
        added = made.add_paragraph(part.text)
        if part.side == "right":
            added.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    elif isinstance(part, Items):
        _add_items(made, part)
    elif isinstance(part, Grid):
        _add_grid(made, part)
    else:
        _add_quote(made, part)


def _add_items(made: Any, part: Items) -> None:
    style = "List Number" if part.numbered else "List Bullet"
    number = _restarted(made, style) if part.numbered else None
    for item in part.items:
        added = made.add_paragraph(item, style=style)
        if number is not None:
            settings = added._p.get_or_add_pPr().get_or_add_numPr()
            settings.get_or_add_ilvl().val = 0
            settings.get_or_add_numId().val = number


def _restarted(made: Any, style: str) -> int:
    """Return a numbering of its own for one list, which starts at 1."""
    numbering = made.part.numbering_part.numbering_definitions._numbering
    used = made.styles[style].element.pPr.numPr.numId.val
    abstract = next(num.abstractNumId.val for num in numbering.num_lst if num.numId == used)
    added = numbering.add_num(abstract)
    added.add_lvlOverride(ilvl=0).add_startOverride(1)
    return int(added.numId)


def _add_grid(made: Any, part: Grid) -> None:
    if part.caption:
        made.add_paragraph(part.caption, style="Caption")
    width = max(1, len(part.headings))
    table = made.add_table(rows=1, cols=width, style="Table Grid")
    repeated = OxmlElement("w:tblHeader")
    table.rows[0]._tr.get_or_add_trPr().append(repeated)
    for cell, heading in zip(table.rows[0].cells, part.headings, strict=False):
        cell.paragraphs[0].add_run(heading).bold = True
    for row in part.rows:
        for cell, value in zip(table.add_row().cells, row, strict=False):
            cell.text = value
    made.add_paragraph()


def _add_quote(made: Any, part: Quote) -> None:
    made.add_paragraph(part.text, style="Quote")
    if part.source:
        told = f"{part.source} ({part.url})" if part.url else part.source
        made.add_paragraph(f"— {told}").alignment = WD_ALIGN_PARAGRAPH.RIGHT
