"""Pieces of a line, with their place on the page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from statistics import median

from beffroi.engines.documents.pages import Block, Box

TOUCHING = 0.12


@dataclass(frozen=True)
class Span:
    """Words that stand together on one line.

    box: left, top, right, bottom [points from the page's top left]. size: of the letters [points].
    table: the block of a table, which takes the place of its words in the reading order.
    """

    text: str
    box: Box
    size: float
    bold: bool = False
    hidden: bool = False
    table: Block | None = None

    @property
    def left(self) -> float:
        """Return the left edge [points]."""
        return self.box[0]

    @property
    def top(self) -> float:
        """Return the upper edge [points]."""
        return self.box[1]

    @property
    def right(self) -> float:
        """Return the right edge [points]."""
        return self.box[2]

    @property
    def bottom(self) -> float:
        """Return the lower edge [points]."""
        return self.box[3]

    @property
    def middle(self) -> float:
        """Return the height of the middle [points]."""
        return (self.box[1] + self.box[3]) / 2


def around(boxes: Iterable[Box]) -> Box:
    """Return the smallest box that holds these."""
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    return min(lefts), min(tops), max(rights), max(bottoms)


def letter_size(spans: Sequence[Span]) -> float:
    """Return the size that most letters have [points]; 10 where there are none."""
    weights: dict[float, int] = {}
    for span in spans:
        weights[round(span.size * 2) / 2] = weights.get(round(span.size * 2) / 2, 0) + len(span.text)
    return max(weights, key=lambda size: weights[size], default=10.0) or 10.0


def same_line(one: Span, other: Span) -> bool:
    """Return whether two spans stand on one line: their heights overlap by half of the lower one."""
    shared = min(one.bottom, other.bottom) - max(one.top, other.top)
    return shared > 0.5 * min(one.bottom - one.top, other.bottom - other.top)


def lines_of(spans: Sequence[Span]) -> list[list[Span]]:
    """Group spans into lines from top to bottom, each from left to right. Tables stand alone."""
    lines: list[list[Span]] = []
    for span in sorted(spans, key=lambda span: (span.middle, span.left)):
        if lines and span.table is None and lines[-1][0].table is None and same_line(_tallest(lines[-1]), span):
            lines[-1].append(span)
        else:
            lines.append([span])
    return [sorted(line, key=lambda span: span.left) for line in lines]


def _tallest(line: Sequence[Span]) -> Span:
    return max(line, key=lambda span: span.size)


def joined(line: Sequence[Span]) -> Span:
    """Make one span of a line's spans, which touch or are parted by a space."""
    if len(line) == 1:
        return line[0]
    text = line[0].text
    for before, after in zip(line, line[1:], strict=False):
        gap = after.left - before.right
        text += after.text if gap < TOUCHING * before.size else f" {after.text}"
    letters = sum(len(span.text) for span in line)
    bold = sum(len(span.text) for span in line if span.bold) > 0.8 * letters
    size = letter_size(line)
    return replace(line[0], text=text, box=around(span.box for span in line), size=size, bold=bold)


def spacing(lines: Sequence[Span]) -> float:
    """Return the usual distance from one line's foot to the next one's [points]."""
    steps = [below.bottom - above.bottom for above, below in zip(lines, lines[1:], strict=False)]
    size = letter_size(lines)
    near = [step for step in steps if 0.8 * size < step < 2.2 * size]
    return median(near) if near else 1.25 * size
