"""One figure a night for each sector: its flow when the town sleeps, or between two starts of its pump."""

from __future__ import annotations

import numpy as np
import pandas as pd

from beffroi.territory.public_holidays import public_holiday

FIRST_HOUR, LAST_HOUR = 1, 5
WARM_UP_DAYS = 21
IDLE, RUNNING = 0.1, 0.7
IDLE_SHARE, RUNNING_SHARE = 0.10, 0.20
STARTED = 0.2
WHOLE = 0.95


def nightly(flow: pd.Series) -> pd.Series:
    """Return the flow of each night [m3/h] by day, NaN where less than half of it was read or on a feast.

    A sector fed by a pump that starts and stops has no night flow of its own: its tank answers. Its figure
    is then the volume pumped between the last starts of two days, over the time between them.
    """
    return _between_starts(flow, _warm_up(flow)) if pumped_from_start(flow) else _asleep(flow)


def _warm_up(flow: pd.Series) -> pd.Series:
    return flow[flow.index < flow.index[0].normalize() + pd.Timedelta(days=WARM_UP_DAYS)]


def pumped_from_start(flow: pd.Series) -> bool:
    """Tell whether a sector is pumped, from its first three weeks alone: no later reading may change it."""
    return is_pumped(_warm_up(flow))


def is_pumped(flow: pd.Series) -> bool:
    """Tell whether a flow starts and stops."""
    high = flow.quantile(0.9)
    idle, running = (flow < IDLE * high).mean(), (flow > RUNNING * high).mean()
    return bool(idle > IDLE_SHARE and running > RUNNING_SHARE)


def _asleep(flow: pd.Series) -> pd.Series:
    night = flow[(flow.index.hour >= FIRST_HOUR) & (flow.index.hour < LAST_HOUR)]
    table = night.groupby(night.index.normalize()).agg(["mean", "count"])
    expected = (LAST_HOUR - FIRST_HOUR) * pd.Timedelta(hours=1) / _step(flow)
    feast = np.array([public_holiday(day.date()) is not None for day in table.index])
    return table["mean"].where((table["count"] >= expected / 2) & ~feast).asfreq("D")


def _between_starts(flow: pd.Series, first: pd.Series) -> pd.Series:
    hours = _step(flow) / pd.Timedelta(hours=1)
    running = flow > STARTED * first.quantile(0.95)
    starts = flow.index[running & ~running.shift(1, fill_value=True)]
    counted = pd.DataFrame({"volume": flow.fillna(0), "read": flow.notna()}).astype(float).cumsum() * hours
    at_start = (counted - counted.diff().fillna(0)).loc[starts]
    days = pd.date_range(flow.index[0].normalize(), flow.index[-1].normalize())
    cycles = zip(starts.searchsorted(days) - 1, starts.searchsorted(days + pd.Timedelta(days=1)) - 1, strict=True)
    found = [
        _running_on(flow, day) if begin == end else _cycle_mean(at_start, begin, end)
        for day, (begin, end) in zip(days, cycles, strict=True)
    ]
    return pd.Series(found, index=days)


def _cycle_mean(at_start: pd.DataFrame, begin: int, end: int) -> float:
    """Return the mean flow between two starts, NaN when it was not read throughout."""
    if begin < 0:
        return np.nan
    first, last = at_start.iloc[begin], at_start.iloc[end]
    span = (at_start.index[end] - at_start.index[begin]) / pd.Timedelta(hours=1)
    return float((last["volume"] - first["volume"]) / span) if last["read"] - first["read"] > WHOLE * span else np.nan


def _running_on(flow: pd.Series, day: pd.Timestamp) -> float:
    """Return the mean flow of a day on which the pump never stopped nor started, else NaN."""
    whole = flow[day : day + pd.Timedelta(days=1) - _step(flow)]
    return float(whole.mean()) if len(whole) and whole.min() > 0 and whole.notna().all() else np.nan


def _step(flow: pd.Series) -> pd.Timedelta:
    return pd.Timedelta(flow.index[1] - flow.index[0])


def known_at(flow: pd.Series, day: pd.Timestamp) -> pd.Timestamp:
    """Return the time of the last reading that the figure of a day rests on."""
    end = pd.Timedelta(days=1) if pumped_from_start(flow) else pd.Timedelta(hours=LAST_HOUR)
    return min(day + end - _step(flow), flow.index[-1])
