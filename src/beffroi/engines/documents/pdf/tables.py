"""Ruled tables of a PDF page: pdfplumber's way of finding cells, on the rules that PDFium sees."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from pdfplumber.table import Table, cells_to_tables, edges_to_intersections, intersections_to_cells, merge_edges

from beffroi.engines.documents.layout.hyphens import join
from beffroi.engines.documents.layout.spans import Span, around, joined, letter_size, lines_of
from beffroi.engines.documents.pages import Box, table_block

NEAR = 3
BAND = 12.0
FEWEST_FILLED, MOST_CELLS = 2, 20_000
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
    if len(cells) > MOST_CELLS:
        return []
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


class Cells:
    """The cells of a page, found by a point in them."""

    def __init__(self, found: Sequence[Frame]) -> None:
        self._bands: dict[int, list[Box]] = defaultdict(list)
        for box in (box for frame in found for row in frame for box in row if box):
            for band in range(int(box[1] // BAND), int(box[3] // BAND) + 1):
                self._bands[band].append(box)

    def at(self, across: float, down: float) -> Box | None:
        """Return the box of the cell at a point [points]."""
        near = self._bands.get(int(down // BAND), ())
        return next((box for box in near if box[0] <= across <= box[2] and box[1] <= down <= box[3]), None)


def with_tables(spans: Sequence[Span], found: Sequence[Frame]) -> list[Span]:
    """Put each table, as one span, in the place of the spans that stand in its cells."""
    left = list(spans)
    made = []
    for frame in found:
        cells, inside = Cells([frame]), defaultdict[Box, list[Span]](list)
        for span in left:
            box = None if span.hidden else cells.at((span.left + span.right) / 2, span.middle)
            if box:
                inside[box].append(span)
        if len(inside) < FEWEST_FILLED:
            continue
        taken = {id(span) for held in inside.values() for span in held}
        left = [span for span in left if id(span) not in taken]
        made.append(_table(frame, inside))
    return left + made


def _table(frame: Frame, inside: Mapping[Box, Sequence[Span]]) -> Span:
    rows = [[_text(inside.get(box, ())) if box else "" for box in row] for row in frame]
    box = around(box for row in frame for box in row if box)
    size = letter_size([span for held in inside.values() for span in held])
    return Span("", box, size, table=table_block(rows, box))


def _text(spans: Sequence[Span]) -> str:
    """Return the lines of a cell, joined to one."""
    text = ""
    for line in lines_of(spans):
        text = join(text, joined(line).text) if text else joined(line).text
    return text
