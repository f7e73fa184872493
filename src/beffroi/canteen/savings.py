"""Meals saved, in euros and in kilograms of CO2 equivalent."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from statistics import median

from beffroi.canteen.scores import Scores


@cache
def kgco2e_per_meal() -> float:
    """Return the median of ADEME's ten typical meals [kgCO2e], source in data/meal_footprint.csv."""
    text = files("beffroi.canteen").joinpath("data/meal_footprint.csv").read_text(encoding="utf-8")
    return float(median(float(row["kgco2e"]) for row in csv.DictReader(text.splitlines())))


@dataclass(frozen=True)
class Savings:
    """Against the agents' orders, per year of 135 days: surplus meals avoided, cents, kgCO2e."""

    meals: float
    cents: int
    kgco2e: float


def savings(scores: Scores, *, meal_cents: int) -> Savings | None:
    """Return what the orders would have saved, or None when the agents' orders are unknown."""
    if scores.planned_over is None:
        return None
    meals = scores.planned_over - scores.over
    return Savings(meals, round(meals * meal_cents), meals * kgco2e_per_meal())
