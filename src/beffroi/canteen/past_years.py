"""How a canteen stood at this moment of earlier school years, against its own level of each year.

Against the level of today, the pupils who have come and gone since would pass for a season.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from beffroi.canteen.panel import Array

Days = NDArray[np.int64]

WEEK_OF_YEAR = 364
YEARS = (1, 2, 3, 4)
FADING = 0.75
BELIEVED_AFTER = 4.0
LEAST_DAYS = 15
LAST_WEEKS = 20
START_WEEKS = 20
CLIP = 0.25
STEADY_MEMORIES = (12.0, 30.0, 90.0, 250.0)
USUAL_SPREAD = 0.03
SEASON = ["season_month", "season_weekday", "season_quarter", "season_at_snapshot", "season_change", "season_start"]


@dataclass(frozen=True)
class Moments:
    """Where each day stands, (days,): ordinal, weekday, school year, weekdays since the summer (0: too long ago)."""

    ordinals: Days
    weekdays: Days
    years: Days
    since_summer: Days
    last_weeks: NDArray[np.bool_]

    def first(self, width: int) -> Moments:
        """Return the first days."""
        names = ("ordinals", "weekdays", "years", "since_summer", "last_weeks")
        return Moments(*(getattr(self, name)[:width] for name in names))


@dataclass(frozen=True)
class PastYears:
    """Rates less the town's (canteens, days), and the same less the canteen's level of each school year."""

    relative: Array
    centred: Array
    moments: Moments
    snapshot: int

    def season(self, ordinal: int, weekday: int, year: int, since_summer: int) -> dict[str, Array]:
        """Return (canteens,) the columns ``SEASON`` of one day."""
        same = self.moments.weekdays == weekday
        return {
            "season_month": self._near(ordinal, 20, years=YEARS[:1]),
            "season_weekday": self._near(ordinal, 25, only=same),
            "season_quarter": self._near(ordinal, 45),
            "season_at_snapshot": self._near(self.snapshot - 22, 30),
            "season_change": self._change(ordinal),
            "season_start": self._start(year, since_summer),
        }

    def _near(
        self, ordinal: int, reach: int, *, years: tuple[int, ...] = YEARS, only: NDArray[np.bool_] | None = None
    ) -> Array:
        weights = np.zeros(len(self.moments.ordinals))
        for past in years:
            distance = np.abs(self.moments.ordinals - (ordinal - WEEK_OF_YEAR * past))
            weights += FADING ** (past - 1) * np.clip(1 - distance / (reach + 1), 0, None)
        return _drawn_to_zero(self.centred, weights if only is None else weights * only, BELIEVED_AFTER)

    def _change(self, ordinal: int) -> Array:
        """Return what last year brought between the weeks before the snapshot and the day."""
        days = self.moments.ordinals
        then = np.abs(days - (ordinal - WEEK_OF_YEAR)) <= 14
        eve = self.snapshot - WEEK_OF_YEAR
        before = (days < eve) & (days >= eve - 60)
        return np.clip(_level(self.relative, then) - _level(self.relative, before), -0.3, 0.3)

    def _start(self, year: int, since_summer: int) -> Array:
        if not 0 < since_summer <= START_WEEKS:
            return np.zeros(len(self.centred))
        m = self.moments
        same = (m.since_summer > 0) & (m.years < year) & (np.abs(m.since_summer - since_summer) <= 2)
        fading = np.where(same, FADING ** np.clip(year - 1 - m.years, 0, None), 0.0)
        return _drawn_to_zero(self.centred, fading, BELIEVED_AFTER / 2)


def past_years(relative: Array, moments: Moments, snapshot: int) -> PastYears:
    """Centre each school year of (canteens, days) rates known before the snapshot."""
    centred = np.full(relative.shape, np.nan)
    for year in sorted(set(moments.years.tolist())):
        of_year = moments.years == year
        usual = of_year & ~moments.last_weeks
        if usual.sum() >= LEAST_DAYS:
            centred[:, of_year] = relative[:, of_year] - _year_level(relative[:, usual])[:, None]
    return PastYears(relative, np.clip(centred, -CLIP, CLIP), moments, snapshot)


def steady_levels(relative: Array, level: Array, ages: Array) -> Array:
    """Return (canteens, STEADY_MEMORIES) levels in which days that scatter the canteens weigh less.

    June's outings empty a canteen for a day and say nothing of its September.
    """
    left = relative - level[:, None]
    scatter = np.nan_to_num(medians(np.abs(left).T), nan=0.05)
    weights = 1 / (scatter**2 + USUAL_SPREAD**2)
    tame = np.clip(left, -0.15, 0.15)
    means = [_mean(tame, weights * np.exp(-ages / memory)) for memory in STEADY_MEMORIES]
    return np.asarray(np.stack(means, axis=1) + level[:, None])


def medians(values: Array) -> Array:
    """Return the median of each row over its known values, NaN where there is none."""
    known = np.isfinite(values).any(axis=1)
    found = np.full(len(values), np.nan)
    if known.any():
        found[known] = np.nanmedian(values[known], axis=1)
    return found


def _year_level(values: Array) -> Array:
    tame = np.clip(values, -0.5, 0.5)
    middle = medians(tame)
    return middle + _mean(np.clip(tame - middle[:, None], -0.1, 0.1), np.ones(tame.shape[1]))


def _level(values: Array, chosen: NDArray[np.bool_]) -> Array:
    return _mean(np.clip(values[:, chosen], -0.6, 0.6), np.ones(int(chosen.sum())))


def _mean(values: Array, weights: Array) -> Array:
    known = np.isfinite(values)
    total = known @ weights
    summed = np.where(known, values, 0) @ weights
    return np.asarray(np.divide(summed, total, out=np.full(len(values), np.nan), where=total > 0))


def _drawn_to_zero(values: Array, weights: Array, believed_after: float) -> Array:
    chosen = weights > 0
    values, weights = values[:, chosen], weights[chosen]
    known = np.isfinite(values)
    return np.asarray((np.where(known, values, 0) @ weights) / (known @ weights + believed_after))
