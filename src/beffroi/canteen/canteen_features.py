"""What each canteen's past says of a coming day, as known on a snapshot date.

Everything is relative: a canteen's rate less the town's rate of the same day, so that holidays and
menus common to all cancel out. Levels and habits are exponentially weighted means.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from beffroi.canteen.dishes import group_names
from beffroi.canteen.panel import Array, Panel
from beffroi.canteen.past_years import (
    LAST_WEEKS,
    SEASON,
    STEADY_MEMORIES,
    WEEK_OF_YEAR,
    Moments,
    PastYears,
    past_years,
    steady_levels,
)
from beffroi.canteen.town_effect import Design

Flags = NDArray[np.bool_]
Table = NDArray[np.float32]

MEMORIES = (15.0, 40.0, 120.0, 400.0)
REFERENCE = MEMORIES.index(120.0)
CLIP = 0.2
SHARP_DROP = -0.12
LEVELS = [f"level_{memory:.0f}" for memory in MEMORIES]
STEADY = [f"steady_{memory:.0f}" for memory in STEADY_MEMORIES]
HABITS = [
    "weekday_habit", "weekday_last_2", "weekday_last_4", "weekday_last_8", "last_week", "last_3_weeks",
    "last_year_near", "last_year_day", "past_years_near", "past_years_weekday", "last_year_weekday",
    "year_end_day", "year_end_near", "year_end", "trend", "dish_habit", "fortnight",
]  # fmt: skip
OTHERS = ["this_year", "days_this_year", "planned_level", "spread", "recent_spread", "drops", "year_end_spread", "lead"]
PAST = LEVELS + STEADY + HABITS + SEASON + OTHERS
CALENDAR = [
    "weekday", "month", "day_of_year", "to_holiday", "since_holiday", "gap_after", "gap_before",
    "days_off_in_week", "to_summer", "since_summer",
]  # fmt: skip
CANTEEN = ["kind", "sector", "size", "nursery", "growth", "nursery_shift"]


def feature_names() -> list[str]:
    """Return the names of the columns of ``canteen_features``."""
    return PAST + CALENDAR + [f"menu_{group}" for group in group_names()] + CANTEEN


@dataclass(frozen=True)
class Snapshot:
    """What was known before one day: relative rates (canteens, past days) and their means."""

    ordinal: int
    relative: Array
    left: Array
    ages: Array
    levels: Array
    steady: Array
    past_years: PastYears
    columns: dict[str, Array]
    by_weekday: dict[int, dict[str, Array]]
    by_dish: Array
    by_fortnight: tuple[Array, Array]


class CanteenPast:
    """Relative rates of a panel and the features read from them."""

    def __init__(self, panel: Panel, design: Design, town_rate: Array) -> None:
        self.panel = panel
        self.design = design
        self.ordinals = panel.ordinals
        self.weekdays = panel.weekdays
        self.to_holiday = design.table.to_holiday.to_numpy()
        self.to_summer = design.table.to_summer.to_numpy(dtype=bool)
        self.fortnights = (self.ordinals // 7) % 2
        since = np.where(design.table.since_summer, design.table.since_holiday, 0).astype(np.int64)
        last_weeks = self.to_summer & (self.to_holiday <= LAST_WEEKS)
        self.moments = Moments(self.ordinals, self.weekdays, panel.years, since, last_weeks)
        rates = np.where(panel.strike | ~panel.past, np.nan, panel.rates)
        self.relative = rates - np.where(panel.past, town_rate, np.nan)
        self.planned = panel.planned / panel.size - np.where(panel.past, town_rate, np.nan)

    def snapshot(self, ordinal: int) -> Snapshot:
        """Summarise the days before ``ordinal``."""
        past = np.flatnonzero(self.ordinals < ordinal)
        relative = self.relative[:, past]
        ages = (ordinal - self.ordinals[past]).astype(float)
        levels = np.stack([_mean(relative, np.exp(-ages / memory)) for memory in MEMORIES], axis=1)
        levels = _fill_levels(levels, self.panel.kinds)
        left = relative - levels[:, [REFERENCE]]
        clipped = np.clip(left, -CLIP, CLIP)
        return Snapshot(
            ordinal=ordinal,
            relative=relative,
            left=clipped,
            ages=ages,
            levels=levels,
            steady=steady_levels(relative, levels[:, REFERENCE], ages),
            past_years=past_years(relative, self.moments.first(len(past)), ordinal),
            columns=self._columns(relative, left, clipped, ages, past),
            by_weekday={day: self._weekday(clipped, ages, self.weekdays[past] == day) for day in range(7)},
            by_dish=self._dishes(clipped, ages, past),
            by_fortnight=self._fortnights(clipped, past),
        )

    def features(self, snapshot: Snapshot, day: int) -> Table:
        """Return (canteens, features) of the day at this column of the panel."""
        columns = {**snapshot.columns, **snapshot.by_weekday[int(self.weekdays[day])]}
        columns |= dict(zip(LEVELS, snapshot.levels.T, strict=True))
        columns |= dict(zip(STEADY, snapshot.steady.T, strict=True))
        columns |= self._past_years(snapshot, day)
        columns |= self._season(snapshot, day)
        columns |= self._this_year(snapshot, day)
        columns["dish_habit"] = self._dish_habit(snapshot, day)
        columns["fortnight"] = snapshot.by_fortnight[int(self.fortnights[day])]
        count = len(self.panel.canteens)
        columns["lead"] = np.full(count, float(self.ordinals[day] - snapshot.ordinal))
        table = np.stack([columns[name] for name in PAST], axis=1)
        row = self.design.table.iloc[day][CALENDAR].to_numpy(dtype=float)
        common = np.tile(np.concatenate([row, self.design.menus[day]]), (count, 1))
        return np.hstack([table, common, self._canteen(day)]).astype(np.float32)

    def _columns(
        self, relative: Array, left: Array, clipped: Array, ages: Array, past: NDArray[np.intp]
    ) -> dict[str, Array]:
        slow = np.exp(-ages / 300)
        dropped = np.where(np.isnan(left), np.nan, left < SHARP_DROP)
        recent = clipped[:, -30:]
        return {
            "spread": np.sqrt(_mean(clipped**2, slow)),
            "recent_spread": np.sqrt(_mean(recent**2, np.ones(recent.shape[1]))),
            "drops": _mean(dropped, slow),
            "planned_level": _mean(self.planned[:, past], np.exp(-ages / 60)),
            "last_week": _mean(clipped[:, -4:], np.ones(min(4, len(past)))),
            "last_3_weeks": _mean(clipped[:, -12:], np.ones(min(12, len(past)))),
            "trend": _mean(relative, np.exp(-ages / 20)) - _mean(relative, np.exp(-ages / 60)),
        }

    def _weekday(self, left: Array, ages: Array, same: Flags) -> dict[str, Array]:
        of_day = left[:, same]
        columns = {
            f"weekday_last_{last}": _mean(of_day[:, -last:], np.ones(min(last, of_day.shape[1]))) for last in (2, 4, 8)
        }
        columns["weekday_habit"] = _shrunk(of_day, np.exp(-ages[same] / 300), 8)
        return columns

    def _dishes(self, left: Array, ages: Array, past: NDArray[np.intp]) -> Array:
        present = np.nan_to_num(self.design.menus[past]) == 1
        weight = np.exp(-ages / 500)
        return np.stack([_shrunk(left[:, on], weight[on], 8) for on in present.T], axis=1)

    def _dish_habit(self, snapshot: Snapshot, day: int) -> Array:
        present = np.nan_to_num(self.design.menus[day]) == 1
        return np.asarray(snapshot.by_dish[:, present].sum(axis=1))

    def _fortnights(self, left: Array, past: NDArray[np.intp]) -> tuple[Array, Array]:
        recent, parity = left[:, -24:], self.fortnights[past][-24:]
        even, odd = (_mean(recent[:, parity == p], np.ones(int((parity == p).sum()))) for p in (0, 1))
        return even, odd

    def _this_year(self, snapshot: Snapshot, day: int) -> dict[str, Array]:
        width = snapshot.left.shape[1]
        same = self.panel.years[:width] == self.panel.years[day]
        days = float(min(int(same.sum()), 60))
        mean = _mean(snapshot.relative[:, same], np.ones(int(same.sum())))
        return {"this_year": mean, "days_this_year": np.full(len(mean), days)}

    def _past_years(self, snapshot: Snapshot, day: int) -> dict[str, Array]:
        left = snapshot.left
        width = left.shape[1]
        ordinals, here = self.ordinals[:width], self.ordinals[day]
        same_weekday = self.weekdays[:width] == self.weekdays[day]
        last_year = np.abs(ordinals - (here - WEEK_OF_YEAR))
        near = np.any([np.abs(ordinals - (here - WEEK_OF_YEAR * years)) <= 10 for years in (1, 2, 3, 4)], axis=0)
        columns = {
            "last_year_near": _plain(left, last_year <= 10),
            "last_year_day": _plain(left, last_year <= 1),
            "last_year_weekday": _plain(left, (last_year <= 28) & same_weekday),
            "past_years_near": _plain(left, near),
            "past_years_weekday": _plain(left, near & same_weekday),
        }
        return columns | self._year_ends(left, day)

    def _season(self, snapshot: Snapshot, day: int) -> dict[str, Array]:
        m = self.moments
        here = (m.ordinals[day], m.weekdays[day], m.years[day], m.since_summer[day])
        return snapshot.past_years.season(*(int(value) for value in here))

    def _year_ends(self, left: Array, day: int) -> dict[str, Array]:
        width = left.shape[1]
        distance = np.abs(self.to_holiday[:width] - self.to_holiday[day])
        ending = self.to_summer[:width] & bool(self.to_summer[day])
        last_weeks = ending & (self.to_holiday[:width] <= 20)
        return {
            "year_end_day": _plain(left, ending & (distance == 0)),
            "year_end_near": _plain(left, ending & (distance <= 3)),
            "year_end": _plain(left, last_weeks),
            "year_end_spread": _plain(np.abs(left), last_weeks),
        }

    def _canteen(self, day: int) -> Array:
        panel = self.panel
        columns = (panel.kinds, panel.sectors, panel.size[:, day], panel.nursery[:, day])
        return np.stack([*columns, panel.growth[:, day], panel.nursery_shift[:, day]], axis=1).astype(float)


def _mean(values: Array, weights: Array) -> Array:
    """Weighted mean of each row over its known values, NaN where there is none."""
    known = ~np.isnan(values)
    total = known @ weights
    summed = np.where(known, values, 0) @ weights
    return np.asarray(np.divide(summed, total, out=np.full(len(values), np.nan), where=total > 0))


def _plain(values: Array, chosen: Flags) -> Array:
    return _mean(values[:, chosen], np.ones(int(chosen.sum())))


def _shrunk(values: Array, weights: Array, believed_after: float) -> Array:
    """Weighted mean of each row, drawn to 0 as if ``believed_after`` more days had shown 0."""
    known = ~np.isnan(values)
    return np.asarray((np.where(known, values, 0) @ weights) / (known @ weights + believed_after))


def _fill_levels(levels: Array, kinds: NDArray[np.int64]) -> Array:
    """Give a canteen without history the mean level of its kind, else the town's."""
    filled = levels.copy()
    for kind in sorted(set(kinds.tolist())):
        rows = kinds == kind
        known = levels[rows][np.isfinite(levels[rows]).all(axis=1)]
        usual = known.mean(axis=0) if len(known) else np.zeros(levels.shape[1])
        filled[rows] = np.where(np.isnan(levels[rows]), usual, levels[rows])
    return filled


def batches(past: CanteenPast, pairs: list[tuple[int, int]]) -> Iterator[tuple[int, Table]]:
    """Yield (column, features) for each (snapshot ordinal, column of the panel), snapshots shared."""
    current: Snapshot | None = None
    for ordinal, day in sorted(pairs):
        if current is None or current.ordinal != ordinal:
            current = past.snapshot(ordinal)
        yield day, past.features(current, day)


def as_frame(table: Table) -> pd.DataFrame:
    """Name the columns of stacked features."""
    return pd.DataFrame(table, columns=feature_names())
