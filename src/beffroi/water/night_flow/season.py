"""What the town uses beyond its nights, against its first weeks: the season, which no leak raises.

A leak adds as much to the night as to the day, so that the day less the night is customers' use alone.
"""

from __future__ import annotations

import pandas as pd

from beffroi.water.night_flow.nights import FIRST_HOUR, LAST_HOUR, pumped_from_start
from beffroi.water.night_flow.thresholds import thresholds

WEEK = 7


def town_season(flows: pd.DataFrame) -> pd.Series:
    """Return the season of each day, 1 in the first weeks, from the days before it alone.

    ``flows``: one column a sector [m3/h]. 1 throughout where every sector is pumped or too little was read.
    """
    limits = thresholds("season")
    days = pd.date_range(flows.index[0].normalize(), flows.index[-1].normalize())
    used = {s: _beyond_night(flows[s]).reindex(days) for s in flows.columns if not pumped_from_start(flows[s])}
    if not used:
        return pd.Series(1.0, days)
    table = pd.DataFrame(used).rolling(WEEK).mean()
    usual = table.iloc[: limits["reference_days"]].mean()
    usual = usual.where(usual > 0)
    known = table.where(table.notna() & usual.notna())
    total, expected = known.sum(axis=1), known.notna().mul(usual.fillna(0.0)).sum(axis=1)
    ratio = (total / expected.where(expected > 0)).rolling(WEEK, min_periods=1).mean().shift(1)
    return ratio.ffill().fillna(1.0).clip(limits["least"], limits["most"])


def _beyond_night(flow: pd.Series) -> pd.Series:
    """Return the mean of each whole day less that of its night [m3/h]."""
    step = pd.Timedelta(flow.index[1] - flow.index[0])
    read = flow.groupby(flow.index.normalize()).agg(["mean", "count"])
    night = flow[(flow.index.hour >= FIRST_HOUR) & (flow.index.hour < LAST_HOUR)]
    asleep = night.groupby(night.index.normalize()).mean()
    whole = read["count"] >= thresholds("season")["whole_day"] * (pd.Timedelta(days=1) / step)
    return (read["mean"] - asleep.reindex(read.index)).where(whole)
