"""The forecasts that anyone could make: what ours must beat."""

from __future__ import annotations

import numpy as np

from beffroi.canteen.panel import Array
from beffroi.canteen.past_years import WEEK_OF_YEAR
from beffroi.canteen.replay import Replay, Rows

NEAR_DAYS = 4
RECENT_WEEKS = 6


def last_year(replay: Replay, rows: Rows) -> Array:
    """Return the meals of last year's same week and canteen, scaled by pupils; NaN without any."""
    past, ordinals = replay.panel.rates, replay.ordinals
    columns: dict[int, Array] = {}
    for day in set(rows.day.tolist()):
        near = np.abs(ordinals - (ordinals[day] - WEEK_OF_YEAR)) <= NEAR_DAYS
        columns[day] = _means(past[:, near])
    rates = np.array([columns[int(day)][canteen] for day, canteen in zip(rows.day, rows.canteen, strict=True)])
    return rates * replay.sizes(rows)


def recent_weekday(replay: Replay, rows: Rows) -> Array:
    """Return the mean of the canteen's last six same weekdays known on the as-of date."""
    rates, ordinals, weekdays = replay.panel.rates, replay.ordinals, replay.panel.weekdays
    plain = replay.panel.past & ~replay.panel.strike
    columns: dict[tuple[int, int], Array] = {}
    for day, snapshot in set(zip(rows.day.tolist(), rows.snapshot.tolist(), strict=True)):
        known = np.flatnonzero(plain & (ordinals < snapshot) & (weekdays == weekdays[day]))
        columns[day, snapshot] = _means(rates[:, known[-RECENT_WEEKS:]])
    values = [
        columns[day, snapshot][canteen]
        for day, snapshot, canteen in zip(rows.day, rows.snapshot, rows.canteen, strict=True)
    ]
    return np.asarray(values) * replay.sizes(rows)


def _means(rates: Array) -> Array:
    known = np.isfinite(rates)
    counts = known.sum(axis=1)
    sums = np.where(known, rates, 0).sum(axis=1)
    return np.asarray(np.divide(sums, counts, out=np.full(len(rates), np.nan), where=counts > 0))
