"""How good a forecast was: errors, bias, coverage, surplus and missing meals."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import pandas as pd

YEAR_OF_SERVICE = 135


@dataclass(frozen=True)
class Scores:
    """Errors and bias in per cent of the meals served, coverages as shares, meals per year of 135 days.

    canteen_day, canteen_week, town_day: sum of absolute errors at that level. total_day and
    total_cover: of the total's own forecast. over, under: surplus and missing meals with the orders;
    planned_over, planned_under: with the agents' orders.
    """

    rows: int
    days: int
    canteen_day: float
    canteen_week: float
    town_day: float
    bias: float
    cover80: float
    cover95: float
    over: float
    under: float
    planned_over: float | None
    planned_under: float | None
    total_day: float
    total_cover80: float
    total_cover95: float

    def as_json(self) -> dict[str, Any]:
        """Return the fields, rounded for reading."""
        return {name: _rounded(value) for name, value in asdict(self).items()}


def _rounded(value: float | int | None) -> float | int | None:
    return round(value, 4) if isinstance(value, float) else value


def week_of(dates: pd.Series) -> pd.Series:
    """Return the Monday of each date."""
    stamps = pd.to_datetime(dates)
    return stamps - pd.to_timedelta(stamps.dt.day_of_week, unit="D")


def relative_error(error: pd.Series, served: pd.Series, by: list[pd.Series] | None = None) -> float:
    """Return sum |error| / sum served [%], errors summed over each group first."""
    summed = error.groupby(by).sum() if by else error
    return float(summed.abs().sum() / max(served.sum(), 1) * 100)


def surplus_and_missing(order: pd.Series, served: pd.Series, days: int) -> tuple[float, float]:
    """Return the meals left over and the meals missing, per year of 135 days."""
    known = order.notna()
    gap = (order - served)[known]
    years = max(days, 1) / YEAR_OF_SERVICE
    return float(gap.clip(lower=0).sum() / years), float((-gap).clip(lower=0).sum() / years)


def score(table: pd.DataFrame, total: pd.DataFrame) -> Scores:
    """Score rows with the forecast's columns, ``served`` and ``planned``; ``total`` has one row a day."""
    error = table["forecast"] - table["served"]
    served = table["served"]
    days = int(table["date"].nunique())
    over, under = surplus_and_missing(table["order"], served, days)
    agents = surplus_and_missing(table["planned"], served, days) if table["planned"].notna().any() else (None, None)
    return Scores(
        rows=len(table),
        days=days,
        canteen_day=relative_error(error, served),
        canteen_week=relative_error(error, served, [table["site"], table["kind"], week_of(table["date"])]),
        town_day=relative_error(error, served, [table["date"]]),
        bias=float(error.sum() / max(served.sum(), 1) * 100),
        cover80=_coverage(table, "80"),
        cover95=_coverage(table, "95"),
        over=over,
        under=under,
        planned_over=agents[0],
        planned_under=agents[1],
        total_day=relative_error(total["forecast"] - total["served"], total["served"]),
        total_cover80=_coverage(total, "80"),
        total_cover95=_coverage(total, "95"),
    )


def _coverage(table: pd.DataFrame, level: str) -> float:
    inside = (table["served"] >= table[f"low{level}"]) & (table["served"] <= table[f"high{level}"])
    return float(inside.mean()) if len(table) else float("nan")


def score_baseline(table: pd.DataFrame, meals: pd.Series) -> dict[str, float | int]:
    """Return the errors of another forecast on the rows where it exists."""
    known = meals.notna()
    rows, error = table[known], (meals - table["served"])[known]
    served = rows["served"]
    over, under = surplus_and_missing(meals[known], served, int(rows["date"].nunique()))
    figures = {
        "canteen_day": relative_error(error, served),
        "canteen_week": relative_error(error, served, [rows["site"], rows["kind"], week_of(rows["date"])]),
        "town_day": relative_error(error, served, [rows["date"]]),
        "bias": float(error.sum() / max(served.sum(), 1) * 100),
        "over": over,
        "under": under,
    }
    return {"rows": len(rows), **{name: round(float(np.nan_to_num(value)), 4) for name, value in figures.items()}}
