"""Rises of night flow, seen the morning after, from the nights up to then alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from beffroi.water.night_flow.segments import Array, Costs, Segment, change_interval, cut, fitted

MEMORY_NIGHTS = 110
WARM_UP_NIGHTS = 21
FEWEST_NIGHTS = 14
NOISE_FLOOR = 0.008
SUDDEN, SLOW = 4.0, 4.0
LEAST_M3H, LEAST_SHARE = 2.5, 0.1
DOUBT = 0.05
CONFIRMED = 0.5
UNSETTLED = 3.0
OLDEST = 60
SETTLING = 30
BIG, AGAIN, REDO = 6.0, 0.5, 3.0
REGROWN, REGROWN_NEED = 1.0, 1.5


@dataclass(frozen=True)
class Rise:
    """A rise seen on night ``seen``, begun on night ``onset`` (95 %: ``earliest`` to ``latest``).

    From ``before`` to ``now`` [m3/h]; ``step``: the part that came at once; ``sudden`` or slow.
    """

    seen: int
    onset: int
    earliest: int
    latest: int
    before: float
    now: float
    step: float
    sudden: bool

    @property
    def loss(self) -> float:
        """Rise [m3/h]."""
        return self.now - self.before


@dataclass(frozen=True)
class View:
    """What is seen on a night: ``nights`` cleared of the weekdays, from night ``first`` to the last."""

    first: int
    nights: Array
    sigma: float
    segments: list[Segment]
    costs: Costs

    @property
    def least(self) -> float:
        """Least rise worth a visit [m3/h]."""
        return float(min(LEAST_M3H, LEAST_SHARE * abs(np.nanmedian(self.nights))))


def views(nights: Array, weekdays: Array) -> Iterator[tuple[int, View]]:
    """Yield (night, view) for each night read; ``weekdays``: 0 to 6 for each night."""
    habit: Array | None = None
    for night in range(WARM_UP_NIGHTS, len(nights)):
        first = max(0, night - MEMORY_NIGHTS + 1)
        window, days = nights[first : night + 1], weekdays[first : night + 1]
        if not np.isfinite(window[-1]) or np.isfinite(window).sum() < FEWEST_NIGHTS:
            continue
        habit = _weekly(window - _rolling(window), days) if habit is None else habit
        view = _view(window - habit[days], first)
        if view.segments:
            habit = _weekly(window - fitted(view.segments), days)
            yield night, view


def _view(values: Array, first: int) -> View:
    steps = np.diff(values)
    steps = steps[np.isfinite(steps)]
    spread = 1.4826 * np.median(np.abs(steps - np.median(steps))) / np.sqrt(2) if len(steps) else 0.0
    sigma = max(float(spread), NOISE_FLOOR * abs(float(np.nanmedian(values))), 1e-6)
    cleared = _without_spikes(values, sigma)
    segments, costs = cut(cleared, sigma)
    return View(first, cleared, sigma, segments, costs)


def _without_spikes(values: Array, sigma: float) -> Array:
    """Blank a lone night far from both its neighbours: a fire, a flushing, a feast."""
    left, middle, right = values[:-2], values[1:-1], values[2:]
    away = np.minimum(np.abs(middle - left), np.abs(middle - right)) > 5 * sigma
    spike = away & ((middle - left) * (middle - right) > 0)
    return np.where(np.concatenate([[False], spike, [False]]), np.nan, values)


def _rolling(values: Array) -> Array:
    padded = np.concatenate([np.full(3, np.nan), values, np.full(3, np.nan)])
    return np.asarray(np.lib.stride_tricks.sliding_window_view(padded, 7).mean(axis=1), dtype=float)


def _weekly(residuals: Array, days: Array) -> Array:
    known = np.isfinite(residuals)
    found = [residuals[known & (days == day)] for day in range(7)]
    habit = np.array([np.median(values) if len(values) else 0.0 for values in found])
    return np.asarray(habit - habit.mean(), dtype=float)


def find_rises(nights: Array, weekdays: Array) -> list[Rise]:
    """Return the rises in the order they were seen; each rests on nights up to ``seen`` alone."""
    found: list[Rise] = []
    for night, view in views(nights, weekdays):
        for rise in _candidates(view, night):
            if _is_clear(rise, view) and _is_new(rise, found[-1] if found else None, view):
                found.append(rise)
    return found


def _candidates(view: View, night: int) -> list[Rise]:
    """Return sudden steps and slow growths of the cut; growths that follow each other are one."""
    rises: list[Rise] = []
    growing = False
    for place, segment in enumerate(view.segments):
        before = view.segments[place - 1] if place else None
        step = segment.first - before.last if before else 0.0
        need = _step_need(before, segment, view) if before else np.inf
        if step > need and before:
            rises.append(_rise(view, night, segment, (before.last, segment.last, step), sudden=True))
        if abs(step) > need:
            growing = False
        growth = segment.last - segment.first
        if segment.slope > 0 and growth > max(1.5 * view.sigma, 0.5 * view.least):
            rises.append(_grown(view, night, segment, rises.pop() if growing else None))
            growing = True
        elif segment.slope <= 0 and segment.end - segment.begin >= 7:
            growing = False
    return rises


def _step_need(before: Segment, after: Segment, view: View) -> float:
    weight = 1 / min(after.end - after.begin, 4) + 1 / min(before.end - before.begin, 7)
    return float(max(SUDDEN * view.sigma * np.sqrt(weight), view.least))


def _grown(view: View, night: int, segment: Segment, begun: Rise | None) -> Rise:
    growth = segment.last - segment.first
    if begun is None or begun.sudden:
        return _rise(view, night, segment, (segment.first, segment.last, growth), sudden=False)
    return Rise(
        night, begun.onset, begun.earliest, begun.latest, begun.before, segment.last, begun.step + growth, sudden=False
    )


def _rise(view: View, night: int, segment: Segment, levels: tuple[float, float, float], *, sudden: bool) -> Rise:
    earliest, latest = change_interval(view.costs, view.segments, segment.begin) if segment.begin else (0, 0)
    onset = view.first + segment.begin
    return Rise(night, onset, view.first + earliest, view.first + latest, *levels, sudden)


def _need(rise: Rise, view: View) -> float:
    waited = 0.0 if rise.sudden else DOUBT * view.sigma * max(rise.seen - rise.onset - 9, 0)
    return max(SLOW * view.sigma, view.least) + waited


def _is_clear(rise: Rise, view: View) -> bool:
    """Tell whether the rise is large, begun within the memory, and held by the last two nights."""
    need, last = _need(rise, view), view.nights[np.isfinite(view.nights)][-2:]
    unsettled = abs(last[-1] - view.segments[-1].last) > UNSETTLED * view.sigma
    held = last.min() - rise.before > CONFIRMED * need
    begun = view.first < rise.onset < rise.seen
    return bool(rise.loss > need and held and begun and (rise.sudden or not unsettled))


def _is_new(rise: Rise, last: Rise | None, view: View) -> bool:
    """Tell whether the rise is another one than the last reported."""
    if last is None:
        return rise.seen - rise.onset < OLDEST
    if rise.onset <= last.seen + 1:
        grown = rise.now - last.now > max(REGROWN * last.loss, REGROWN_NEED * _need(rise, view))
        return not rise.sudden and rise.seen - last.seen > 7 and grown
    if rise.seen - rise.onset >= OLDEST:
        return False
    if rise.seen - last.seen > SETTLING:
        return True
    if rise.sudden:
        return rise.step >= AGAIN * last.loss or rise.step >= BIG * view.sigma
    return rise.now - last.now >= REDO * _need(rise, view)
