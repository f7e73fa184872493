"""The workbook of orders: one sheet for the kitchen, one of canteens a week, diets, weights, margins."""

from __future__ import annotations

from datetime import date, timedelta

import pandas as pd

from beffroi.canteen.forecast import Forecast
from beffroi.canteen.kitchen import Kitchen, diets_by_canteen, weights, with_allergen_plans
from beffroi.canteen.orders import tradeoff
from beffroi.engines.documents import Sheet

DAYS = ("lun.", "mar.", "mer.", "jeu.", "ven.", "sam.", "dim.")
MOST_DISHES_TOLD = 12


def day_label(day: date) -> str:
    """Return "lun. 09/01/2017"."""
    return f"{DAYS[day.weekday()]} {day:%d/%m/%Y}"


def orders_workbook(forecast: Forecast, *, level: float, kitchen: Kitchen | None = None) -> list[Sheet]:
    """Return the sheets; diets and weights need a kitchen."""
    orders = with_allergen_plans(forecast.canteens, kitchen.diets if kitchen else None)
    sheets = [_kitchen_sheet(forecast, orders, level), *_week_sheets(orders)]
    if kitchen and kitchen.diets:
        sheets += _diet_sheets(diets_by_canteen(orders, kitchen.diets))
    if kitchen and len(kitchen.menus):
        sheets.append(_weight_sheet(orders, kitchen))
    return [*sheets, _curve_sheet(forecast)]


def _kitchen_sheet(forecast: Forecast, orders: pd.DataFrame, level: float) -> Sheet:
    fixed = orders.groupby("date")["order"].sum()
    rows = [
        [
            day_label(row.date),
            round(row.forecast),
            round(row.low80),
            round(row.high80),
            int(row.order),
            int(fixed[row.date]),
        ]
        for row in forecast.total.itertuples(index=False)
    ]
    return Sheet(
        "Cuisine centrale",
        [
            "Jour",
            "Prévision",
            "Au moins (80 %)",
            "Au plus (80 %)",
            "À produire (réparti le matin)",
            "Somme des cantines",
        ],
        rows,
        notes=[
            f"Commandes pour avoir assez {per_cent(level)} du temps.",
            "« Réparti le matin » : total à produire si la livraison suit les présents comptés le matin.",
            "« Somme des cantines » : total à produire si chaque cantine reçoit une commande fixée d'avance.",
            *forecast.messages,
        ],
    )


def per_cent(share: float) -> str:
    """Return "80 %", or "97,5 %", with a no-break space."""
    return f"{100 * share:.1f}".removesuffix(".0").replace(".", ",") + "\u00a0%"


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _by_week(rows: pd.DataFrame) -> list[tuple[date, pd.DataFrame]]:
    return [(monday, week) for monday, week in rows.groupby(rows["date"].map(_monday))]


def _week_sheets(orders: pd.DataFrame) -> list[Sheet]:
    return [_week_sheet(week, monday) for monday, week in _by_week(orders)]


def _week_sheet(week: pd.DataFrame, monday: date) -> Sheet:
    table = week.pivot(index=["site", "kind"], columns="date", values="order")
    rows = [
        [site, kind, *(None if pd.isna(meals) else int(meals) for meals in line)]
        for (site, kind), line in zip(table.index, table.to_numpy(), strict=True)
    ]
    return Sheet(
        f"Semaine du {monday:%d-%m-%Y}",
        ["Cantine", "Type", *(day_label(day) for day in table.columns)],
        rows,
        totals=["Total", "", *(int(meals) for meals in table.sum())],
    )


def _diet_sheets(split: pd.DataFrame) -> list[Sheet]:
    names = [name for name in split.columns if name not in {"date", "site", "kind"}]
    daily = split.groupby("date")[names].sum()
    town = Sheet(
        "Régimes",
        ["Jour", *names, "Total"],
        [
            [day_label(day), *map(int, line), int(line.sum())]
            for day, line in zip(daily.index, daily.to_numpy(), strict=True)
        ],
        notes=["Repas par régime, compris dans les commandes par cantine ; un PAI n'est jamais réduit."],
    )
    return [town, *(_diet_week(week, monday, names) for monday, week in _by_week(split))]


def _diet_week(week: pd.DataFrame, monday: date, names: list[str]) -> Sheet:
    rows = [
        [row["site"], row["kind"], day_label(row["date"]), *(int(row[name]) for name in names)]
        for row in week.sort_values(["site", "kind", "date"]).to_dict("records")
    ]
    return Sheet(
        f"Régimes du {monday:%d-%m-%Y}",
        ["Cantine", "Type", "Jour", *names],
        rows,
        totals=["Total", "", "", *(int(week[name].sum()) for name in names)],
    )


def _weight_sheet(orders: pd.DataFrame, kitchen: Kitchen) -> Sheet:
    table, unknown = weights(orders, kitchen)
    told = ", ".join(unknown[:MOST_DISHES_TOLD]) + ("…" if len(unknown) > MOST_DISHES_TOLD else "")
    return Sheet(
        "Poids",
        ["Jour", "Plat", "Compté comme", "Maternelle", "Élémentaire", "Poids (kg)"],
        [[day_label(row.date), row.dish, row.label, int(row.nursery), int(row.primary), float(row.kilograms)]
         for row in table.itertuples(index=False)],
        notes=[
            "Poids dans l'assiette, prêt à consommer, sans sauce ni perte, pour la somme des cantines.",
            "Grammages par âge : recommandation du GEMRCN (2015), ± 10 %, ou portions.csv de la ville.",
            *([f"Plats sans grammage connu : {told}."] if unknown else []),
        ],
    )  # fmt: skip


def _curve_sheet(forecast: Forecast) -> Sheet:
    return Sheet(
        "Marges",
        ["Niveau de service", "Repas commandés", "Marge sur la moyenne", "Repas en trop", "Repas manquants"],
        [
            [
                per_cent(row.level),
                int(row.ordered),
                per_cent(round(row.margin, 3)),
                round(row.surplus),
                round(row.missing),
            ]
            for row in tradeoff(forecast).itertuples(index=False)
        ],
        notes=["Ce que coûte chaque marge sur toute la période, en moyenne, si chaque cantine reçoit sa commande."],
    )
