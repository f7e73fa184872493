"""The report on a register: what it holds, what is odd."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import shapely

from beffroi.water.registers.layers import PipeRegister
from beffroi.water.registers.raepa import materials, raepa_material
from beffroi.water.tables import Finding, dates, numbers


def register_report(register: PipeRegister, findings: Sequence[Finding], *, today: date) -> str:
    """Return the report in French, Markdown."""
    odd = [f"- {finding.line()}" for finding in findings] or ["- Rien à signaler."]
    return "\n".join(
        [
            f"# Registre du réseau au {today:%d/%m/%Y}",
            "",
            *_holdings(register),
            "",
            "## À vérifier",
            "",
            *odd,
            "",
            "Aucune ligne n'a été retirée : tout ce qui a été lu est gardé.",
            "",
        ]
    )


def _holdings(register: PipeRegister) -> list[str]:
    pipes = register.pipes
    drawn = shapely.length(pipes["geometry"].to_numpy(dtype=object))
    length = numbers(pipes["longcana"].str.strip())[0].fillna(0.0)
    km = length.where(length > 0, drawn).fillna(0.0) / 1000
    name = pipes["materiau"].map(lambda text: materials()[raepa_material(text)][1])
    shares = km.groupby(name).sum().sort_values(ascending=False)
    undated = dates(pipes["anfinpose"].str.strip())[0].isna()
    return [
        f"{len(pipes)} conduites, {_number(km.sum())} km ; {len(register.repairs)} réparations.",
        f"Sans date de pose : {_number(km[undated].sum())} km.",
        "",
        "| matériau | km |",
        "|---|---|",
        *(f"| {material} | {_number(value)} |" for material, value in shares.items()),
    ]


def _number(value: float) -> str:
    return f"{value:.1f}".replace(".", ",")
