"""Why a pipe ranks where it does, in one French sentence of facts."""

from __future__ import annotations

import pandas as pd

from beffroi.water.materials import material_labels


def reasons(rows: pd.DataFrame, mean: float, first_year: int) -> list[str]:
    """Return a reason for each row; ``mean`` is the network's rate [breaks/km/year]."""
    return [
        f"{_past(row.past, row.last, first_year)} ; {_pipe(row)} ; {_against(row.expected_per_km_year, mean)}"
        for row in rows.itertuples(index=False)
    ]


def _past(past: int, last: pd.Timestamp, first_year: int) -> str:
    if not past:
        return f"aucune casse depuis {first_year}"
    return f"{past} casse{'s' if past > 1 else ''} depuis {first_year}, la dernière en {last.year}"


def _pipe(row: object) -> str:
    material = material_labels().get(row.material, row.material or "matériau inconnu")  # type: ignore[attr-defined]
    decade = int(row.decade)  # type: ignore[attr-defined]
    laid = f"des années {decade}" if decade > 0 else "de date inconnue"
    diameter = row.diameter_mm  # type: ignore[attr-defined]
    return f"{material} {laid}" + (f", {diameter:.0f} mm" if diameter > 0 else "")


def _against(rate: float, mean: float) -> str:
    times = rate / mean if mean else 1.0
    if 0.8 <= times <= 1.25:
        return "risque voisin de la moyenne du réseau"
    shown = f"{times:.0f}" if times >= 10 else f"{times:.1f}".replace(".", ",")
    return f"{shown} fois la moyenne du réseau"
