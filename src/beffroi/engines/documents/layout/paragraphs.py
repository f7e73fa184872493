"""Lines of a region become headings, paragraphs, list items and aligned tables."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from beffroi.engines.documents.layout.alignment import with_aligned_tables
from beffroi.engines.documents.layout.hyphens import Vocabulary, join
from beffroi.engines.documents.layout.spans import Span, around, joined, lines_of, spacing

MARK = re.compile(r"^(?:[•▪►●○◦■□✓‣·]|[-–—*](?=\s)|(?:\d{1,2}|[a-zA-Z]|[ivx]{1,4})[.)](?=\s)|\d{1,2}°(?=\s))")
NUMBERED = re.compile(
    r"^(?:article|chapitre|titre|section|annexe|partie)\s+(?:\d+|premier|1er|[IVXLC]+|[A-Z])\b(?!\s+(?:du|de|des)\b)",
    re.IGNORECASE,
)
STEP, LARGE_STEP = 1.35, 1.7
RUNS_ON = re.compile(
    r"(?:\b(?:de|du|des|la|le|les|un|une|et|ou|à|au|aux|en|par|pour|sur|dans|avec)|['’])$", re.IGNORECASE
)
ENDED = (".", ":", ";", "!", "?", "»")


def paragraphs(region: Sequence[Span], words: Vocabulary) -> list[Span]:
    """Return the paragraphs of a region, each as one span; a table's span stands as it is."""
    lines = [joined(line) for line in with_aligned_tables([_marked(line) for line in lines_of(region)])]
    texts = [line for line in lines if line.table is None]
    if not texts:
        return lines
    step = spacing(texts)
    left, _, right, _ = around(line.box for line in texts)
    found: list[list[Span]] = []
    for line in lines:
        if found and not _starts(found[-1], line, step=step, edges=(left, right)):
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


def _starts(group: Sequence[Span], line: Span, *, step: float, edges: tuple[float, float]) -> bool:
    """Return whether the line starts a paragraph after these lines. edges: left and right of the region."""
    last = group[-1]
    if line.table or last.table or line.hidden != last.hidden or MARK.match(line.text):
        return True
    if abs(line.size - last.size) > 0.08 * last.size or line.bold != last.bold or _apart(last, line, step):
        return True
    if RUNS_ON.search(last.text) or line.text[:1].islower():
        return False
    return _indented(group, line, edges) or (NUMBERED.match(line.text) is not None and last.text.endswith(ENDED))


def _apart(last: Span, line: Span, step: float) -> bool:
    """Return whether more white than usual parts two lines; large letters stand further apart."""
    usual = LARGE_STEP * line.size if line.size > step else STEP * max(step, line.size)
    return line.bottom - last.bottom > usual


def _indented(group: Sequence[Span], line: Span, edges: tuple[float, float]) -> bool:
    """Return whether the last line was short, or this one is set in."""
    last, (left, right) = group[-1], edges
    if not _ended(last, right):
        return False
    hanging = MARK.match(group[0].text) is not None
    if not hanging and 0.8 * line.size < line.left - left < 6 * line.size and last.left - left < 0.4 * line.size:
        return True
    if hanging and line.left < group[0].left + 0.3 * line.size:
        return True
    return last.right < right - 0.12 * (right - left)


def _ended(line: Span, right: float) -> bool:
    return line.text.endswith(ENDED) or line.right < right - 8 * line.size


def _paragraph(lines: Sequence[Span], words: Vocabulary) -> Span:
    text = lines[0].text
    for line in lines[1:]:
        text = join(text, line.text, words)
    return replace(lines[0], text=text, box=around(line.box for line in lines))
