"""Charts drawn as inline SVG by templates: they follow the page's colours, dark paper and print.

A view makes the marks; ``platform/_interval_bars.html`` and ``platform/_lines.html`` draw them. Why not a
library: docs/decisions/0005-charts-in-templates.md.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT = 720.0, 260.0
LEFT, RIGHT, TOP, BOTTOM = 64.0, 12.0, 16.0, 34.0
TICKS = 4
LETTER = 8.5


@dataclass(frozen=True)
class Interval:
    """One bar: what is expected, between two bounds; what was ordered, and served, where known."""

    label: str
    low: float
    high: float
    point: float
    order: float | None = None
    served: float | None = None


@dataclass(frozen=True)
class Bar:
    """The places of one bar's marks [px]; None where there is no mark."""

    label: str
    x: float
    left: float
    right: float
    top: float
    height: float
    point: float
    order: float | None
    served: float | None
    shown: bool


@dataclass(frozen=True)
class Tick:
    """A line across the chart and its value."""

    y: float
    value: float


@dataclass(frozen=True)
class IntervalChart:
    """All that the template draws."""

    title: str
    bars: tuple[Bar, ...]
    ticks: tuple[Tick, ...]
    width: float = WIDTH
    height: float = HEIGHT
    left: float = LEFT
    right: float = WIDTH - RIGHT
    bottom: float = HEIGHT - BOTTOM
    has_order: bool = False
    has_served: bool = False


@dataclass(frozen=True)
class Scale:
    """From values to places, the largest value at the top."""

    low: float
    high: float
    ticks: tuple[Tick, ...]

    def y(self, value: float) -> float:
        """Return the place [px] of a value."""
        share = (value - self.low) / (self.high - self.low)
        return round(HEIGHT - BOTTOM - share * (HEIGHT - BOTTOM - TOP), 1)


def interval_chart(title: str, intervals: Sequence[Interval], *, most_labels: int = 16) -> IntervalChart:
    """Lay out one bar an interval, from left to right."""
    values = [v for i in intervals for v in (i.low, i.high, i.point, i.order, i.served) if v is not None]
    scale = scale_of(values)
    step = (WIDTH - LEFT - RIGHT) / max(1, len(intervals))
    every = math.ceil(len(intervals) / most_labels)
    room = max(4, int(step * every / LETTER))
    bars = tuple(
        _bar(
            interval,
            label=_shortened(interval.label, room),
            place=place,
            step=step,
            scale=scale,
            shown=place % every == 0,
        )
        for place, interval in enumerate(intervals)
    )
    return IntervalChart(
        title,
        bars,
        scale.ticks,
        has_order=any(i.order is not None for i in intervals),
        has_served=any(i.served is not None for i in intervals),
    )


def _shortened(label: str, letters: int) -> str:
    return label if len(label) <= letters else f"{label[: letters - 1].rstrip()}…"


def _bar(interval: Interval, *, label: str, place: int, step: float, scale: Scale, shown: bool) -> Bar:
    middle, half = LEFT + step * (place + 0.5), min(26.0, step * 0.36)
    top = scale.y(interval.high)
    return Bar(
        label=label,
        x=round(middle, 1),
        left=round(middle - half, 1),
        right=round(middle + half, 1),
        top=top,
        height=round(max(1.0, scale.y(interval.low) - top), 1),
        point=scale.y(interval.point),
        order=None if interval.order is None else scale.y(interval.order),
        served=None if interval.served is None else scale.y(interval.served),
        shown=shown,
    )


def scale_of(values: Sequence[float]) -> Scale:
    """Return a scale with round ticks; it starts at zero unless the values are close together."""
    high, low = max(values, default=1.0), min(values, default=0.0)
    base = 0.0 if low < 0.6 * high else low - (high - low) * 0.25
    step = _round_step(max((high - base) / TICKS, 0.25))
    first = math.floor(base / step) * step
    last = max(math.ceil(high / step) * step, first + step)
    scale = Scale(first, last, ())
    count = round((last - first) / step)
    return Scale(first, last, tuple(Tick(scale.y(first + step * i), first + step * i) for i in range(count + 1)))


def _round_step(rough: float) -> float:
    """Return the next of 1, 2, 5, 10, 20, 50…"""
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(step for step in (1, 2, 5, 10) if step * power >= rough)
    return max(1.0, step * power)
