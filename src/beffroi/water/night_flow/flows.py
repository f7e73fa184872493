"""The inflow of each sector on a regular grid of time, cleared of what no meter can have read."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from beffroi.territory.errors import BadInput
from beffroi.territory.numbers import counted
from beffroi.water.tables import Finding, lines_of, numbers, read_rows

Array = NDArray[np.float64]
TIME_HEADINGS = ("t", "date", "horodate", "timestamp", "heure")
LONGEST_STEP = pd.Timedelta(hours=1)
STUCK = pd.Timedelta(hours=24)
LEAST_DAYS = 7
SCALED = 2.5
SAME_FACTOR = 0.12


class FlowsUnusable(BadInput):
    """The file holds no time, no sector, or too coarse a step."""


@dataclass(frozen=True)
class Flows:
    """``table``: one column a sector [m3/h], NaN unknown, on a regular grid of naive standard time."""

    table: pd.DataFrame
    step: pd.Timedelta
    findings: tuple[Finding, ...]


def read_flows(path: Path) -> Flows:
    """Read columns t and one per sector [m3/h]. Raises BadInput."""
    rows = read_rows(path)
    time = next((name for name in rows.columns if str(name).strip().lower() in TIME_HEADINGS), None)
    if time is None or rows.shape[1] < 2:
        raise FlowsUnusable(f"{path.name} : il faut une colonne « t » puis une colonne par secteur, en m3/h.")
    found: list[Finding] = []
    when = _times(rows[time], path, found)
    sectors = [name for name in rows.columns if name != time]
    table = pd.DataFrame({str(name).strip(): _values(rows[name], path, found) for name in sectors})
    return clean_flows(table.set_axis(pd.DatetimeIndex(when))[when.notna().to_numpy()], path.name, found)


def clean_flows(table: pd.DataFrame, name: str, found: list[Finding] | None = None) -> Flows:
    """Put readings on a grid and blank what is negative, stuck or in another unit. Raises FlowsUnusable."""
    found = [] if found is None else found
    ordered = _ordered(table, name, found)
    grid, step = _grid(ordered, name, found)
    cleared = pd.DataFrame({sector: _clear(grid[sector], step, name, found) for sector in grid.columns})
    return Flows(cleared, step, tuple(found))


def _times(text: pd.Series, path: Path, found: list[Finding]) -> pd.Series:
    stripped = text.str.strip()
    iso = pd.to_datetime(stripped, format="ISO8601", errors="coerce", utc=False)
    french = [
        pd.to_datetime(stripped, format=form, errors="coerce") for form in ("%d/%m/%Y %H:%M:%S", "%d/%m/%Y %H:%M")
    ]
    when = iso.fillna(french[0]).fillna(french[1])
    wrong = when.isna()
    if wrong.mean() > 0.5:
        raise FlowsUnusable(f"{path.name} : dates illisibles dans « t » ; écrivez AAAA-MM-JJ HH:MM:SS.")
    if wrong.any():
        found.append(
            Finding(path.name, f"{counted(int(wrong.sum()), 'date illisible')}.", "Mises de côté.", lines_of(wrong))
        )
    return when


def _values(text: pd.Series, path: Path, found: list[Finding]) -> pd.Series:
    values, wrong = numbers(text)
    if wrong.mean() > 0.5:
        raise FlowsUnusable(f"{path.name} : la colonne « {text.name} » n'est pas faite de nombres.")
    if wrong.any():
        what = f"{counted(int(wrong.sum()), 'valeur illisible')} dans « {text.name} »."
        found.append(Finding(path.name, what, "Tenues pour inconnues.", lines_of(wrong)))
    return values


def _ordered(table: pd.DataFrame, name: str, found: list[Finding]) -> pd.DataFrame:
    if not table.index.is_monotonic_increasing:
        found.append(Finding(name, "Lignes dans le désordre.", "Remises dans l'ordre du temps."))
        table = table.sort_index(kind="stable")
    doubled = table.index.duplicated()
    if doubled.any():
        what = f"{counted(int(doubled.sum()), 'horodate')} en double (relevé répété ou heure d'hiver)."
        found.append(Finding(name, what, "Leur moyenne est gardée."))
        table = table.groupby(level=0).mean()
    return table


def _grid(table: pd.DataFrame, name: str, found: list[Finding]) -> tuple[pd.DataFrame, pd.Timedelta]:
    steps = pd.Series(table.index).diff().dropna()
    if steps.empty or table.index[-1] - table.index[0] < pd.Timedelta(days=LEAST_DAYS):
        raise FlowsUnusable(f"{name} : il faut au moins {LEAST_DAYS} jours de mesures.")
    step = steps.mode().iloc[0]
    if step > LONGEST_STEP:
        raise FlowsUnusable(f"{name} : une mesure toutes les {step} ; il en faut au moins une par heure.")
    grid = table.groupby(table.index.floor(step)).mean().asfreq(step)
    missing = int(grid.isna().all(axis=1).sum())
    if missing:
        days = missing * step / pd.Timedelta(days=1)
        found.append(Finding(name, f"{counted(missing, 'mesure manquante')} ({days:.1f} j).", "Laissées vides."))
    return grid, step


def _clear(values: pd.Series, step: pd.Timedelta, name: str, found: list[Finding]) -> pd.Series:
    negative = values < 0
    if negative.mean() > 0.5:
        raise FlowsUnusable(f"{name} : le débit de « {values.name} » est négatif ; inversez son signe.")
    checks = (
        (negative, "débit négatif"),
        (_stuck(values, step), "valeur figée plus d'un jour"),
        (other_unit(values.where(~negative)), "débit multiplié d'un jour à l'autre : autre unité ?"),
    )
    for wrong, what in checks:
        if wrong.any():
            when = values.index[wrong][0]
            text = f"« {values.name} », {counted(int(wrong.sum()), 'mesure')} à partir du {when:%d/%m/%Y} : {what}."
            found.append(Finding(name, text, "Tenues pour inconnues."))
    return values.where(~np.logical_or.reduce([wrong for wrong, _ in checks]))


def _stuck(values: pd.Series, step: pd.Timedelta) -> pd.Series:
    run = (values != values.shift()).cumsum()
    return values.groupby(run).transform("size").ge(STUCK / step) & values.notna()


def other_unit(values: pd.Series) -> pd.Series:
    """Tell which readings lie in days when low and high flows are both multiplied by one factor (3.6, 24, 1000).

    A leak adds the same flow to both, so it raises low flows by a larger factor than high ones.
    """
    day = values.index.normalize()
    daily = np.log(values.where(values > 0).groupby(day).quantile([0.2, 0.9]).unstack())
    wrong = pd.Series(_scaled(daily.to_numpy(dtype=float)), index=daily.index)
    return pd.Series(wrong.reindex(day).to_numpy(), index=values.index)


def _scaled(daily: Array) -> NDArray[np.bool_]:
    """Tell which days (days, 2) stand apart, low and high alike, from the last 14 days that do not."""
    wrong = np.zeros(len(daily), dtype=bool)
    kept: list[Array] = []
    for day, row in enumerate(daily):
        if not np.isfinite(row).all():
            continue
        if len(kept) >= LEAST_DAYS:
            low, high = row - np.median(kept[-14:], axis=0)
            wrong[day] = min(abs(low), abs(high)) > np.log(SCALED) and abs(low - high) < SAME_FACTOR
        if not wrong[day]:
            kept.append(row)
    return wrong
