"""The chart of a sector's nights: what it takes, what it may take, and since when an alarm says it loses."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone

from beffroi.web.platform.charts import BOTTOM, HEIGHT, LEFT, RIGHT, TOP, WIDTH, Tick, scale_of
from beffroi.web.platform.templatetags.french import SHORT_MONTHS
from beffroi.web.water.models import AlarmStatus, Night, NightAlarm

MOST_LABELS = 5
GAP = timedelta(days=3)
Place = tuple[float, float]


@dataclass(frozen=True)
class DayLabel:
    """A day under the chart, at its place [px]."""

    x: float
    text: str


@dataclass(frozen=True)
class Onset:
    """When an alarm says that a loss began: between two places [px], told at a third; ``waits`` for a decision."""

    number: int
    left: float
    width: float
    told: float
    waits: bool


@dataclass(frozen=True)
class NightChart:
    """All that ``water/_night_chart.html`` draws. ``lines``: strokes of the night flow, as SVG reads points."""

    title: str
    lines: tuple[str, ...]
    onsets: tuple[Onset, ...]
    days: tuple[DayLabel, ...]
    ticks: tuple[Tick, ...]
    legitimate: float | None
    width: float = WIDTH
    height: float = HEIGHT
    left: float = LEFT
    right: float = WIDTH - RIGHT
    top: float = TOP
    bottom: float = HEIGHT - BOTTOM


def night_chart(
    title: str, nights: Sequence[Night], alarms: Sequence[NightAlarm], *, legitimate: float | None
) -> NightChart | None:
    """Lay out a sector's nights, in the order of days; None under two nights."""
    if len(nights) < 2:
        return None
    first, last = nights[0].day, nights[-1].day
    scale = scale_of([0.0, *(night.m3h for night in nights), *([legitimate] if legitimate is not None else [])])

    def x(day: date) -> float:
        share = min(max((day - first) / (last - first), 0.0), 1.0)
        return round(LEFT + share * (WIDTH - LEFT - RIGHT), 1)

    shown = [alarm for alarm in alarms if _day(alarm.raised_at) >= first]
    return NightChart(
        title=title,
        lines=tuple(_lines([(night.day, (x(night.day), scale.y(night.m3h))) for night in nights])),
        onsets=tuple(_onset(alarm, x) for alarm in shown),
        days=tuple(DayLabel(x(day), _short(day)) for day in _labelled(first, last)),
        ticks=scale.ticks,
        legitimate=None if legitimate is None else scale.y(legitimate),
    )


def _day(at: datetime) -> date:
    return timezone.localdate(at)


def _onset(alarm: NightAlarm, x: Callable[[date], float]) -> Onset:
    left, right, told = (x(_day(at)) for at in (alarm.onset_earliest, alarm.onset_latest, alarm.raised_at))
    return Onset(alarm.pk, left, max(right - left, 4.0), told, alarm.status == AlarmStatus.SIGNAL)


def _lines(places: Sequence[tuple[date, Place]]) -> list[str]:
    """Return strokes: the line breaks where nights are missing."""
    strokes: list[list[Place]] = []
    before: date | None = None
    for day, place in places:
        if before is None or day - before > GAP:
            strokes.append([])
        strokes[-1].append(place)
        before = day
    return [" ".join(f"{x:g},{y:g}" for x, y in stroke) for stroke in strokes]


def _labelled(first: date, last: date) -> list[date]:
    """Return a few days to write under the chart, the first of months where there are enough."""
    days = [first + timedelta(days=day) for day in range((last - first).days + 1)]
    months = [day for day in days if day.day == 1]
    chosen = months if len(months) >= 2 else days
    return chosen[:: -(-len(chosen) // MOST_LABELS)]


def _short(day: date) -> str:
    return f"{'1er' if day.day == 1 else day.day} {SHORT_MONTHS[day.month - 1]}"
