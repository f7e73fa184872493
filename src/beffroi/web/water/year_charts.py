"""The yield of each year against what the law asks for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from beffroi.web.platform.charts import BOTTOM, HEIGHT, LEFT, RIGHT, WIDTH, Tick, scale_of

MOST_YEARS = 10


@dataclass(frozen=True)
class YieldOf:
    """A yield and its threshold [%] over twelve months named by ``label``."""

    label: str
    percent: float
    threshold: float | None
    below: bool


@dataclass(frozen=True)
class YearMark:
    """The places [px] of a yield and of its threshold, drawn from ``left`` to ``right``."""

    label: str
    percent: float
    below: bool
    x: float
    y: float
    left: float
    right: float
    threshold: float | None


@dataclass(frozen=True)
class YearChart:
    """All that ``water/_year_chart.html`` draws."""

    title: str
    marks: tuple[YearMark, ...]
    ticks: tuple[Tick, ...]
    line: str
    width: float = WIDTH
    height: float = HEIGHT
    left: float = LEFT
    right: float = WIDTH - RIGHT
    bottom: float = HEIGHT - BOTTOM


def year_chart(title: str, yields: Sequence[YieldOf]) -> YearChart | None:
    """Lay out the last yields from left to right; None without any."""
    shown = yields[-MOST_YEARS:]
    if not shown:
        return None
    scale = scale_of([v for one in shown for v in (one.percent, one.threshold) if v is not None])
    step = (WIDTH - LEFT - RIGHT) / len(shown)
    marks = tuple(
        YearMark(
            label=one.label,
            percent=one.percent,
            below=one.below,
            x=round(LEFT + step * (place + 0.5), 1),
            y=scale.y(one.percent),
            left=round(LEFT + step * (place + 0.1), 1),
            right=round(LEFT + step * (place + 0.9), 1),
            threshold=None if one.threshold is None else scale.y(one.threshold),
        )
        for place, one in enumerate(shown)
    )
    return YearChart(title, marks, scale.ticks, " ".join(f"{mark.x:g},{mark.y:g}" for mark in marks))
