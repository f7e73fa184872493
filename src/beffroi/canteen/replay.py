"""Past days forecast again as if on their own as-of date: training rows and honest errors."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from beffroi.canteen.canteen_features import CanteenPast, Table, batches, feature_names
from beffroi.canteen.canteen_model import CanteenModel, fit_canteens
from beffroi.canteen.leads import Waits
from beffroi.canteen.panel import Array, Panel
from beffroi.canteen.plausible import plausible
from beffroi.canteen.town_effect import Design, TownEffect, fit_town_effect, observed_rates

FIRST_DAYS = 40
LEAST_TRAINING_DAYS = 60
TOWARDS_TOWN = 0.5
TOTAL_YEARS = 4
LEAST_TOWN_DAYS = 100


@dataclass(frozen=True)
class Rows:
    """Canteen-days with their features; ``day`` and ``canteen`` index the panel."""

    features: pd.DataFrame
    canteen: NDArray[np.int64]
    day: NDArray[np.int64]
    snapshot: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.day)

    def where(self, chosen: NDArray[np.bool_] | NDArray[np.intp]) -> Rows:
        """Return the rows that a mask or places choose."""
        return Rows(self.features.iloc[chosen], self.canteen[chosen], self.day[chosen], self.snapshot[chosen])


class Replay:
    """A panel, its calendar effects and the training rows for one set of leads."""

    def __init__(self, panel: Panel, design: Design, leads: Waits) -> None:
        self.panel = panel
        self.design = design
        self.leads = leads
        self.ordinals = panel.ordinals
        self.learnt = plausible(panel)
        self.observed = observed_rates(self.learnt)
        self.past = CanteenPast(self.learnt, design, self.observed)
        self.town = cache(self._town)
        self.rows = self._training_rows()

    def _town(self, before: int) -> TownEffect:
        return fit_town_effect(self.learnt, self.design, before=before)

    def _training_rows(self) -> Rows:
        columns = np.flatnonzero(self.panel.past & ~self.panel.strike)
        snapshots = self.leads.snapshots(self.ordinals[columns])
        enough = np.array([(self.ordinals[self.panel.past] < s).sum() >= FIRST_DAYS for s in snapshots], dtype=bool)
        honest = self.ordinals[columns] >= snapshots
        pairs = [(int(s), int(d)) for s, d in zip(snapshots[enough & honest], columns[enough & honest], strict=True)]
        return self.build_rows(pairs, np.isfinite(self.panel.served))

    def build_rows(self, pairs: Sequence[tuple[int, int]], keep: NDArray[np.bool_]) -> Rows:
        """Return the rows of (snapshot ordinal, column) pairs for the canteens kept in (canteens, days)."""
        snapshot_of = {day: snapshot for snapshot, day in pairs}
        counts = [int(keep[:, day].sum()) for _, day in sorted(pairs)]
        table: Table = np.empty((sum(counts), len(feature_names())), dtype=np.float32)
        canteens, days, start = [], [], 0
        for day, features in batches(self.past, list(pairs)):
            chosen = np.flatnonzero(keep[:, day])
            table[start : start + len(chosen)] = features[chosen]
            start += len(chosen)
            canteens.append(chosen)
            days.append(np.full(len(chosen), day))
        canteen = np.concatenate(canteens) if canteens else np.array([], dtype=int)
        day_of = np.concatenate(days) if days else np.array([], dtype=int)
        snapshot = np.array([snapshot_of[int(day)] for day in day_of], dtype=int)
        return Rows(pd.DataFrame(table, columns=feature_names()), canteen, day_of, snapshot)

    def sizes(self, rows: Rows) -> Array:
        """Return the pupils of each row."""
        return self.panel.size[rows.canteen, rows.day]

    def fit(self, *, before: int) -> CanteenModel | None:
        """Fit the canteens' model on rows dated before an ordinal; None when there are too few."""
        likely = np.isfinite(self.learnt.served[self.rows.canteen, self.rows.day])
        rows = self.rows.where(likely & (self.ordinals[self.rows.day] < before))
        if len(set(rows.day.tolist())) < LEAST_TRAINING_DAYS:
            return None
        rates = self.panel.rates[rows.canteen, rows.day] - self.observed[rows.day]
        ages = (before - self.ordinals[rows.day]).astype(float)
        return fit_canteens(rows.features, rates, self.sizes(rows), ages)

    def predict(self, model: CanteenModel | None, rows: Rows) -> Array:
        """Return (rows,) expected meals, the town's effect taken as known at each row's snapshot."""
        common = self.common_rates(rows)
        own = _habit(rows.features) if model is None else model.predict(rows.features)
        return self._reconciled(rows, np.clip(common + own, 0, None) * self.sizes(rows), common)

    def _reconciled(self, rows: Rows, meals: Array, common: Array) -> Array:
        """Draw each day's sum halfway to the town's own total, pupils in proportion.

        Medians of skewed laws add up to too much: outings empty a canteen, nothing doubles it.
        """
        gap = self.town_gap(rows, meals, common)
        return np.clip(meals + TOWARDS_TOWN * gap[rows.day] * self.sizes(rows), 0, None)

    def town_gap(self, rows: Rows, meals: Array, common: Array) -> Array:
        """Return (days of the panel,) what the town's total lacks or exceeds, per pupil; 0 where no row is."""
        sizes, width = self.sizes(rows), len(self.panel.days)
        pupils = np.bincount(rows.day, sizes, width)
        lack = np.bincount(rows.day, common * sizes - meals, width)
        return np.divide(lack, pupils, out=np.zeros(width), where=pupils > 0)

    def town_errors(self, before: int) -> tuple[NDArray[np.int64], Array]:
        """Return the days of the last years before an ordinal, and observed / expected rate less 1 of the town."""
        snapshots = self.leads.snapshots(self.ordinals)
        usable = self.panel.past & ~self.panel.strike & (self.ordinals < before) & (self.ordinals >= snapshots)
        recent = self.panel.years >= self.panel.years[usable].max(initial=0) - TOTAL_YEARS
        days = [
            day for day in np.flatnonzero(usable & recent) if (self.ordinals < snapshots[day]).sum() >= LEAST_TOWN_DAYS
        ]
        errors = [self.observed[day] / self.town(int(snapshots[day])).rate[day] - 1 for day in days]
        return np.array(days, dtype=int), np.array(errors)

    def common_rates(self, rows: Rows) -> Array:
        """Return (rows,) the town's rate of the day as known at the row's snapshot."""
        towns = {int(snapshot): self.town(int(snapshot)).rate for snapshot in set(rows.snapshot.tolist())}
        return np.array([towns[int(s)][d] for s, d in zip(rows.snapshot, rows.day, strict=True)])


def _habit(features: pd.DataFrame) -> Array:
    """Return the level and weekday habit alone, for a town too young to train on."""
    return np.asarray(features["level_120"] + features["weekday_habit"], dtype=float)
