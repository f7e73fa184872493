"""Why this forecast for this day: contributions in meals, and a sentence."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from beffroi.canteen.dishes import labels
from beffroi.canteen.export import day_label
from beffroi.canteen.forecast import Forecast, RangeUnusable

LEAST_SHARE = 0.004
MOST_FACTORS = 6


@dataclass(frozen=True)
class Contribution:
    """What one factor adds to or takes from the town's total of the day [meals]."""

    factor: str
    meals: float


def contributions(forecast: Forecast, day: date) -> list[Contribution]:
    """Return the factors of a day, largest first. Raises RangeUnusable for a day not forecast."""
    panel = forecast.panel
    if day not in panel.days or panel.past[panel.days.index(day)]:
        raise RangeUnusable(f"Le {day:%d/%m/%Y} n'est pas parmi les jours prévus.")
    column = panel.days.index(day)
    effect = forecast.replay.town(panel.as_of.toordinal())
    canteens = set(forecast.rows.canteen[forecast.rows.day == column].tolist())
    pupils = float(panel.size[sorted(canteens), column].sum())
    usual = effect.contributions[panel.past].mean(axis=0)
    sums: dict[str, float] = {}
    for factor, value in zip(forecast.design.factors, effect.contributions[column] - usual, strict=True):
        sums[factor] = sums.get(factor, 0.0) + float(value) * pupils
    return sorted((Contribution(name, meals) for name, meals in sums.items()), key=lambda c: -abs(c.meals))


def explain(forecast: Forecast, day: date) -> list[str]:
    """Return the explanation of a day in French, one line a factor."""
    row = forecast.total[forecast.total["date"] == day]
    found = contributions(forecast, day)
    total = row.iloc[0]
    menu = labels(np.nan_to_num(forecast.design.menus[forecast.panel.days.index(day)]) == 1)
    head = (
        f"{day_label(day)} : {total['forecast']:.0f} repas attendus, entre {total['low80']:.0f} et "
        f"{total['high80']:.0f} quatre fois sur cinq."
    )
    lines = [head] + ([f"Au menu : {', '.join(menu)}."] if menu else [])
    strong = [c for c in found if abs(c.meals) >= LEAST_SHARE * total["forecast"]][:MOST_FACTORS]
    if not strong:
        return [*lines, "Un jour ordinaire : rien ne l'écarte de la moyenne."]
    return [*lines, *(f"  {c.factor} : {c.meals:+.0f} repas" for c in strong)]
