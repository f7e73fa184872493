"""Charts of lines drawn by a template (decision 0006): the curve of a ranking, the nights of a sensor."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

WIDTH, HEIGHT = 720.0, 280.0
LEFT, RIGHT, TOP, BOTTOM = 64.0, 16.0, 18.0, 36.0
TICKS = 4
Number = Callable[[float], str]


@dataclass(frozen=True)
class Series:
    """A line: its places on both axes, None where there is no value, its look and its name."""

    label: str
    look: str
    xs: Sequence[float]
    ys: Sequence[float | None]


@dataclass(frozen=True)
class Flag:
    """A line across the chart at a place of the horizontal axis."""

    x: float
    label: str


@dataclass(frozen=True)
class Trace:
    """A line laid out: an SVG path."""

    label: str
    look: str
    path: str


@dataclass(frozen=True)
class Tick:
    """A place on an axis [px] and its text."""

    place: float
    text: str


@dataclass(frozen=True)
class LineChart:
    """All that ``water/_line_chart.html`` draws."""

    title: str
    traces: tuple[Trace, ...]
    across: tuple[Tick, ...]
    up: tuple[Tick, ...]
    flags: tuple[Tick, ...]
    zero: float | None
    width: float = WIDTH
    height: float = HEIGHT
    left: float = LEFT
    right: float = WIDTH - RIGHT
    top: float = TOP
    bottom: float = HEIGHT - BOTTOM


@dataclass(frozen=True)
class Axis:
    """From values to places [px]."""

    low: float
    high: float
    start: float
    end: float

    def __call__(self, value: float) -> float:
        """Return the place of a value."""
        share = (value - self.low) / (self.high - self.low)
        return round(self.start + share * (self.end - self.start), 1)


def line_chart(
    title: str,
    series: Sequence[Series],
    *,
    across: Sequence[tuple[float, str]],
    write: Number,
    bounds: tuple[float, float] | None = None,
    flags: Sequence[Flag] = (),
) -> LineChart:
    """Lay out lines; ``across``: the ticks of the horizontal axis, whose ends are those of the series.

    ``bounds`` of the vertical axis: those of the values, at round numbers, when not given.
    """
    values = [y for one in series for y in one.ys if y is not None] or [0.0]
    ticks = round_ticks(*(bounds or (min(values), max(values))))
    xs = [x for one in series for x in one.xs]
    flat = Axis(min(xs), max(*xs, min(xs) + 1e-9), LEFT, WIDTH - RIGHT)
    tall = Axis(ticks[0], ticks[-1], HEIGHT - BOTTOM, TOP)
    return LineChart(
        title=title,
        traces=tuple(Trace(one.label, one.look, _path(one, flat, tall)) for one in series),
        across=tuple(Tick(flat(x), text) for x, text in across),
        up=tuple(Tick(tall(value), write(value)) for value in ticks),
        flags=tuple(Tick(flat(flag.x), flag.label) for flag in flags),
        zero=tall(0.0) if ticks[0] < 0 < ticks[-1] else None,
    )


def _path(series: Series, flat: Axis, tall: Axis) -> str:
    """Return the path of a line, broken where a value is missing."""
    words, drawing = [], False
    for x, y in zip(series.xs, series.ys, strict=True):
        if y is not None:
            words.append(f"{'L' if drawing else 'M'}{flat(x):g} {tall(y):g}")
        drawing = y is not None
    return "".join(words)


def round_ticks(low: float, high: float) -> list[float]:
    """Return round numbers from under the lowest value to over the highest."""
    spread = max(high - low, 1e-6)
    power = 10.0 ** math.floor(math.log10(spread / TICKS))
    step = next(step * power for step in (1, 2, 2.5, 5, 10) if step * power * TICKS >= spread * 0.999)
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    return [round(step * place, 10) for place in range(first, max(last, first + 1) + 1)]
