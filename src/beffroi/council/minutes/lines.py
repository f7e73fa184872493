"""Lines of minutes with their place in the text, stripped of what the typesetting left."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from unicodedata import normalize

_MARKUP = re.compile(r"</?[A-Z]{2}[A-Z0-9]{1,8}>?")
_FOLIO = re.compile(r"^[-–— ]*(?:page )?\d{1,4}(?:\s*/\s*\d{1,4})?[-–— ]*$", re.IGNORECASE)
_WIDE = re.compile(r"\t| {3,}")
_VOTE = re.compile(r"(?<=\S)\s+(?=Pour\s*:\s*\d)|(?<=[\d)])\s+(?=(?:Contre|Abstentions?)\s*:\s*\d|Adopté à )")
_RULE = re.compile(r"^[-–—_=*.• ]{3,}$")


@dataclass(frozen=True)
class Line:
    """text: without margins nor markup; columns: its parts that wide spaces part; offset, end: its place in the whole
    text, in characters.
    """

    text: str
    offset: int
    end: int
    columns: tuple[str, ...] = ()

    @property
    def empty(self) -> bool:
        """Is there nothing to read: blank, a rule, or a page number alone?"""
        return not self.text or bool(_RULE.match(self.text)) or bool(_FOLIO.match(self.text))


def cut_lines(text: str) -> list[Line]:
    """Return the lines of a text, in order; a vote that stands at the end of a line becomes a line of its own."""
    lines, offset = [], 0
    for raw in text.splitlines(keepends=True):
        ends = [0, *(found.start() for found in _VOTE.finditer(raw)), len(raw)]
        lines += [_line(raw[first:end], offset + first) for first, end in pairwise(ends)]
        offset += len(raw)
    return lines


def _line(raw: str, offset: int) -> Line:
    bare = normalize("NFC", _MARKUP.sub(" ", raw)).replace("\x0c", " ").strip()
    columns = tuple(" ".join(part.split()) for part in _WIDE.split(bare) if part)
    return Line(" ".join(bare.split()), offset, offset + len(raw.rstrip("\r\n")), columns)
