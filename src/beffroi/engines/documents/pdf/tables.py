"""Ruled tables of a PDF page: pdfplumber's way of finding cells, on the rules that PDFium sees."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pdfplumber.table import Table, cells_to_tables, edges_to_intersections, intersections_to_cells, merge_edges

from beffroi.engines.documents.layout.hyphens import join
from beffroi.engines.documents.layout.spans import Span, around, joined, letter_size, lines_of
from beffroi.engines.documents.pages import Box, table_block

NEAR = 3
FEWEST_RULES, MOST_RULES = 2, 1500
Frame = list[list[Box | None]]


def frames(rules: Sequence[Box]) -> list[Frame]:
    """Return the cells of each table, row by row [points from the top left]; None where cells are joined."""
    edges = [_edge(box) for box in rules]
    level = sum(edge["orientation"] == "h" for edge in edges)
    if min(level, len(edges) - level) < FEWEST_RULES or len(edges) > MOST_RULES:
        return []
    merged = merge_edges(edges, NEAR, NEAR, NEAR, NEAR)
    cells = intersections_to_cells(edges_to_intersections(merged, NEAR, NEAR))
    page: Any = None  # asked for only where pdfplumber reads the text
    found = [[row.cells for row in Table(page, group).rows] for group in cells_to_tables(cells)]
    return [rows for rows in found if len(rows) > 1 and max(map(len, rows)) > 1]


def _edge(box: Box) -> dict[str, Any]:
    """Return a rule as pdfplumber writes it."""
    left, top, right, bottom = box
    level = right - left >= bottom - top
    right, bottom = (right, top) if level else (left, bottom)
    edge = {"x0": left, "x1": right, "top": top, "bottom": bottom, "width": right - left, "height": bottom - top}
    return {**edge, "orientation": "h" if level else "v"}


def with_tables(spans: Sequence[Span], frames: Sequence[Frame]) -> list[Span]:
    """Put each table, as one span, in the place of the spans that stand in its cells."""
    left = list(spans)
    made = []
    for frame in frames:
        inside = [span for span in left if not span.hidden and any(_within(span, box) for row in frame for box in row)]
        rows = [[" ".join(_text(inside, box)) for box in row] for row in frame]
        if sum(bool(cell) for row in rows for cell in row) < 2:
            continue
        taken = set(map(id, inside))
        left = [span for span in left if id(span) not in taken]
        made.append(_table(rows, inside, frame))
    return left + made


def _table(rows: Sequence[Sequence[str]], inside: Sequence[Span], frame: Frame) -> Span:
    box = around(box for row in frame for box in row if box)
    return Span("", box, letter_size(inside), table=table_block(rows, box))


def _text(spans: Sequence[Span], box: Box | None) -> list[str]:
    """Return the lines of a cell, joined to one where it says something."""
    lines = [joined(line).text for line in lines_of([span for span in spans if _within(span, box)])]
    while len(lines) > 1:
        lines[:2] = [join(lines[0], lines[1])]
    return lines


def _within(span: Span, box: Box | None) -> bool:
    across, down = (span.left + span.right) / 2, span.middle
    return box is not None and box[0] <= across <= box[2] and box[1] <= down <= box[3]
