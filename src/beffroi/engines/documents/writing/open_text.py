"""Text documents in OpenDocument (ODT), by odfdo."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

from odfdo import Cell, Document, Element, Header, List, ListItem, Row, Style, Table
from odfdo import Paragraph as OpenParagraph

from beffroi.engines.documents.writing.text import Grid, Heading, Items, Paragraph, Part, Quote, Text, cleaned

NUMBERED, MARKED, RIGHT, BOLD, FRAMED, QUOTED = "Nombres", "Puces", "Droite", "Gras", "Cadre", "Citation longue"


def write_odt(text: Text, path: Path) -> Path:
    """Write the text to a file, which is replaced if it exists."""
    text = cleaned(text)
    made = Document("text")
    made.body.clear()
    _tell(made, text)
    _add_styles(made)
    if text.titled:
        made.body.append(OpenParagraph(text.title, style="Title"))
    for number, part in enumerate(text.parts, 1):
        for element in _elements(part, number):
            made.body.append(element)
    path.parent.mkdir(parents=True, exist_ok=True)
    made.save(path)
    return path


def _tell(made: Document, text: Text) -> None:
    """Write title, author, date and language where programs look for them."""
    told = made.meta
    told.title = text.title
    told.language = "fr-FR"
    if text.author:
        told.creator = told.initial_creator = text.author
    told.date = dt.datetime.combine(text.date, dt.time(12)) if text.date else dt.datetime.now()  # noqa: DTZ005  # local
    for style in _part(made, "styles.xml").get_elements("//style:default-style/style:text-properties"):
        style.set_attribute("fo:language", "fr")
        style.set_attribute("fo:country", "FR")


def _add_styles(made: Document) -> None:
    made.insert_style(Style("paragraph", name=RIGHT, area="paragraph", align="right"), automatic=True)
    made.insert_style(Style("paragraph", name=BOLD, area="text", bold=True), automatic=True)
    indented = Style("paragraph", name=QUOTED, area="paragraph", margin_left="1cm", margin_right="1cm")
    made.insert_style(indented, automatic=True)
    made.insert_style(
        Style("table-cell", name=FRAMED, area="table-cell", border="0.5pt solid #595959", padding="0.1cm"),
        automatic=True,
    )
    for name, tag, settings in (
        (MARKED, "text:list-level-style-bullet", {"text:bullet-char": "•"}),
        (NUMBERED, "text:list-level-style-number", {"style:num-format": "1", "style:num-suffix": "."}),
    ):
        style = Element.from_tag("text:list-style")
        style.set_attribute("style:name", name)
        level = Element.from_tag(tag)
        for key, value in {"text:level": "1", **settings}.items():
            level.set_attribute(key, value)
        level.append(_indent())
        style.append(level)
        _part(made, "content.xml").get_element("//office:automatic-styles").append(style)


def _part(made: Document, name: str) -> Any:
    return made.get_part(name)


def _indent() -> Element:
    settings = Element.from_tag("style:list-level-properties")
    settings.set_attribute("text:space-before", "0.5cm")
    settings.set_attribute("text:min-label-width", "0.6cm")
    return settings


def _elements(part: Part, number: int) -> list[Any]:
    if isinstance(part, Heading):
        return [Header(part.level, part.text, style=f"Heading_20_{part.level}")]
    if isinstance(part, Paragraph):
        return [OpenParagraph(part.text, style=RIGHT if part.side == "right" else "Text_20_body")]
    if isinstance(part, Items):
        listed = List(style=NUMBERED if part.numbered else MARKED)
        for item in part.items:
            listed.append(ListItem(item))
        return [listed]
    return _grid(part, number) if isinstance(part, Grid) else _quote(part)


def _grid(part: Grid, number: int) -> list[Any]:
    table = Table(f"Tableau {number}")
    repeated = Element.from_tag("table:table-header-rows")
    repeated.append(_row(part.headings, BOLD))
    table.append(repeated)
    for values in part.rows:
        table.append(_row(values, "Standard"))
    return [*([OpenParagraph(part.caption, style="Caption")] if part.caption else []), table, OpenParagraph("")]


def _row(values: Any, style: str) -> Row:
    row = Row()
    for value in values:
        cell = Cell(style=FRAMED)
        cell.append(OpenParagraph(value, style=style))
        row.append_cell(cell)
    return row


def _quote(part: Quote) -> list[Any]:
    found = [OpenParagraph(part.text, style=QUOTED)]
    if part.source:
        told = f"{part.source} ({part.url})" if part.url else part.source
        found.append(OpenParagraph(f"— {told}", style=RIGHT))
    return found
