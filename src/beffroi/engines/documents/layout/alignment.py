"""Tables without rules: lines whose words stand under one another."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import mean

from beffroi.engines.documents.layout.spans import Span, around, joined, letter_size
from beffroi.engines.documents.pages import table_block

FEWEST_ROWS = 3
GUTTER = 0.6
FARTHEST = 2.6
Line = list[Span]
Column = tuple[float, float]


def with_aligned_tables(lines: Sequence[Line]) -> list[Line]:
    """Put one span that bears a table in the place of the lines that make one."""
    found: list[Line] = []
    position = 0
    while position < len(lines):
        end = _end(lines, position)
        columns = _columns(lines[position:end]) if end - position >= FEWEST_ROWS else []
        if len(columns) > 1:
            found.append([_table(lines[position:end], columns)])
            position = end
        else:
            found.append(lines[position])
            position += 1
    return found


def _end(lines: Sequence[Line], start: int) -> int:
    """Return where the lines of two spans or more that follow closely end; a lone span goes on the row above."""
    end = start
    for position in range(start, len(lines)):
        line = lines[position]
        close = position == start or _close(lines[position - 1], line)
        if any(span.table for span in line) or not close:
            break
        if len(line) > 1:
            end = position + 1
        elif position == start or not _continues(lines[start:position], line[0]):
            break
    return end


def _close(above: Line, line: Line) -> bool:
    return line[0].top - above[0].bottom < FARTHEST * max(line[0].size, above[0].size)


def _continues(above: Sequence[Line], span: Span) -> bool:
    """Return whether the span stands in one column of the lines above and not in the first."""
    columns = _strips(above)
    return len(columns) > 1 and span.left > columns[0][1] and span.top - above[-1][0].bottom < span.size


def _strips(lines: Sequence[Line]) -> list[Column]:
    """Return the columns that the spans make when seen from above: left and right edges."""
    spans = sorted((span for line in lines for span in line), key=lambda span: span.left)
    least = GUTTER * letter_size(spans)
    columns: list[Column] = []
    for span in spans:
        if columns and span.left < columns[-1][1] + least:
            columns[-1] = (columns[-1][0], max(columns[-1][1], span.right))
        else:
            columns.append((span.left, span.right))
    return columns


def _columns(lines: Sequence[Line]) -> list[Column]:
    """Return the columns of a table; none where the lines are sentences or hold nothing level."""
    columns = _strips(lines)
    cells = [[span for line in lines for span in line if start <= span.left <= end] for start, end in columns]
    if len(columns) < 2 or all(_sentences(spans, column) for spans, column in zip(cells, columns, strict=True)):
        return []
    full = sum(len(line) > 1 for line in lines)
    return columns if full >= FEWEST_ROWS else []


def _sentences(spans: Sequence[Span], column: Column) -> bool:
    width = column[1] - column[0]
    return mean(len(span.text) for span in spans) > 30 and mean(s.right - s.left for s in spans) > 0.7 * width


def _table(lines: Sequence[Line], columns: Sequence[Column]) -> Span:
    rows: list[list[str]] = []
    for line in lines:
        cells = [_cell(line, column) for column in columns]
        if rows and not cells[0] and len(line) == 1:
            rows[-1] = [f"{above} {cell}".strip() for above, cell in zip(rows[-1], cells, strict=True)]
        else:
            rows.append(cells)
    spans = [span for line in lines for span in line]
    box = around(span.box for span in spans)
    return Span("", box, letter_size(spans), table=table_block(rows, box))


def _cell(line: Line, column: Column) -> str:
    inside = [span for span in line if column[0] <= span.left <= column[1]]
    return joined(inside).text if inside else ""
