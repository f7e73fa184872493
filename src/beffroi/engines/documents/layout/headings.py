"""Which paragraphs are headings, and of which level: by the size and weight of their letters."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from beffroi.engines.documents.layout.paragraphs import MARK, NUMBERED
from beffroi.engines.documents.layout.spans import Span
from beffroi.engines.documents.pages import Block, Kind

LARGER = 1.12
LONGEST = 160
LEVELS = 6
LABEL = re.compile(r"^[^:]{1,40}:\s*.{0,20}$")
BULLET = re.compile(r"^(?:[•▪►●○◦■□✓‣·]|[-–—*])\s")
Style = tuple[float, bool]


def body_size(spans: Iterable[Span]) -> float:
    """Return the size of most letters [points]."""
    weights: Counter[float] = Counter()
    for span in spans:
        weights[_rounded(span.size)] += len(span.text)
    return weights.most_common(1)[0][0] if weights else 10.0


def heading_levels(paragraphs: Sequence[Span], body: float) -> dict[Style, int]:
    """Return the level of each style of heading: the largest letters are level 1."""
    styles = {_style(span) for span in paragraphs if _looks_so(span, body)}
    ordered = sorted(styles, key=lambda style: (-style[0], not style[1]))
    return {style: min(rank, LEVELS) for rank, style in enumerate(ordered, 1)}


def block(span: Span, *, body: float, levels: dict[Style, int]) -> Block:
    """Turn a paragraph into a heading, a list item, a paragraph or the table that it stands for."""
    if span.table:
        return span.table
    if _looks_so(span, body):
        return Block("heading", span.text, level=levels.get(_style(span), LEVELS), box=span.box, hidden=span.hidden)
    kind: Kind = "list" if MARK.match(span.text) else "text"
    return Block(kind, span.text, box=span.box, hidden=span.hidden)


def _looks_so(span: Span, body: float) -> bool:
    text = span.text
    if span.table or span.hidden or len(text) > LONGEST or not any(letter.isalpha() for letter in text):
        return False
    if span.size >= LARGER * body:
        return sum(letter.isalpha() for letter in text) >= 2
    if span.size < 0.9 * body or text.endswith((".", ";", ",")):
        return False
    plain = text.endswith(":") or LABEL.match(text) or BULLET.match(text)
    return bool(NUMBERED.match(text)) or (span.bold and not plain)


def _style(span: Span) -> Style:
    return _rounded(span.size), span.bold


def _rounded(size: float) -> float:
    return round(size * 2) / 2
