"""The accuracy page: the last measure on the town's own year."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from beffroi.web.platform.charts import Interval, IntervalChart, interval_chart
from beffroi.web.platform.models import Evaluation

MOST_DAYS = 60
WORST = 8


@dataclass(frozen=True)
class Compared:
    """One line of the table: who forecast, and the errors [%] and meals."""

    name: str
    canteen_day: float | None
    canteen_week: float | None
    town_day: float | None
    bias: float | None
    over: float | None
    under: float | None


@dataclass(frozen=True)
class PastDay:
    """A past day of the town: expected and served."""

    date: date
    forecast: float
    low80: float
    high80: float
    served: float
    planned: float | None
    strike: bool

    @property
    def error(self) -> float:
        """Forecast less served, as a share of served."""
        return (self.forecast - self.served) / self.served


@dataclass(frozen=True)
class AccuracyPage:
    """What the page shows."""

    evaluation: Evaluation
    lines: tuple[Compared, ...]
    months: tuple[dict[str, Any], ...]
    chart: IntervalChart
    worst: tuple[PastDay, ...]
    days: tuple[PastDay, ...]
    cover80: float
    cover95: float
    saved: float | None


def accuracy_page(found: Evaluation) -> AccuracyPage:
    """Lay out an evaluation."""
    detail = found.detail
    scores = detail["scores"]
    days = tuple(_past(row) for row in detail["totals"] if row["served"])
    recent = days[-MOST_DAYS:]
    bars = [Interval(f"{day.date:%d/%m}", day.low80, day.high80, day.forecast, None, day.served) for day in recent]
    return AccuracyPage(
        evaluation=found,
        lines=(
            _compared("Beffroi", scores),
            _compared("Commandes des agents", detail["agents"]),
            _compared("Même semaine de l'an passé", detail["naive"]),
            _compared("Moyenne des six derniers mêmes jours", detail["seasonal"]),
        ),
        months=tuple({**row, "first": date.fromisoformat(f"{row['month']}-01")} for row in detail["months"]),
        chart=interval_chart("Ville, deux semaines à l'avance", bars),
        worst=tuple(sorted(days, key=lambda day: -abs(day.error))[:WORST]),
        days=recent,
        cover80=scores["cover80"],
        cover95=scores["cover95"],
        saved=None if scores["planned_over"] is None else scores["planned_over"] - scores["over"],
    )


def _past(row: dict[str, Any]) -> PastDay:
    return PastDay(
        date.fromisoformat(row["date"]),
        row["forecast"],
        row["low80"],
        row["high80"],
        row["served"],
        row["planned"],
        row["strike"],
    )


def _compared(name: str, figures: dict[str, Any]) -> Compared:
    keys = ("canteen_day", "canteen_week", "town_day", "bias", "over", "under")
    known = figures.get("rows", 0) > 0
    return Compared(name, *(figures[key] if known else None for key in keys))
