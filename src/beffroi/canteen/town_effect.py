"""The town's common rate of the day: calendar and menu, learnt on the town's own past.

A ridge regression whose columns are what agents talk about (first days of September, bridges,
last week of June, fish on the menu...), each with its own penalty: the number of days that a
column needs before half of its effect is believed. Days far from the fit (Huber) and long past weigh less.
The town's level is tracked apart, as an exponentially weighted mean of what the columns leave.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from beffroi.canteen.dishes import dish_groups, menu_table, word_table
from beffroi.canteen.history import History
from beffroi.canteen.panel import Array, Panel
from beffroi.canteen.surroundings import surroundings
from beffroi.territory.calendar import SchoolCalendar

USUAL_GAP_AFTER = np.array([1, 2, 1, 1, 3, 2, 1])
USUAL_GAP_BEFORE = np.array([3, 1, 1, 2, 1, 1, 2])
PENALTY = 0.07
MENU_PENALTY = 2.0
WORD_PENALTY = 100.0
DAY_MEMORY = 800.0
LEVEL_MEMORY = 400.0
YEAR_PENALTY = 0.1
MIN_SHARE_OPEN = 0.7


@dataclass(frozen=True)
class Design:
    """Columns of the regression: (days, columns), with penalty and French factor of each."""

    values: Array
    penalties: Array
    factors: tuple[str, ...]
    table: pd.DataFrame
    menus: NDArray[np.float32]


class _Columns:
    def __init__(self) -> None:
        self.values: list[Array] = []
        self.penalties: list[float] = []
        self.factors: list[str] = []

    def add(self, factor: str, values: object, penalty: float) -> None:
        self.values.append(np.asarray(values, dtype=float))
        self.penalties.append(penalty * PENALTY)
        self.factors.append(factor)


def build_design(panel: Panel, calendar: SchoolCalendar, history: History) -> Design:
    """Build the columns for every day of the panel."""
    table = surroundings(panel.days, calendar)
    menus = menu_table(history.menus, panel.days)
    columns = _Columns()
    _season(columns, table)
    _start_of_year(columns, table)
    _holidays(columns, table)
    _end_of_year(columns, table)
    _feasts(columns, table)
    _menus(columns, table, menus)
    _words(columns, *word_table(history.menus, panel.days))
    return Design(np.stack(columns.values, axis=1), np.array(columns.penalties), tuple(columns.factors), table, menus)


def _season(columns: _Columns, t: pd.DataFrame) -> None:
    for weekday in (0, 1, 2, 3):
        columns.add("jour de la semaine", t.weekday == weekday, 0.1)
    for centre in range(0, 320, 25):
        columns.add("saison", np.maximum(0, 1 - np.abs(t.day_of_year - centre) / 25), 0.5)


def _start_of_year(columns: _Columns, t: pd.DataFrame) -> None:
    since = t.since_holiday
    for rank in (1, 2, 3, 4):
        columns.add("rentrée de septembre", t.since_summer & (since == rank), 0.2)
    for days in (4, 10):
        columns.add("rentrée de septembre", t.since_summer * np.exp(-since / days), 0.3)
    for weekday in (0, 1, 3):
        columns.add("rentrée de septembre", t.since_summer * np.exp(-since / 12) * (t.weekday == weekday), 0.5)


def _holidays(columns: _Columns, t: pd.DataFrame) -> None:
    weekday = t.weekday.to_numpy()
    longer_after = (t.gap_after > USUAL_GAP_AFTER[weekday]) & (t.to_holiday > 1)
    longer_before = (t.gap_before > USUAL_GAP_BEFORE[weekday]) & (t.since_holiday > 1)
    columns.add("veille de pont ou de férié", longer_after, 0.5)
    columns.add("veille de pont ou de férié", longer_after & (weekday == 0), 0.5)
    columns.add("lendemain de pont ou de férié", longer_before, 0.5)
    columns.add("lendemain de pont ou de férié", longer_before & (weekday == 4), 0.5)
    for rank in (1, 2, 3, 4):
        columns.add("veille de vacances", (t.to_holiday == rank) & ~t.to_summer, 0.5)
    for rank in (1, 2, 3):
        columns.add("retour de vacances", (t.since_holiday == rank) & ~t.since_summer, 0.5)
    columns.add("semaine écourtée", t.days_off_in_week >= 2, 1.0)


def _end_of_year(columns: _Columns, t: pd.DataFrame) -> None:
    to = t.to_holiday
    for rank in (1, 2, 3, 4, 5):
        columns.add("fin d'année scolaire", t.to_summer & (to == rank), 0.5)
    for days in (2.5, 6, 14):
        columns.add("fin d'année scolaire", t.to_summer * np.exp(-to / days), 0.3)
    for weekday in (0, 1, 3):
        on_day = t.weekday == weekday
        columns.add("fin d'année scolaire", t.to_summer & (to <= 5) & on_day, 0.5)
        columns.add("fin d'année scolaire", t.to_summer * np.exp(-to / 8) * on_day, 0.5)


def _feasts(columns: _Columns, t: pd.DataFrame) -> None:
    columns.add("Aïd el-Adha", t.feast == "adha", 0.5)
    columns.add("Aïd el-Fitr", t.feast == "fitr", 0.5)
    columns.add("mois de jeûne", t.fast, 3.0)


def _menus(columns: _Columns, t: pd.DataFrame, menus: NDArray[np.float32]) -> None:
    known = np.isfinite(menus).any(axis=1)
    usual = np.nanmean(menus[known], axis=0) if known.any() else np.zeros(menus.shape[1])
    for (group, label, _), column, mean in zip(dish_groups(), menus.T, usual, strict=True):
        columns.add(f"menu : {label}", np.where(known, column - mean, 0.0), MENU_PENALTY)
        if group == "feast":
            columns.add("repas de Noël", (t.month == 12) & (np.nan_to_num(column) == 1), 0.5)


def _words(columns: _Columns, words: list[str], table: NDArray[np.float32]) -> None:
    known = np.isfinite(table).any(axis=1)
    for word, column in zip(words, table.T, strict=True):
        columns.add(f"menu : {word}", np.where(known, column - np.nanmean(column), 0.0), WORD_PENALTY)


@dataclass(frozen=True)
class TownEffect:
    """The town's rate as a level plus the effects of the columns; ``rate`` is (days,)."""

    rate: Array
    observed: Array
    contributions: Array
    level: float


def observed_rates(panel: Panel) -> Array:
    """Return (days,) meals per pupil of the canteens that served, NaN when none did."""
    known = np.isfinite(panel.served)
    meals = np.where(known, panel.served, 0).sum(axis=0)
    pupils = np.where(known, panel.size, 0).sum(axis=0)
    return np.asarray(np.divide(meals, pupils, out=np.full(len(meals), np.nan), where=pupils > 0))


def fit_town_effect(panel: Panel, design: Design, *, before: int) -> TownEffect:
    """Fit on the days whose ordinal is under ``before``; give the rate of every day of the panel."""
    observed = observed_rates(panel)
    use = _usable(panel, observed) & (panel.ordinals < before)
    years = sorted(set(panel.years[use].tolist()))
    level_columns = np.stack([panel.years[use] == year for year in years], axis=1).astype(float)
    x = design.values[use]
    mean = float(observed[use].mean())
    penalties = np.concatenate([design.penalties, np.full(len(years), YEAR_PENALTY)])
    ages = before - panel.ordinals[use]
    coefficients, weights = robust_ridge(
        np.hstack([x, level_columns]), observed[use] - mean, penalties, prior=np.exp(-ages / DAY_MEMORY)
    )
    slopes = coefficients[: x.shape[1]]
    left = observed[use] - mean - x @ slopes
    recency = np.exp(-ages / LEVEL_MEMORY) * weights
    level = mean + float((recency * left).sum() / recency.sum())
    contributions = design.values * slopes
    return TownEffect(level + contributions.sum(axis=1), observed, contributions, level)


def _usable(panel: Panel, observed: Array) -> NDArray[np.bool_]:
    served = np.isfinite(panel.served).sum(axis=0)
    usual = np.median(served[panel.past])
    return np.asarray(panel.past & ~panel.strike & np.isfinite(observed) & (served >= MIN_SHARE_OPEN * usual))


def robust_ridge(x: Array, y: Array, penalties: Array, *, prior: Array, rounds: int = 3) -> tuple[Array, Array]:
    """Solve a ridge regression with Huber weights times prior ones; return coefficients and weights of the rows."""
    weights = prior
    for _ in range(rounds):
        weighted = x * weights[:, None]
        coefficients = np.linalg.solve(weighted.T @ x + np.diag(penalties), weighted.T @ y)
        gaps = np.abs(y - x @ coefficients)
        spread = 1.5 * max(float(np.median(gaps)), 1e-6)
        weights = prior / np.maximum(1, gaps / (1.5 * spread))
    return np.asarray(coefficients, dtype=float), weights
