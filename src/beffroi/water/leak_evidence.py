"""What the sensors saw around the onset of a leak: nights of readings against those before, to show beside a signal.

Plain readings, no model: the pressure residual of a night is the mean from 1 to 5 o'clock, less its median over the
nights before the onset, less what the sensors have moved in common that night (their median).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

import pandas as pd

NIGHT_HOURS = (1, 2, 3, 4)
BEFORE, AFTER = pd.Timedelta(days=21), pd.Timedelta(days=14)
FEWEST_NIGHTS = 3
FEWEST_TOGETHER = 4
MOST_SHOWN = {"pressure": 5, "flow": 2}
LEAST_SPREAD, CLEAR = 0.01, 2.0


@dataclass(frozen=True)
class Seen:
    """A sensor's nights: (day, residual [m] or [m3/h]); change: median since the onset less before."""

    sensor: str
    kind: str
    change: float
    nights: tuple[tuple[str, float | None], ...]

    def as_json(self) -> dict[str, Any]:
        """Return the fields."""
        return asdict(self)


def seen_around(
    table: pd.DataFrame, kinds: Mapping[str, str], *, onset: pd.Timestamp, raised: pd.Timestamp
) -> tuple[Seen, ...]:
    """Return the pressures that fell most and the flow that rose most, from three weeks before to ``raised``.

    ``table``: readings by naive standard time, a column a sensor; ``kinds``: pressure or flow by column. At most two
    weeks after the onset are shown, and nothing after ``raised``.
    """
    part = table.loc[onset.normalize() - BEFORE : min(raised, onset + AFTER)]
    nightly = part[part.index.hour.isin(NIGHT_HOURS)]
    nights = nightly.groupby(nightly.index.normalize()).mean()
    day = onset.normalize()
    found = [
        *_ranked(_residuals(nights, kinds, "pressure", day), "pressure", day),
        *_ranked(_residuals(nights, kinds, "flow", day), "flow", day),
    ]
    return tuple(found)


def _residuals(nights: pd.DataFrame, kinds: Mapping[str, str], kind: str, day: pd.Timestamp) -> pd.DataFrame:
    """Return nights less their median before the onset; pressures less what they have in common too."""
    names = [name for name in nights.columns if kinds.get(str(name)) == kind]
    own = nights[names]
    known = own.columns[own[own.index < day].notna().sum() >= FEWEST_NIGHTS]
    moved = own[known] - own.loc[own.index < day, known].median()
    if kind == "pressure" and len(known) >= FEWEST_TOGETHER:
        moved = moved.sub(moved.median(axis=1), axis=0)
    return moved


def _ranked(moved: pd.DataFrame, kind: str, day: pd.Timestamp) -> list[Seen]:
    """Return the sensors that a leak would move that way, the clearest change against their usual spread first."""
    since = moved[moved.index > day] if (moved.index > day).any() else moved[moved.index >= day]
    before = moved[moved.index < day]
    change = (since.median() - before.median()).dropna()
    spread = (before - before.median()).abs().median().clip(lower=LEAST_SPREAD)
    clear = (change / spread)[(change < 0 if kind == "pressure" else change > 0) & (change.abs() >= CLEAR * spread)]
    order = clear.sort_values(ascending=kind == "pressure").index[: MOST_SHOWN[kind]]
    return [Seen(str(name), kind, round(float(change[name]), 3), _written(moved[name])) for name in order]


def _written(series: pd.Series) -> tuple[tuple[str, float | None], ...]:
    return tuple(
        (f"{day:%Y-%m-%d}", None if pd.isna(value) else round(float(value), 3)) for day, value in series.items()
    )
