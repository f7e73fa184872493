"""Figures as tables for a terminal."""

from __future__ import annotations

import pandas as pd

from beffroi.canteen.evaluate import Evaluation
from beffroi.canteen.savings import kgco2e_per_meal, savings
from beffroi.canteen.scores import Scores
from beffroi.territory.money import format_cents

WORST_DAYS = 5
HEADINGS = (
    f"{'':24}{'cantine-jour':>13}{'cant.-semaine':>14}{'ville-jour':>11}{'biais':>8}"
    f"{'en trop/an':>12}{'manquants/an':>13}"
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
    eighty = f"{plain.cover80:.1%} tenus (ville {plain.total_cover80:.1%})"
    return f"Intervalles à 80 % : {eighty} ; à 95 % : {plain.cover95:.1%} (ville {plain.total_cover95:.1%})."


def _row(name: str, *figures: float) -> str:
    day, week, town, bias, over, under = figures
    return f"{name:24}{day:>12.1f}%{week:>13.1f}%{town:>10.1f}%{bias:>+7.1f}%{over:>12,.0f}{under:>13,.0f}"


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
    amounts = f"{saved.meals:,.0f} repas, {format_cents(saved.cents)} et {saved.kgco2e:,.0f} kgCO2e par an"
    return [f"Gaspillage contre les agents : {change:+.0%}, soit {amounts} ({kgco2e_per_meal():.2f} kg par repas)."]


def _strikes(made: Evaluation) -> list[str]:
    strikes = made.days[made.days["strike"]]
    if strikes.empty:
        return []
    error = (strikes["forecast"] - strikes["served"]).abs().sum() / strikes["served"].sum()
    return [f"Jours de grève, à part : {len(strikes)} jour(s), erreur de la ville {error:.0%}."]


def _worst(days: pd.DataFrame) -> list[str]:
    gaps = (days["forecast"] - days["served"]) / days["served"]
    worst = days.assign(gap=gaps).loc[gaps.abs().sort_values(ascending=False).index[:WORST_DAYS]]
    return [
        f"  {row.date:%d/%m/%Y} : {row.forecast:,.0f} prévus, {row.served:,.0f} servis ({row.gap:+.0%})"
        + (" — grève" if row.strike else "")
        for row in worst.itertuples(index=False)
    ]
