"""What is to be written, whatever the format: a title and parts in order."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from typing import Any, Literal

# Signs that XML forbids: they come from files that were read, and mean nothing.
FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
HIGHEST, DEEPEST = 1, 5


@dataclass(frozen=True)
class Heading:
    """A heading; level 1 stands under the title."""

    text: str
    level: int = 1


@dataclass(frozen=True)
class Paragraph:
    """A paragraph; line feeds start new lines, as in an address."""

    text: str
    side: Literal["left", "right"] = "left"


@dataclass(frozen=True)
class Items:
    """A list."""

    items: Sequence[str]
    numbered: bool = False


@dataclass(frozen=True)
class Grid:
    """A table: a row of headings, which is said to be so, and rows as long as it."""

    headings: Sequence[str]
    rows: Sequence[Sequence[str]]
    caption: str = ""


@dataclass(frozen=True)
class Quote:
    """Words of a source, and where they stand: "Règlement intérieur, page 3, 14 juillet 2025"."""

    text: str
    source: str = ""
    url: str = ""


Part = Heading | Paragraph | Items | Grid | Quote


@dataclass(frozen=True)
class Text:
    """A text: its title (also that of the file), its parts, who wrote it, its date.

    titled: whether the title is printed above the parts; letters have none.
    """

    title: str
    parts: Sequence[Part]
    author: str = ""
    date: dt.date | None = None
    titled: bool = True


def cleaned(text: Text) -> Text:
    """Return the text without the signs that no file may hold; headings are not empty and do not skip a level."""
    parts: list[Part] = []
    level = 0
    for part in map(_clean, text.parts):
        if isinstance(part, Heading):
            if not part.text.strip():
                continue
            level = max(HIGHEST, min(part.level, level + 1, DEEPEST))
            part = replace(part, level=level)
        parts.append(part)
    return replace(text, title=_line(text.title) or "Document", author=_line(text.author), parts=tuple(parts))


def _clean(part: Part) -> Part:
    told = {field.name: _plain(getattr(part, field.name)) for field in fields(part)}
    return replace(part, **told)


def _plain(value: Any) -> Any:
    if isinstance(value, str):
        return FORBIDDEN.sub("", value)
    return value if isinstance(value, bool | int) else tuple(_plain(item) for item in value)


def _line(text: str) -> str:
    return " ".join(FORBIDDEN.sub("", text).split())
