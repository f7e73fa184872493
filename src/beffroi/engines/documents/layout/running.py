"""Headers, footers and page numbers that come back on every page: kept once, not mixed with the sentences."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence

from beffroi.engines.documents.layout.spans import Span, joined, lines_of

MARGIN = 0.13
SAME_HEIGHT = 6.0
NUMBER = re.compile(
    r"^[-–—\s]*(?:p(?:age|\.)?\s*)?(?:n°\s*)?\d{1,4}\s*(?:(?:/|sur|de)\s*\d{1,4})?[-–—\s]*$|^[-–—\s]*[ivxlc]{1,6}[-–—\s]*$",
    re.IGNORECASE,
)
ROMAN = re.compile(r"^[ivxlc]+$", re.IGNORECASE)


def without_running(pages: Sequence[Sequence[Span]], heights: Sequence[float]) -> list[list[Span]]:
    """Take out page numbers and what is repeated at the top or foot of pages; the first of each repeat stays.

    pages: the spans of each page. heights: of each page [points].
    """
    repeats = _repeats(pages, heights)
    seen: set[str] = set()
    kept = []
    for spans, height in zip(pages, heights, strict=True):
        gone: set[int] = set()
        for line, _ in _marginal(spans, height):
            key = _key(joined(line).text)
            if NUMBER.match(joined(line).text) or (key in repeats and key in seen):
                gone.update(map(id, line))
            seen.add(key)
        kept.append([span for span in spans if id(span) not in gone])
    return kept


def _repeats(pages: Sequence[Sequence[Span]], heights: Sequence[float]) -> set[str]:
    """Return what stands at one height of the margin on several pages."""
    places: dict[str, list[tuple[int, float]]] = defaultdict(list)
    for number, (spans, height) in enumerate(zip(pages, heights, strict=True)):
        for line, middle in _marginal(spans, height):
            places[_key(joined(line).text)].append((number, middle))
    least = 2 if len(pages) < 6 else 3
    return {key for key, found in places.items() if key and _together(found) >= least}


def _together(found: Sequence[tuple[int, float]]) -> int:
    return max(len({page for page, at in found if abs(at - middle) < SAME_HEIGHT}) for _, middle in found)


def _marginal(spans: Sequence[Span], height: float) -> list[tuple[list[Span], float]]:
    """Return the lines of the upper and lower margin: with the height of their middle."""
    lines = [line for line in lines_of(spans) if line[0].table is None and not line[0].hidden]
    margin = MARGIN * height
    marginal = [line for line in lines if line[0].bottom < margin or line[0].top > height - margin]
    return [(line, line[0].middle) for line in marginal]


def _key(text: str) -> str:
    return re.sub(r"\d+", "#", " ".join(text.lower().split()))
