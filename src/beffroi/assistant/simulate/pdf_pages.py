"""The town's PDF documents, tagged, by typst: plain pages, two columns, a poster."""

from __future__ import annotations

import json
from functools import singledispatch

import typst

from beffroi.assistant.simulate.texts import Block, Bullets, Grid, Heading, Hidden, Paragraph, typographic
from beffroi.assistant.simulate.town import Layout, TownDocument

LAYOUTS: dict[Layout, str] = {
    "page": '#set page(paper: "a4", margin: 2.3cm, numbering: "1 / 1")\n'
    "#set text(size: 12pt, hyphenate: false)\n#set par(leading: 0.95em, spacing: 1.5em)",
    "scan": '#set page(paper: "a4", margin: 2.6cm, numbering: "1")\n#set text(size: 12pt, hyphenate: false)',
    "columns": '#set page(paper: "a4", margin: 1.8cm, columns: 2, numbering: "1")\n'
    "#set text(size: 12pt, hyphenate: true)\n#set par(justify: true, leading: 0.85em, spacing: 1.4em)",
    "poster": '#set page(paper: "a4", margin: 2cm, fill: rgb("#e8f4fb"))\n#set text(size: 16pt, hyphenate: false)',
}
STYLE = """
#show heading.where(level: 1): set text(size: 1.25em)
#show heading: set block(above: 1.4em, below: 0.8em)
#set table(stroke: 0.5pt + luma(140), inset: 5pt, align: left + horizon)
#show table.cell.where(y: 0): strong
"""


def render_pdf(document: TownDocument) -> bytes:
    """Return the document as a PDF whose text can be read."""
    pdf = typst.compile(typst_source(document).encode(), format="pdf")
    assert isinstance(pdf, bytes)
    return pdf


def typst_source(document: TownDocument) -> str:
    """Return what typst compiles."""
    day = document.date
    head = (
        f'#set document(title: {_quoted(document.title)}, author: "Ville de Brémontel-sur-Aune", '
        f"date: datetime(year: {day.year}, month: {day.month}, day: {day.day}))\n"
        f'{LAYOUTS[document.layout]}\n#set text(lang: "fr")\n{STYLE}'
    )
    title, *rest = document.blocks
    opening = _block(title)
    if document.layout == "columns":
        opening = f'#place(top + center, scope: "parent", float: true, clearance: 1.5em)[\n{opening}\n]'
    return "\n\n".join([head, opening, *(_block(block) for block in rest)]) + "\n"


def _quoted(text: str) -> str:
    return json.dumps(typographic(text), ensure_ascii=False)


def _content(text: str) -> str:
    return f"[#{_quoted(text)}]"


def _cells(row: tuple[str, ...]) -> str:
    return ", ".join(map(_content, row))


@singledispatch
def _block(block: Block) -> str:
    raise TypeError(block)


@_block.register
def _(block: Heading) -> str:
    return f"#heading(level: {block.level}){_content(block.text)}"


@_block.register
def _(block: Paragraph) -> str:
    return f"#par{_content(block.text)}"


@_block.register
def _(block: Bullets) -> str:
    return f"#list({', '.join(map(_content, block.items))})"


@_block.register
def _(block: Grid) -> str:
    rows = "".join(f"  {_cells(row)},\n" for row in block.rows)
    return f"#table(columns: {len(block.headings)},\n  table.header({_cells(block.headings)}),\n{rows})"


@_block.register
def _(block: Hidden) -> str:
    return f"#text(fill: white, size: 3pt){_content(block.text)}"
