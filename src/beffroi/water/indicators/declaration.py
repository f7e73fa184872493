"""What SISPEA asks for: the volumes a code a line, what is missing, and the plan owed under the threshold."""

from __future__ import annotations

import csv
import io
from functools import cache
from importlib.resources import files

import pandas as pd

from beffroi.water.indicators.figures import Indicators, threshold_on
from beffroi.water.indicators.volumes import Volumes


@cache
def sispea_variables() -> tuple[tuple[str, str, str], ...]:
    """Return (code, column, French label) of each variable."""
    text = files("beffroi.water").joinpath("data/sispea.csv").read_text(encoding="utf-8")
    return tuple((row["code"], row["column"], row["label"]) for row in csv.DictReader(text.splitlines()))


def missing_for_sispea(volumes: Volumes, year: int) -> list[str]:
    """Return, in French, each variable of the year that no row gives."""
    rows = _year(volumes, year)
    return [f"{code} {label}" for code, column, label in sispea_variables() if rows.empty or rows[column].isna().any()]


def declaration_csv(volumes: Volumes, figures: Indicators, year: int) -> str:
    """Return code;libellé;valeur;unité for a year; a value that is not known stays empty."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\n")
    writer.writerow(("code", "libellé", "valeur", "unité"))
    rows = _year(volumes, year)
    for code, column, label in sispea_variables():
        length = column == "length_km"
        value = rows[column].iloc[-1] if length else rows[column].sum(min_count=len(rows))
        writer.writerow((code, label, "" if pd.isna(value) else _french(value), "km" if length else "m3"))
    for code, label, value, unit in _computed(figures):
        writer.writerow((code, label, _french(value), unit))
    return out.getvalue()


def _computed(figures: Indicators) -> list[tuple[str, str, float, str]]:
    return [
        ("P104.3", "Rendement du réseau de distribution", figures.yield_percent, "%"),
        ("P105.3", "Indice linéaire des volumes non comptés", figures.unbilled_m3_day_km, "m3/km/j"),
        ("P106.3", "Indice linéaire de pertes en réseau", figures.lost_m3_day_km, "m3/km/j"),
    ]


def _year(volumes: Volumes, year: int) -> pd.DataFrame:
    return volumes.table[volumes.table.index.year == year]


def _french(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".").replace(".", ",")


def action_plan(figures: Indicators, year: int) -> str:
    """Return the frame of the plan that a service under the threshold owes, in Markdown, figures filled in.

    Article D. 2224-5-1 of the code général des collectivités territoriales: descriptive inventory, then a
    programme of actions before the end of the second year that follows.
    """
    asked = figures.threshold_percent or 0.0
    gain = figures.lost_m3 * max(asked - figures.yield_percent, 0.0) / max(100.0 - figures.yield_percent, 1e-9)
    law = threshold_on(pd.Timestamp(year=year, month=12, day=31).date())
    return f"""# Plan d'actions contre les pertes d'eau, exercice {year}

Rendement {_french(figures.yield_percent)} %, seuil {_french(asked)} % ({law.source if law else ""}).
Pertes : {_french(round(figures.lost_m3))} m3 par an.
À économiser pour atteindre le seuil : environ {_french(round(gain))} m3.
À arrêter avant le 31 décembre {year + 2} (art. D. 2224-5-1 du code général des collectivités territoriales).

| action | responsable | échéance | m3 attendus | état |
|---|---|---|---|---|
| Tenir à jour le descriptif détaillé : `beffroi water registers` | | | | |
| Sectoriser et suivre le débit de nuit : `beffroi water night-flow` | | | | |
| Écouter d'abord les conduites les plus à risque : `beffroi water rank`, `rounds` | | | | |
| Réparer les fuites trouvées, noter le lieu et la date | | | | |
| Vérifier les compteurs de production et les gros compteurs | | | | |
| Compter ou estimer les volumes sans comptage et de service | | | | |
| Programmer le renouvellement des tronçons les plus fuyards | | | | |
"""
