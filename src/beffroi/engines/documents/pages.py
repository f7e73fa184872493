"""What a document says, once read: pages made of blocks, whatever the format was."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

Kind = Literal["heading", "text", "list", "table"]
Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class Block:
    """One heading, paragraph, list item or table, in reading order.

    text: what it says; the cells of a table joined by " | ", its rows by line feeds.
    level: of a heading, 1 the highest. rows: the cells of a table.
    box: left, top, right, bottom [points from the page's top left], where the format has positions.
    hidden: written so that nobody sees it (white on white, outside the page, size nought).
    """

    kind: Kind
    text: str
    level: int = 0
    rows: tuple[tuple[str, ...], ...] = ()
    box: Box | None = None
    hidden: bool = False


@dataclass(frozen=True)
class Page:
    """One page; ``number`` starts at 1 and is None where the format has no pages (HTML, ODT, DOCX, mail)."""

    number: int | None
    blocks: tuple[Block, ...]
    recognised: bool = False

    @property
    def text(self) -> str:
        """Return the visible text of the page, a line feed between blocks."""
        return "\n".join(block.text for block in self.blocks if not block.hidden)


@dataclass(frozen=True)
class Document:
    """A document that was read: its file name, its format, its pages, what it says of itself, what was not read.

    date: the one it bears in its metadata, or None. remarks: French sentences on what was left out.
    """

    name: str
    format: str
    pages: tuple[Page, ...]
    title: str = ""
    date: dt.date | None = None
    remarks: tuple[str, ...] = field(default=())


def table_block(rows: Sequence[Sequence[str]], box: Box | None = None, *, hidden: bool = False) -> Block:
    """Make the block of a table from its cells; rows without a word are left out."""
    kept = tuple(tuple(row) for row in rows if any(row))
    return Block("table", "\n".join(" | ".join(row) for row in kept), rows=kept, box=box, hidden=hidden)


def under_title(blocks: Iterable[Block]) -> tuple[Block, ...]:
    """Put the headings one level lower where the document has a title (a heading of level 0), which becomes level 1."""
    found = tuple(blocks)
    if not any(block.kind == "heading" and block.level == 0 for block in found):
        return found
    return tuple(replace(block, level=block.level + 1) if block.kind == "heading" else block for block in found)
