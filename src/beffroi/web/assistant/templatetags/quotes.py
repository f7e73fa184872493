"""A quote as it is laid out: lines, and rows of a table where the document has one. No word is changed."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

from django import template

register = template.Library()
BETWEEN_CELLS = " | "


@dataclass(frozen=True)
class QuotePart:
    """Lines of text, or rows of cells."""

    lines: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()


@register.filter
def laid_out(quote: str) -> list[QuotePart]:
    """Return the parts of a quote in order."""
    parts = []
    for tabular, lines in groupby(quote.splitlines(), key=lambda line: BETWEEN_CELLS in line):
        found = tuple(lines)
        rows = tuple(tuple(line.split(BETWEEN_CELLS)) for line in found)
        parts.append(QuotePart(rows=rows) if tabular else QuotePart(lines=found))
    return parts
