"""What the ranking promises and what it was worth on the tenant's own past."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from beffroi.web.platform.templatetags.french import share as percent
from beffroi.web.water.line_charts import LineChart, Series, line_chart
from beffroi.web.water.models import PipeRisk, WaterRun

SHOWN = (0.01, 0.02, 0.05, 0.10, 0.20, 0.30, 0.50)
TICKS = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)
MOST_POINTS = 120
LISTENED = "0.05"


@dataclass(frozen=True)
class Held:
    """A line of the table: of that share of length, km, the share of the breaks to come, those of the past.

    past, grouping: shares measured on past years, by this method and by grouping; None where not measured.
    """

    share: float
    km: float
    breaks: float
    past: float | None = None
    grouping: float | None = None


@dataclass(frozen=True)
class Measure:
    """The figures of ``evaluate-ranking`` on the tenant's own registers."""

    first: int
    last: int
    breaks: int
    ours: float
    grouping: float
    above: float
    ratios: tuple[float, ...]

    @property
    def better(self) -> bool:
        """Whether the ranking holds more breaks than grouping in nine samples of ten, as the project asks of itself."""
        return self.above >= 0.9


@dataclass(frozen=True)
class RiskPage:
    """The curve, its table, the measure; ``missing`` says in French why there is no measure."""

    chart: LineChart
    table: tuple[Held, ...]
    km: float
    expected: float
    measure: Measure | None
    missing: str


def risk_page(risks: Sequence[PipeRisk], run: WaterRun | None) -> RiskPage | None:
    """Lay out a ranking, the riskiest first; None where there is none."""
    if not risks:
        return None
    km = np.array([risk.length_m for risk in risks]) / 1000
    breaks = np.array([risk.expected_per_km_year for risk in risks]) * km
    told = (run.result.get("evaluation") if run else None) or {}
    at = np.concatenate([[0.0], np.cumsum(km) / km.sum()])
    held = np.concatenate([[0.0], np.cumsum(breaks) / max(breaks.sum(), 1e-12)])
    return RiskPage(
        chart=_chart(at, held),
        table=tuple(_held(share, at, held, float(km.sum()), told) for share in SHOWN),
        km=float(km.sum()),
        expected=float(breaks.sum()),
        measure=_measure(told),
        missing=str(told.get("missing", "")),
    )


def _chart(at: Any, held: Any) -> LineChart:
    xs = np.unique(np.concatenate([np.linspace(0, 1, MOST_POINTS), np.linspace(0, 0.1, 20)]))
    ours = Series("conduites classées", "ours", xs.tolist(), np.interp(xs, at, held).tolist())
    chance = Series("au hasard", "chance", [0.0, 1.0], [0.0, 1.0])
    ticks = [(share, percent(share)) for share in TICKS]
    title = (
        "Part des casses attendues (vertical) selon la part du linéaire écoutée, le plus exposé d'abord (horizontal)"
    )
    return line_chart(title, [ours, chance], across=ticks, write=percent, bounds=(0.0, 1.0))


def _held(share: float, at: Any, held: Any, km: float, told: dict[str, Any]) -> Held:
    key = f"{share:g}"
    past, grouping = (told.get(name, {}).get(key) for name in ("share_of_breaks", "grouping"))
    return Held(share, share * km, float(np.interp(share, at, held)), past, grouping)


def _measure(told: dict[str, Any]) -> Measure | None:
    if "share_of_breaks" not in told:
        return None
    return Measure(
        first=told["years"][0],
        last=told["years"][-1],
        breaks=told["breaks"],
        ours=told["share_of_breaks"][LISTENED],
        grouping=told["grouping"][LISTENED],
        above=told["bootstrap_above_grouping"],
        ratios=tuple(row["ratio"] for row in told["calibration"]),
    )
