"""A small chart of months, drawn as SVG by ``platform/_month_bars.html``."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

WIDTH, HEIGHT, FOOT, TOP = 720, 190, 30, 24
FILLED = 0.7


@dataclass(frozen=True)
class Bar:
    """One bar: its place and size [px], the word under it, the value above."""

    x: str
    y: str
    width: str
    height: str
    middle: str
    above: str
    label: str
    value: float


@dataclass(frozen=True)
class BarChart:
    """Bars side by side; the table behind holds the same values."""

    title: str
    bars: tuple[Bar, ...]
    width: int = WIDTH
    height: int = HEIGHT
    foot: int = HEIGHT - FOOT
    words: int = HEIGHT - 10

    @property
    def digits(self) -> int:
        """Digits that the values are written with."""
        return 0 if max((bar.value for bar in self.bars), default=0) >= 20 else 1


def bar_chart(title: str, values: Iterable[tuple[str, float]]) -> BarChart:
    """Lay out bars from (word, value), the tallest as high as the chart."""
    rows = list(values)
    top = max((value for _, value in rows), default=0) or 1
    step = WIDTH / max(len(rows), 1)
    return BarChart(title, tuple(_bar(place, step, label, value, top) for place, (label, value) in enumerate(rows)))


def _bar(place: int, step: float, label: str, value: float, top: float) -> Bar:
    tall = (HEIGHT - FOOT - TOP) * value / top
    x, y = place * step + step * (1 - FILLED) / 2, HEIGHT - FOOT - tall
    middle = place * step + step / 2
    return Bar(
        x=f"{x:.1f}",
        y=f"{y:.1f}",
        width=f"{step * FILLED:.1f}",
        height=f"{tall:.1f}",
        middle=f"{middle:.1f}",
        above=f"{y - 6:.1f}",
        label=label,
        value=value,
    )
