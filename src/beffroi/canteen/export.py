"""Files for the kitchen and for the State: CSV, ODS, the yearly aggregates of ma-cantine."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pandas as pd

from beffroi.canteen.forecast import Forecast
from beffroi.canteen.history import History
from beffroi.canteen.orders import tradeoff
from beffroi.engines.documents import Sheet, write_ods

DAYS = ("lun.", "mar.", "mer.", "jeu.", "ven.", "sam.", "dim.")


def day_label(day: date) -> str:
    """Return "lun. 09/01/2017"."""
    return f"{DAYS[day.weekday()]} {day:%d/%m/%Y}"


def write_csv(table: pd.DataFrame, path: Path) -> Path:
    """Write a forecast table: ISO dates, a comma, a point, one decimal."""
    path.parent.mkdir(parents=True, exist_ok=True)
    table.to_csv(path, index=False, float_format="%.1f")
    return path


def orders_sheets(forecast: Forecast, *, level: float) -> list[Sheet]:
    """Return the kitchen's total, one sheet of canteens a week, and the curve of the margins."""
    total = forecast.total
    kitchen = Sheet(
        "Cuisine centrale",
        ["Jour", "Prévision", "Au moins (80 %)", "Au plus (80 %)", "À commander"],
        [
            [day_label(row.date), round(row.forecast), round(row.low80), round(row.high80), int(row.order)]
            for row in total.itertuples(index=False)
        ],
        notes=[f"Commandes au niveau de service {level:.0%}".replace("%", " %"), *forecast.messages],
    )
    return [kitchen, *_weeks(forecast.canteens), _curve(forecast)]


def write_orders(forecast: Forecast, path: Path, *, level: float) -> Path:
    """Write the workbook of orders."""
    return write_ods(orders_sheets(forecast, level=level), path)


def _weeks(canteens: pd.DataFrame) -> list[Sheet]:
    weeks = [pd.Timestamp(day).to_period("W").start_time for day in canteens["date"]]
    return [_week(rows, start) for start, rows in canteens.groupby(weeks)]


def _week(rows: pd.DataFrame, start: pd.Timestamp) -> Sheet:
    table = rows.pivot(index=["site", "kind"], columns="date", values="order")
    values = [
        [site, kind, *(None if pd.isna(v) else int(v) for v in line)]
        for (site, kind), line in zip(table.index, table.to_numpy(), strict=True)
    ]
    sums = ["Total", "", *(int(v) for v in table.sum())]
    return Sheet(
        f"Semaine du {start:%d-%m-%Y}", ["Cantine", "Type", *(day_label(d) for d in table.columns)], [*values, sums]
    )


def _curve(forecast: Forecast) -> Sheet:
    curve = tradeoff(forecast)
    return Sheet(
        "Marges",
        ["Niveau de service", "Repas commandés", "Repas en trop attendus", "Repas manquants attendus"],
        [[float(a), int(b), round(float(c)), round(float(d))] for a, b, c, d in curve.itertuples(index=False)],
        notes=["Ce que coûte chaque marge sur toute la période."],
    )


def declaration(history: History, year: int) -> pd.DataFrame:
    """Return per canteen what attendance says for the ma-cantine declaration of a calendar year.

    Columns: site, kind, yearlyMealCount, dailyMealCount, daysServed, after the public fields of
    https://ma-cantine.agriculture.gouv.fr.
    """
    served = history.attendance[(history.attendance["date"].dt.year == year) & (history.attendance["served"] > 0)]
    table = served.groupby(["site", "kind"])["served"].agg(["sum", "mean", "count"]).reset_index()
    table = table.set_axis(["site", "kind", "yearlyMealCount", "dailyMealCount", "daysServed"], axis=1)
    return table.round({"yearlyMealCount": 0, "dailyMealCount": 1})
