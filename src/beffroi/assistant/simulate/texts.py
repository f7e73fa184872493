"""The texts of the made-up town: a plain text read into blocks, and French typography put on.

``# `` and more hashes open a heading, ``- `` an item, ``| a | b |`` a row of a table (the first holds its headings),
``%% `` a line that the rendered document hides; other lines up to an empty one are a paragraph.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

NO_BREAK = "\u00a0"


@dataclass(frozen=True)
class Heading:
    """A title; level 1 is the document's own."""

    level: int
    text: str


@dataclass(frozen=True)
class Paragraph:
    """Running text."""

    text: str


@dataclass(frozen=True)
class Bullets:
    """A list of items."""

    items: tuple[str, ...]


@dataclass(frozen=True)
class Grid:
    """A table: its headings, its rows."""

    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Hidden:
    """Words that nobody sees but that a machine reads."""

    text: str


Block = Heading | Paragraph | Bullets | Grid | Hidden


def read_blocks(text: str) -> tuple[Block, ...]:
    """Return the blocks of a text, in order."""
    lines = [line.rstrip() for line in text.splitlines()]
    blocks: list[Block] = []
    for kind, group in groupby(lines, key=_kind):
        blocks.extend(_blocks(kind, list(group)))
    return tuple(blocks)


def typographic(text: str, *, curly: bool = True) -> str:
    """Return the text with the no-break spaces of French and, if ``curly``, typographic apostrophes."""
    text = re.sub(r" (?=[;:!?»%€])", NO_BREAK, text)
    text = re.sub(r"(?<=«) ", NO_BREAK, text)
    text = re.sub(r"(?<=\d) (?=\d{3}(?!\d)|h\b|m²|m³)", NO_BREAK, text)
    text = re.sub(r"(?<=\b\d\d) (?=\d\d\b)", NO_BREAK, text)  # telephone numbers
    return text.replace("'", "’") if curly else text


def _kind(line: str) -> str:
    for mark, kind in (("#", "heading"), ("- ", "item"), ("|", "row"), ("%% ", "hidden")):
        if line.startswith(mark):
            return kind
    return "text" if line else ""


def _blocks(kind: str, lines: list[str]) -> Iterator[Block]:
    if kind == "heading":
        for line in lines:
            marks, _, text = line.partition(" ")
            yield Heading(level=len(marks), text=text)
    elif kind == "item":
        yield Bullets(tuple(line.removeprefix("- ") for line in lines))
    elif kind == "row":
        headings, *rows = (_cells(line) for line in lines)
        yield Grid(headings=headings, rows=tuple(rows))
    elif kind == "hidden":
        yield from (Hidden(line.removeprefix("%% ")) for line in lines)
    elif kind == "text":
        yield Paragraph(" ".join(lines))


def _cells(line: str) -> tuple[str, ...]:
    return tuple(cell.strip() for cell in line.strip().removeprefix("|").removesuffix("|").split("|"))
