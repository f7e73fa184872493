"""Lines of a region become headings, paragraphs, list items and aligned tables."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from beffroi.engines.documents.layout.alignment import with_aligned_tables
from beffroi.engines.documents.layout.hyphens import join
from beffroi.engines.documents.layout.spans import Span, around, joined, lines_of, spacing

MARK = re.compile(r"^(?:[•▪►●○◦■□✓‣·]|[-–—*](?=\s)|(?:\d{1,2}|[a-zA-Z]|[ivx]{1,4})[.)](?=\s)|\d{1,2}°(?=\s))")
ENDED = (".", ":", ";", "!", "?", "»")


def paragraphs(region: Sequence[Span], words: frozenset[str]) -> list[Span]:
    """Return the paragraphs of a region, each as one span; a table's span stands as it is."""
    lines = [joined(line) for line in with_aligned_tables([_marked(line) for line in lines_of(region)])]
    texts = [line for line in lines if line.table is None]
    if not texts:
        return lines
    step = spacing(texts)
    left, _, right, _ = around(line.box for line in texts)
    found: list[list[Span]] = []
    for line in lines:
        if found and not _starts(found[-1], line, step=step, left=left, right=right):
            found[-1].append(line)
        else:
            found.append([line])
    return [_paragraph(group, words) for group in found]


def _marked(line: list[Span]) -> list[Span]:
    """Join a list's mark to what it marks, however far it stands."""
    if len(line) > 1 and MARK.match(f"{line[0].text} ") and len(line[0].text) < 4:
        first = replace(line[1], text=f"{line[0].text} {line[1].text}", box=around([line[0].box, line[1].box]))
        return [first, *line[2:]]
    return line


def _starts(group: Sequence[Span], line: Span, *, step: float, left: float, right: float) -> bool:
    """Return whether the line starts a paragraph after these lines."""
    last = group[-1]
    if line.table or last.table or line.hidden != last.hidden or MARK.match(line.text):
        return True
    if abs(line.size - last.size) > 0.08 * last.size or line.bold != last.bold:
        return True
    if line.bottom - last.bottom > 1.35 * max(step, line.size):
        return True
    indent = line.left - left
    hanging = MARK.match(group[0].text) is not None
    if not hanging and 0.8 * line.size < indent < 6 * line.size and last.left - left < 0.4 * line.size:
        return _ended(last, right)
    if hanging and line.left < group[0].left + 0.3 * line.size and _ended(last, right):
        return True
    return _ended(last, right) and last.right < right - 0.12 * (right - left)


def _ended(line: Span, right: float) -> bool:
    return line.text.endswith(ENDED) or line.right < right - 8 * line.size


def _paragraph(lines: Sequence[Span], words: frozenset[str]) -> Span:
    text = lines[0].text
    for line in lines[1:]:
        text = join(text, line.text, words)
    return replace(lines[0], text=text, box=around(line.box for line in lines))
