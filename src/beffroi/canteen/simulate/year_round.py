"""What moves the whole town's attendance through the school year, in log-odds that a pupil eats.

Magnitudes after eight years of Nantes (the town's open data): some per cent around holidays, a fifth
at the end of June, a third of the meals on an ordinary strike.
"""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
from numpy.random import Generator
from numpy.typing import NDArray

from beffroi.canteen.panel import Array
from beffroi.canteen.simulate.chance import stream
from beffroi.canteen.surroundings import surroundings
from beffroi.territory.calendar import SchoolCalendar

WEEKDAYS = np.array([0.0, 0.10, -0.9, 0.12, -0.10, 0.0, 0.0])
TOWN_NOISE = 0.05
STRIKES_A_YEAR = 2.5
OUTING_MONTHS = (5, 6, 7)


def town_mood(seed: int, days: list[date], calendar: SchoolCalendar) -> Array:
    """Return (days,) log-odds from weekday, holidays, season and the town's own chance."""
    table = surroundings(days, calendar)
    chance = stream(seed, "town").normal(0, TOWN_NOISE, len(days))
    return np.asarray(WEEKDAYS[table["weekday"]] + _around_holidays(table) + _winter(seed, days) + chance)


def _around_holidays(table: pd.DataFrame) -> Array:
    eve, last_week = table["to_holiday"] <= 1, table["to_holiday"] <= 4
    bridge = (table["gap_after"] >= 3) & (table["weekday"] < 4) | (table["gap_before"] >= 4)
    summer = table["to_summer"] * np.exp(-table["to_holiday"] / 7)
    september = table["since_summer"] * np.exp(-table["since_holiday"] / 3)
    return np.asarray(-0.16 * eve - 0.05 * last_week - 0.14 * bridge - 0.7 * summer - 0.45 * september, dtype=float)


def _winter(seed: int, days: list[date]) -> Array:
    """One epidemic a winter, between mid-December and early March."""
    rng = stream(seed, "winter")
    ordinals = np.array([day.toordinal() for day in days])
    effect = np.zeros(len(days))
    for year in range(days[0].year - 1, days[-1].year + 1):
        peak = date(year, 12, 15).toordinal() + rng.integers(0, 80)
        effect -= rng.uniform(0.05, 0.3) * np.exp(-0.5 * ((ordinals - peak) / rng.uniform(7, 14)) ** 2)
    return effect


def make_strikes(seed: int, days: list[date]) -> NDArray[np.int64]:
    """Return the places of the strike days, rather on Tuesdays and Thursdays."""
    rng = stream(seed, "strikes")
    weights = np.where(np.isin([day.weekday() for day in days], (1, 3)), 3.0, 1.0)
    count = max(1, round(STRIKES_A_YEAR * len(days) / 140))
    return np.sort(rng.choice(len(days), size=count, replace=False, p=weights / weights.sum()))


def outings(seed: int, days: list[date], canteens: int) -> Array:
    """Return (days, canteens) share of the pupils away: a class now and then, more in May to July."""
    rng = stream(seed, "outings")
    chance = np.where(np.isin([day.month for day in days], OUTING_MONTHS), 0.04, 0.006)
    away = rng.random((len(days), canteens)) < chance[:, None]
    shares = np.zeros((len(days), canteens))
    shares[away] = rng.uniform(0.1, 0.35, int(away.sum()))
    return shares


def leavers(days: list[date], calendar: SchoolCalendar, rng: Generator) -> Array:
    """Return (days,) share of primary pupils away at the end: the CM2 visit their next school."""
    table = surroundings(days, calendar)
    last_days = (table["to_summer"] & (table["to_holiday"] <= 8)).to_numpy()
    return np.asarray(last_days * rng.uniform(0.03, 0.1, len(days)))
