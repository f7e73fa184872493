"""What was known of each pipe on the first of January of a year."""

from __future__ import annotations

import numpy as np
import pandas as pd

from beffroi.water.ranking.register import BreakRegister

MEMORY_YEARS = 20.0
DAYS = 365.25


def known_on(register: BreakRegister, year: int, *, undated: bool = False) -> pd.DataFrame:
    """Return one row a pipe laid by the end of the year before.

    Columns: pipe, material, diameter_mm, length_m, pressure_zone, decade (-1 unknown), age [years] (NaN),
    past (breaks before the year), last (date of the last), weighted (past breaks, each fading by a factor e
    every MEMORY_YEARS), exposure [years] (the time under watch, fading the same way), broken (breaks of the
    year itself: the target). ``undated``: also the pipes without a date, taken to lie there since ever.
    """
    start = pd.Timestamp(year=year, month=1, day=1)
    pipes = register.pipes
    laid = pipes["installed"] < start
    rows = pipes[laid | pipes["installed"].isna()] if undated else pipes[laid]
    age = (start - rows["installed"]).dt.days / DAYS
    watched = np.minimum((year - register.first_year), age.fillna(np.inf)).clip(lower=0)
    return pd.DataFrame(
        {
            "pipe": rows.index,
            "year": year,
            "material": rows["material"],
            "diameter_mm": rows["diameter_mm"],
            "length_m": rows["length_m"],
            "pressure_zone": rows["pressure_zone"],
            "decade": (rows["installed"].dt.year // 10 * 10).fillna(-1).astype(int),
            "age": age,
            "exposure": MEMORY_YEARS * (1 - np.exp(-watched / MEMORY_YEARS)),
            **_counts(register, rows.index, start),
        }
    ).reset_index(drop=True)


def _counts(register: BreakRegister, pipes: pd.Index, start: pd.Timestamp) -> dict[str, pd.Series]:
    breaks = register.breaks
    before, during = breaks[breaks["date"] < start], breaks[breaks["date"].dt.year == start.year]
    fading = np.exp(-((start - before["date"]).dt.days / DAYS) / MEMORY_YEARS)
    return {
        "past": before.groupby("pipe").size().reindex(pipes, fill_value=0),
        "last": before.groupby("pipe")["date"].max().reindex(pipes),
        "weighted": fading.groupby(before["pipe"]).sum().reindex(pipes, fill_value=0.0),
        "broken": during.groupby("pipe").size().reindex(pipes, fill_value=0),
    }
