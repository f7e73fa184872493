"""Made-up inflows of sectors with known leaks, for tests and demonstration."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from beffroi.water.night_flow.segments import Array

BEDTIME = np.array(
    [
        0.35,
        0.28,
        0.25,
        0.25,
        0.3,
        0.55,
        1.1,
        1.6,
        1.5,
        1.3,
        1.2,
        1.2,
        1.3,
        1.2,
        1.1,
        1.0,
        1.0,
        1.2,
        1.5,
        1.7,
        1.5,
        1.2,
        0.8,
        0.5,
    ]
)
WEEKEND_NIGHT = 1.25
FEASTS = ((1, 1), (7, 14), (12, 25))


@dataclass(frozen=True)
class KnownLeak:
    """A leak of a sector: from ``start`` to ``end`` (repaired), full at ``peak`` [m3/h]."""

    sector: str
    start: pd.Timestamp
    full: pd.Timestamp
    end: pd.Timestamp
    peak_m3h: float

    def flow(self, when: pd.DatetimeIndex) -> Array:
        """Return the leak's flow at each time [m3/h]."""
        growth = (when - self.start) / max(self.full - self.start, pd.Timedelta(minutes=1))
        return np.asarray(
            np.where((when >= self.start) & (when < self.end), np.clip(growth, 0, 1), 0.0) * self.peak_m3h
        )


@dataclass(frozen=True)
class MadeUpFlows:
    """``table``: one column a sector [m3/h]; the leaks in it."""

    table: pd.DataFrame
    leaks: tuple[KnownLeak, ...]


def make_up_flows(
    *, seed: int, sectors: int = 4, days: int = 730, minutes: int = 15, leaks_a_year: float = 2.0, noise: float = 0.03
) -> MadeUpFlows:
    """Return inflows with week, season, feasts, correlated noise and ``leaks_a_year`` leaks a sector."""
    draw = np.random.default_rng(seed)
    when = pd.date_range("2022-01-01", periods=days * 24 * 60 // minutes, freq=f"{minutes}min")
    names = [f"secteur {number + 1}" for number in range(sectors)]
    leaks = [leak for name in names for leak in _leaks(name, when, leaks_a_year, draw)]
    table = {
        name: _demand(when, float(draw.uniform(15, 80)), noise, draw)
        + sum((leak.flow(when) for leak in leaks if leak.sector == name), np.zeros(len(when)))
        for name in names
    }
    return MadeUpFlows(pd.DataFrame(table, index=when).round(2), tuple(leaks))


def _leaks(sector: str, when: pd.DatetimeIndex, a_year: float, draw: np.random.Generator) -> list[KnownLeak]:
    made = []
    for _ in range(draw.poisson(a_year * len(when) * (when[1] - when[0]) / pd.Timedelta(days=365))):
        start = when[int(draw.integers(len(when) // 12, len(when) - len(when) // 24))]
        full = start + pd.Timedelta(days=float(draw.choice([0.0, 0.0, 20.0, 45.0])))
        end = full + pd.Timedelta(days=float(draw.uniform(10, 90)))
        made.append(KnownLeak(sector, start, full, end, float(draw.uniform(5, 20))))
    return made


def _demand(when: pd.DatetimeIndex, mean: float, noise: float, draw: np.random.Generator) -> Array:
    hour, day = when.hour.to_numpy(), when.day_of_year.to_numpy()
    base = np.interp(hour + when.minute.to_numpy() / 60, np.arange(25), np.append(BEDTIME, BEDTIME[0]))
    season = 1 + 0.08 * np.sin(2 * np.pi * (day - 110) / 365)
    late = np.isin(when.day_of_week.to_numpy(), (5, 6)) & (hour < 6)
    feast = np.array([(month, date) in FEASTS for month, date in zip(when.month, when.day, strict=True)])
    daily = np.exp(draw.normal(0, noise, len(when) // 24 + 2))[(when - when[0]).days.to_numpy()]
    jitter = np.exp(draw.normal(0, 0.06, len(when)))
    habits = np.where(late, WEEKEND_NIGHT, 1.0) * np.where(feast, 1.2, 1.0)
    return np.asarray(mean * base * season * daily * jitter * habits, dtype=float)
