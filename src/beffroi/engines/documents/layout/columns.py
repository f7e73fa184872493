"""Reading order: columns are read one after the other, what spans them in between."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import mean, median

from beffroi.engines.documents.layout.spans import Span, around, letter_size, lines_of

FEWEST_LINES = 3
NARROWEST_GUTTER = 0.7
DEEPEST = 4
# More than that is a plan, whose labels have no reading order.
MOST_SPANS = 2000
FARTHEST = 1.2
# A column of sentences fills its width; the cells of a table do not.
FILLED, LETTERS = 0.5, 18
LOOSE, DENSE = 0.25, 0.45


def regions(spans: Sequence[Span], depth: int = 0) -> list[list[Span]]:
    """Cut the spans of a page into regions in reading order; within one, lines run from left to right."""
    if not 2 * FEWEST_LINES <= len(spans) <= MOST_SPANS or depth > DEEPEST:
        return [list(spans)] if spans else []
    gutter = _gutter(spans)
    if gutter is None:
        return [list(spans)]
    found: list[list[Span]] = []
    for band in _bands(spans, gutter):
        left = [span for span in band if span.right <= gutter]
        right = [span for span in band if span.left >= gutter]
        if left and right and len(left) + len(right) == len(band) and _columns(left, right):
            found += regions(left, depth + 1) + regions(right, depth + 1)
        elif found and not _was_column(found[-1], gutter):
            found[-1].extend(band)
        else:
            found.append(list(band))
    return found if len(found) > 1 else [list(spans)]


def _was_column(region: Sequence[Span], gutter: float) -> bool:
    return all(span.right <= gutter for span in region) or all(span.left >= gutter for span in region)


def _gutter(spans: Sequence[Span]) -> float | None:
    """Return the middle of the white strip with the most lines on both sides, or None."""
    left, _, right, _ = around(span.box for span in spans)
    least = NARROWEST_GUTTER * letter_size(spans)
    best: tuple[float, float] | None = None
    for place in _places(spans, left + 0.12 * (right - left), right - 0.12 * (right - left)):
        worth = _worth(spans, place, least)
        if worth > 0 and (best is None or worth > best[0]):
            best = worth, place
    return best[1] if best else None


def _places(spans: Sequence[Span], start: float, end: float) -> list[float]:
    """Return the middles of the white strips between a right edge and the next left edge."""
    lefts = sorted({round(span.left, 1) for span in spans})
    places = set()
    for edge in {round(span.right, 1) for span in spans}:
        after = next((left for left in lefts if left > edge), None)
        if after is not None and start < (edge + after) / 2 < end:
            places.add(round((edge + after) / 2, 1))
    return sorted(places)


def _worth(spans: Sequence[Span], place: float, least: float) -> float:
    """Return how many lines stand on the poorer side, less twice those that cross; 0 where it is no gutter."""
    worth = 0.0
    for band in _bands(spans, place):
        left = [span for span in band if span.right <= place]
        right = [span for span in band if span.left >= place]
        if not left or not right or len(left) + len(right) < len(band) or not _columns(left, right):
            continue
        if min(span.left for span in right) - max(span.right for span in left) >= least:
            worth += min(len(lines_of(left)), len(lines_of(right)))
    return worth


def _bands(spans: Sequence[Span], place: float) -> list[list[Span]]:
    """Cut the spans, from top to bottom, where one crosses the place; those that cross are bands of their own."""
    bands: list[list[Span]] = []
    crossing_before = True
    for line in lines_of(spans):
        crossing = any(span.left < place < span.right for span in line)
        if crossing or crossing_before or not bands or _far(bands[-1], line):
            bands.append([])
        bands[-1].extend(line)
        crossing_before = crossing
    return _merged(bands, place)


def _far(band: Sequence[Span], line: Sequence[Span]) -> bool:
    """Return whether much white parts a line from a short band above it, as it does a page's header from its text."""
    white = line[0].top - max(span.bottom for span in band)
    return white > FARTHEST * band[-1].size and len(lines_of(band)) < FEWEST_LINES


def _merged(bands: list[list[Span]], place: float) -> list[list[Span]]:
    """Put neighbouring bands that cross together."""
    merged: list[list[Span]] = []
    for band in bands:
        crosses = any(span.left < place < span.right for span in band)
        if merged and crosses and any(span.left < place < span.right for span in merged[-1]):
            merged[-1].extend(band)
        else:
            merged.append(band)
    return merged


def _columns(left: Sequence[Span], right: Sequence[Span]) -> bool:
    """Return whether the two sides are columns of sentences, not the cells of a table."""
    sides = lines_of(left), lines_of(right)
    if min(map(len, sides)) < FEWEST_LINES:
        return False
    if all(_sentences(side) for side in sides):
        return min(map(_density, sides)) > LOOSE
    return min(map(_density, sides)) > DENSE and _level(*sides) < 0.4


def _density(lines: Sequence[Sequence[Span]]) -> float:
    """Return which share of their height lines fill; labels beside a text fill little."""
    inked = sum(line[0].bottom - line[0].top for line in lines)
    return inked / max(1.0, lines[-1][0].bottom - lines[0][0].top)


def _sentences(lines: Sequence[Sequence[Span]]) -> bool:
    if any(span.table for line in lines for span in line):
        return True
    edges = around(span.box for line in lines for span in line)
    widths = [line[-1].right - line[0].left for line in lines]
    letters = mean(len(span.text) for line in lines for span in line)
    return median(widths) >= FILLED * (edges[2] - edges[0]) and letters >= LETTERS


def _level(left: Sequence[Sequence[Span]], right: Sequence[Sequence[Span]]) -> float:
    """Return the share of lines of the shorter side that stand level with a line of the other."""
    middles = [line[0].middle for line in left]
    level = [any(abs(line[0].middle - middle) < 0.35 * line[0].size for middle in middles) for line in right]
    return sum(level) / min(len(left), len(right))
