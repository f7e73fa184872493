"""Figures as tables for a terminal."""

from __future__ import annotations

import pandas as pd

from beffroi.canteen.evaluate import Evaluation
from beffroi.canteen.savings import kgco2e_per_meal, savings
from beffroi.canteen.scores import Scores
from beffroi.territory.money import format_cents
from beffroi.territory.numbers import counted, format_number, format_per_cent, format_share

WORST_DAYS = 5
HEADINGS = (
    f"{'':24}{'cantine-jour':>13}{'cant.-semaine':>14}{'ville-jour':>13}{'biais':>10}"
    f"{'en trop/an':>13}{'manquants/an':>13}"
)


def evaluation_lines(made: Evaluation, *, meal_cents: int) -> list[str]:
    """Return the evaluation in French: errors, intervals, surplus and missing meals, worst days."""
    plain = made.no_strike
    return [
        f"Horizon {made.horizon} : {plain.days} jours hors grève, {plain.rows} cantines-jours ({made.seconds:.0f} s).",
        "",
        HEADINGS,
        _row("Beffroi", plain.canteen_day, plain.canteen_week, plain.town_day, plain.bias, plain.over, plain.under),
        *(_baseline(name, figures) for name, figures in made.baselines.items()),
        "",
        _coverage(plain),
        *_saved(plain, meal_cents),
        *_strikes(made),
        "",
        "Jours les plus manqués :",
        *_worst(made.days),
    ]


def _coverage(plain: Scores) -> str:
    kept = (plain.cover80, plain.total_cover80, plain.cover95, plain.total_cover95)
    eighty, town80, ninety_five, town95 = (format_share(share, decimals=1) for share in kept)
    return f"Intervalles à 80 % : {eighty} tenus (ville {town80}) ; à 95 % : {ninety_five} (ville {town95})."


def _row(name: str, *figures: float) -> str:
    day, week, town, bias, over, under = figures
    errors = "".join(
        f"{format_per_cent(value, decimals=1):>{width}}"
        for value, width in zip((day, week, town), (13, 14, 13), strict=True)
    )
    meals = "".join(f"{format_number(value):>13}" for value in (over, under))
    return f"{name:24}{errors}{format_per_cent(bias, decimals=1, signed=True):>10}{meals}"


def _baseline(name: str, figures: dict[str, float | int]) -> str:
    label = {
        "agents": "Commandes des agents",
        "last_year": "Même semaine l'an passé",
        "seasonal": "6 derniers mêmes jours",
    }
    if not figures["rows"]:
        return f"{label[name]:24}   pas de donnée"
    keys = ("canteen_day", "canteen_week", "town_day", "bias", "over", "under")
    return _row(label[name], *(figures[key] for key in keys))


def _saved(plain: Scores, meal_cents: int) -> list[str]:
    saved = savings(plain, meal_cents=meal_cents)
    if saved is None or not plain.planned_over:
        return ["Commandes des agents inconnues : pas de comparaison du gaspillage."]
    change = -saved.meals / plain.planned_over
    carbon = (
        f"{format_number(saved.kgco2e)} kgCO2e par an ({format_number(kgco2e_per_meal(), decimals=2)} kg par repas)"
    )
    meals = f"{format_number(saved.meals)} repas, {format_cents(saved.cents)} et {carbon}"
    return [f"Gaspillage contre les agents : {format_share(change, signed=True)}, soit {meals}."]


def _strikes(made: Evaluation) -> list[str]:
    strikes = made.days[made.days["strike"]]
    if strikes.empty:
        return []
    error = (strikes["forecast"] - strikes["served"]).abs().sum() / strikes["served"].sum()
    return [f"Jours de grève, à part : {counted(len(strikes), 'jour')}, erreur de la ville {format_share(error)}."]


def _worst(days: pd.DataFrame) -> list[str]:
    gaps = (days["forecast"] - days["served"]) / days["served"]
    worst = days.assign(gap=gaps).loc[gaps.abs().sort_values(ascending=False).index[:WORST_DAYS]]
    return [
        f"  {row.date:%d/%m/%Y} : {format_number(row.forecast)} prévus, {format_number(row.served)} servis"
        f" ({format_share(row.gap, signed=True)})" + (" — grève" if row.strike else "")
        for row in worst.itertuples(index=False)
    ]
