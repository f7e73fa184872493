"""The page of the indicators: the last year against the law, the twelve months gone by, what is still missing."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from beffroi.web.water.models import RunKind, VolumesYear, WaterRun
from beffroi.web.water.year_charts import YearChart, YieldOf, year_chart

YEARS_TO_DECIDE = 2
NAMES = {"bought": "acheté en gros", "sold": "vendu en gros", "unmetered": "sans comptage", "service": "de service"}
HEADINGS = (
    *("année", "P104.3 rendement (%)", "seuil (%)", "P105.3 (m3/j/km)", "P106.3 (m3/j/km)", "ILC (m3/j/km)"),
    *("pertes (m3)", "compté pour zéro"),
)


@dataclass(frozen=True)
class Rolling:
    """Indicators of the last twelve months, or of three years."""

    label: str
    yield_percent: float
    unbilled_m3_day_km: float
    lost_m3_day_km: float
    ilc_m3_day_km: float
    threshold_percent: float | None
    below: bool

    @classmethod
    def of(cls, told: Mapping[str, Any]) -> Rolling:
        """Read what the run keeps."""
        return cls(
            label=told["period"],
            yield_percent=told["P104.3"],
            unbilled_m3_day_km=told["P105.3"],
            lost_m3_day_km=told["P106.3"],
            ilc_m3_day_km=told["ILC"],
            threshold_percent=told["threshold"],
            below=bool(told["below_threshold"]),
        )


@dataclass(frozen=True)
class YearPage:
    """All that the page shows; ``years`` the last first; ``missing`` for SISPEA; ``zeros`` counted as nothing."""

    years: tuple[VolumesYear, ...]
    rolling: Rolling | None
    chart: YearChart | None
    missing: tuple[str, ...]
    run: WaterRun | None
    euros_per_m3: float

    @property
    def last(self) -> VolumesYear | None:
        """The last whole year."""
        return self.years[0] if self.years else None

    @property
    def before(self) -> VolumesYear | None:
        """The year before it."""
        return self.years[1] if len(self.years) > 1 else None

    @property
    def plan_before(self) -> int:
        """The year at the end of which an action plan is due (art. D. 2224-5-1 CGCT)."""
        return self.years[0].year + YEARS_TO_DECIDE

    @property
    def lost_euros(self) -> float:
        """Price of what the last year lost [€]."""
        return self.years[0].lost_m3 * self.euros_per_m3

    @property
    def zeros(self) -> list[str]:
        """Volumes of the last year counted as zero for want of them, in French."""
        return [NAMES.get(name, name) for name in self.years[0].supposed_zero]


def year_page(*, euros_per_m3: float) -> YearPage:
    """Return the page of the tenant in scope."""
    run = WaterRun.objects.filter(kind=RunKind.INDICATORS).first()
    told: Mapping[str, Any] = run.result if run else {}
    years = tuple(VolumesYear.objects.all())
    rolling = Rolling.of(told["rolling"][-1]) if told.get("rolling") else None
    return YearPage(
        years=years,
        rolling=rolling,
        chart=_chart(years, rolling),
        missing=tuple(told.get("missing_for_sispea", ())),
        run=run,
        euros_per_m3=euros_per_m3,
    )


def _chart(years: tuple[VolumesYear, ...], rolling: Rolling | None) -> YearChart | None:
    yields = [
        YieldOf(str(year.year), year.yield_percent, year.threshold_percent, year.below_threshold)
        for year in reversed(years)
    ]
    if rolling and "/" in rolling.label:
        yields.append(YieldOf("12 derniers mois", rolling.yield_percent, rolling.threshold_percent, rolling.below))
    return year_chart("Rendement de chaque année et seuil légal, en pour cent", yields)


def years_csv() -> str:
    """Return the indicators of every year of the tenant in scope, the oldest first; numbers as the French write."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\n")
    writer.writerow(HEADINGS)
    for year in VolumesYear.objects.order_by("year"):
        figures = (
            *(year.yield_percent, year.threshold_percent, year.unbilled_m3_day_km),
            *(year.lost_m3_day_km, year.ilc_m3_day_km, year.lost_m3),
        )
        told = ["" if value is None else f"{value:g}".replace(".", ",") for value in figures]
        writer.writerow([year.year, *told, " ".join(year.supposed_zero)])
    return out.getvalue()
