"""An evaluation as the register and the accuracy page show it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

import pandas as pd

from beffroi.canteen.evaluate import Evaluation as Judged
from beffroi.web.canteen.rows import or_none
from beffroi.web.canteen.starting import SERVICE
from beffroi.web.platform.models import Evaluation, Tenant


def as_evaluation(tenant: Tenant, judged: Judged, *, first: date, last: date, made_at: datetime) -> Evaluation:
    """Return the register's figures and the detail of the accuracy page."""
    plain, agents, naive = judged.no_strike, judged.baselines["agents"], judged.baselines["last_year"]
    surplus = [
        _figure("Repas en trop par an, hors jours de grève", plain.over, plain.planned_over, "repas"),
        _figure("Repas manquants par an, hors jours de grève", plain.under, plain.planned_under, "repas"),
    ]
    figures = [
        _figure(
            "Erreur par cantine et par jour, deux semaines avant, hors grèves",
            plain.canteen_day,
            _of(agents, "canteen_day"),
            "%",
        ),
        _figure(
            "Erreur du total de la ville, deux semaines avant, hors grèves",
            plain.total_day,
            _of(agents, "town_day"),
            "%",
        ),
        *(surplus if plain.planned_over is not None else []),
        _figure("Jours tenus par l'intervalle « quatre fois sur cinq »", 100 * plain.cover80, 80, "%"),
    ]
    detail = {
        "horizon": judged.horizon,
        "days": plain.days,
        "rows": plain.rows,
        "scores": plain.as_json(),
        "agents": agents,
        "naive": naive,
        "seasonal": judged.baselines["seasonal"],
        "months": _months(judged.rows),
        "totals": _total_days(judged),
    }
    return Evaluation(
        tenant=tenant, service=SERVICE, made_at=made_at, first=first, last=last, figures=figures, detail=detail
    )


def _figure(label: str, value: float, baseline: float | None, unit: str) -> dict[str, Any]:
    return {
        "label": label,
        "value": round(value, 2),
        "baseline": None if baseline is None else round(baseline, 2),
        "unit": unit,
    }


def _of(figures: Mapping[str, float], name: str) -> float | None:
    return float(figures[name]) if figures["rows"] else None


def _months(rows: pd.DataFrame) -> list[dict[str, Any]]:
    plain = rows[~rows["strike"]]
    month = plain["date"].map(lambda day: f"{day:%Y-%m}")
    found = []
    for name, part in plain.groupby(month):
        served = max(float(part["served"].sum()), 1.0)
        planned = part["planned"].notna()
        agents = (part["planned"] - part["served"])[planned].abs().sum() / max(part["served"][planned].sum(), 1.0)
        found.append(
            {
                "month": name,
                "error": float((part["forecast"] - part["served"]).abs().sum() / served),
                "agents": float(agents) if planned.any() else None,
            }
        )
    return found


def _total_days(judged: Judged) -> list[dict[str, Any]]:
    planned = judged.rows.groupby("date")["planned"].sum(min_count=1)
    table = judged.days.assign(planned=judged.days["date"].map(planned))
    return [
        {
            "date": row["date"].isoformat(),
            "strike": bool(row["strike"]),
            **{name: or_none(row[name]) for name in ("forecast", "low80", "high80", "served", "planned")},
        }
        for row in table.to_dict("records")
    ]
