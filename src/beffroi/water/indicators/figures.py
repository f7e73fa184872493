"""P104.3, P105.3, P106.3 and ILC of a year, and the yield that the law asks for.

Formulas: arrêté du 2 mai 2007 (annexes of the yearly report on price and quality); threshold: table of
``yield_thresholds.csv``, dated.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

import pandas as pd

from beffroi.territory.errors import BadInput
from beffroi.water.indicators.volumes import Volumes

DAYS = 365
MONTHS = 12


class YearUnusable(BadInput):
    """No full year can be computed."""


@dataclass(frozen=True)
class Threshold:
    """The law's yield: min(cap, base + per_ilc x ILC) [%], base_zone where over zone_m3 are drawn in a ZRE."""

    since: date
    base_percent: float
    base_zone_percent: float
    per_ilc: float
    cap_percent: float
    zone_m3: float
    source: str

    def percent(self, *, ilc: float, drawn_in_zone: float) -> float:
        """Return the yield asked [%]; ``ilc`` [m3/day/km], ``drawn_in_zone`` [m3/year]."""
        base = self.base_zone_percent if drawn_in_zone > self.zone_m3 else self.base_percent
        return min(self.cap_percent, base + self.per_ilc * ilc)


@cache
def thresholds() -> tuple[Threshold, ...]:
    """Return the dated thresholds, the oldest first."""
    text = files("beffroi.water").joinpath("data/yield_thresholds.csv").read_text(encoding="utf-8")
    return tuple(_threshold(row) for row in csv.DictReader(text.splitlines()))


def _threshold(row: dict[str, str]) -> Threshold:
    return Threshold(
        since=date.fromisoformat(row["from"]),
        base_percent=float(row["base_percent"]),
        base_zone_percent=float(row["base_zone_percent"]),
        per_ilc=float(row["per_ilc"]),
        cap_percent=float(row["cap_percent"]),
        zone_m3=float(row["zone_m3"]),
        source=row["source"],
    )


def threshold_on(day: date) -> Threshold | None:
    """Return the threshold in force, None before the first."""
    return next((one for one in reversed(thresholds()) if one.since <= day), None)


@dataclass(frozen=True)
class Indicators:
    """Figures of twelve months; ``supposed``: volumes not given, counted as 0."""

    label: str
    yield_percent: float
    unbilled_m3_day_km: float
    lost_m3_day_km: float
    ilc_m3_day_km: float
    lost_m3: float
    threshold_percent: float | None
    supposed: tuple[str, ...]

    @property
    def is_below(self) -> bool:
        """Tell whether the yield is under what the law asks for."""
        return bool(self.threshold_percent is not None and self.yield_percent < self.threshold_percent)

    def as_json(self) -> dict[str, Any]:
        """Return the figures under the codes of the indicators."""
        return {
            "period": self.label,
            "P104.3": round(self.yield_percent, 2),
            "P105.3": round(self.unbilled_m3_day_km, 3),
            "P106.3": round(self.lost_m3_day_km, 3),
            "ILC": round(self.ilc_m3_day_km, 3),
            "lost_m3": round(self.lost_m3),
            "threshold": None if self.threshold_percent is None else round(self.threshold_percent, 2),
            "below_threshold": self.is_below,
            "supposed_zero": list(self.supposed),
        }

    def line(self) -> str:
        """Return the figures as a French line."""
        asked = "pas de seuil" if self.threshold_percent is None else f"seuil {_comma(self.threshold_percent, 1)} %"
        state = " SOUS LE SEUIL" if self.is_below else ""
        return (
            f"{self.label} : rendement P104.3 {_comma(self.yield_percent, 1)} % ({asked}{state}) ; "
            f"P105.3 {_comma(self.unbilled_m3_day_km, 2)} et P106.3 {_comma(self.lost_m3_day_km, 2)} m3/j/km ; "
            f"ILC {_comma(self.ilc_m3_day_km, 1)}"
        )


def _comma(value: float, decimals: int) -> str:
    return f"{value:.{decimals}f}".replace(".", ",")


def indicators(volumes: Volumes) -> list[Indicators]:
    """Return the indicators of each calendar year that is whole. Raises YearUnusable."""
    years = volumes.table.groupby(volumes.table.index.year)
    whole = [(str(year), rows) for year, rows in years if not volumes.monthly or len(rows) == MONTHS]
    made = [_figures(label, rows) for label, rows in whole if _is_usable(rows)]
    if not made:
        raise YearUnusable(
            "Aucune année complète : il faut, pour une année, le volume produit, comptabilisé et les km."
        )
    return made


def rolling_indicators(volumes: Volumes) -> list[Indicators]:
    """Return the indicators of twelve months to each month, or of three years to each year."""
    count = MONTHS if volumes.monthly else 3
    table = volumes.table
    windows = [table.iloc[end - count : end] for end in range(count, len(table) + 1)]
    shape = "%m/%Y" if volumes.monthly else "%Y"
    return [
        _figures(f"{rows.index[0]:{shape}} à {rows.index[-1]:{shape}}", rows, years=1 if volumes.monthly else count)
        for rows in windows
        if _is_usable(rows) and _is_unbroken(rows, monthly=volumes.monthly)
    ]


def _is_usable(rows: pd.DataFrame) -> bool:
    return bool(rows[["produced", "billed"]].notna().all().all() and (rows["length_km"] > 0).any())


def _is_unbroken(rows: pd.DataFrame, *, monthly: bool) -> bool:
    first, last = rows.index[0], rows.index[-1]
    steps = (last.year - first.year) * 12 + last.month - first.month if monthly else last.year - first.year
    return int(steps) == len(rows) - 1


def _figures(label: str, rows: pd.DataFrame, *, years: int = 1) -> Indicators:
    total = rows.drop(columns="length_km").sum(min_count=1)
    given = total.fillna(0.0) / years
    km = float(rows["length_km"].dropna().iloc[-1] if years == 1 else rows["length_km"].mean())
    distributed = given["produced"] + given["bought"] - given["sold"]
    allowed = given["billed"] + given["unmetered"] + given["service"]
    ilc = (allowed + given["sold"]) / DAYS / km
    law = threshold_on(rows.index[-1].date().replace(month=12, day=31))
    return Indicators(
        label=label,
        yield_percent=100 * (allowed + given["sold"]) / (given["produced"] + given["bought"]),
        unbilled_m3_day_km=(distributed - given["billed"]) / DAYS / km,
        lost_m3_day_km=(distributed - allowed) / DAYS / km,
        ilc_m3_day_km=ilc,
        lost_m3=distributed - allowed,
        threshold_percent=law.percent(ilc=ilc, drawn_in_zone=given["drawn_in_zone"]) if law else None,
        supposed=tuple(name for name in ("bought", "sold", "unmetered", "service") if pd.isna(total[name])),
    )
