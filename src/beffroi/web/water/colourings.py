"""What the colours of the pipes say: their risk, material or sector, each with its legend."""

from __future__ import annotations

import csv
import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from beffroi.water.materials import material_labels
from beffroi.web.platform.models import Tenant
from beffroi.web.platform.templatetags.french import number
from beffroi.web.water.drawing import Drawing
from beffroi.web.water.folders import current, made_from
from beffroi.web.water.models import FileKind, PipeRisk
from beffroi.web.water.plans import Facts, Key
from beffroi.web.water.sectors import sectors_of

TENTHS = 10
MOST_GROUPS = 6
OTHERS = "cat-0"


@dataclass(frozen=True)
class Colouring:
    """The look of each pipe, the looks from the bottom of the plan to its top, and the legend."""

    looks: Mapping[str, str]
    order: tuple[str, ...]
    legend: tuple[Key, ...]


def by_risk(drawing: Drawing, risks: Sequence[PipeRisk]) -> Colouring:
    """Colour by tenth of the ranked length, the riskiest first."""
    looks = {risk.pipe: f"risk-{tenth_of(risk.share)}" for risk in risks}
    km: dict[str, float] = defaultdict(float)
    count: dict[str, int] = defaultdict(int)
    breaks: dict[str, float] = defaultdict(float)
    for risk in risks:
        look = looks[risk.pipe]
        km[look] += risk.length_m / 1000
        count[look] += 1
        breaks[look] += risk.expected_per_km_year * risk.length_m / 1000
    order = tuple(f"risk-{tenth}" for tenth in range(TENTHS, 0, -1))
    legend = tuple(Key(look, _tenth(look), count[look], km[look], breaks[look]) for look in reversed(order))
    unranked = _unranked(drawing, looks)
    return Colouring(looks, order, (*legend, *unranked))


def tenth_of(share: float) -> int:
    """Return the tenth of length that a share lies in: 1 the riskiest."""
    return min(max(math.ceil(round(share * TENTHS, 6)), 1), TENTHS)


def _tenth(look: str) -> str:
    tenth = int(look.split("-")[1])
    ends = {1: "le dixième le plus exposé", TENTHS: "le dixième le moins exposé"}
    return ends.get(tenth, f"{tenth}e dixième")


def _unranked(drawing: Drawing, looks: Mapping[str, str]) -> tuple[Key, ...]:
    left = [pipe for pipe in drawing.pipes.values() if pipe.name not in looks]
    return (Key("plain", "sans classement", len(left), sum(pipe.length_m for pipe in left) / 1000),) if left else ()


def by_material(drawing: Drawing, materials: Mapping[str, str]) -> Colouring:
    """Colour by material, the six that are longest and the others."""
    return _by_group(drawing, {name: materials.get(name, "") for name in drawing.pipes}, unknown="matériau inconnu")


def by_sector(drawing: Drawing) -> Colouring:
    """Colour by sector, as the register or the sectors' meters tell."""
    sectors = sectors_of(drawing)
    return _by_group(drawing, {name: sectors.get(name, "") for name in drawing.pipes}, unknown="hors secteur")


def _by_group(drawing: Drawing, groups: Mapping[str, str], *, unknown: str) -> Colouring:
    km: dict[str, float] = defaultdict(float)
    count: dict[str, int] = defaultdict(int)
    for name, group in groups.items():
        km[group] += drawing.pipes[name].length_m / 1000
        count[group] += 1
    named = sorted((group for group in km if group), key=lambda group: -km[group])
    look = {group: f"cat-{place}" if place <= MOST_GROUPS else OTHERS for place, group in enumerate(named, start=1)}
    legend = [Key(look[group], group, count[group], km[group]) for group in named]
    if km.get(""):
        legend.append(Key("plain", unknown, count[""], km[""]))
    looks = {name: look[group] for name, group in groups.items() if group}
    return Colouring(looks, (OTHERS, *sorted({*look.values()} - {OTHERS}, reverse=True)), tuple(legend))


def materials_of(tenant: Tenant) -> dict[str, str]:
    """Return the French name of each pipe's material, as the register in use has it."""
    file = current(FileKind.PIPES)
    path = made_from(tenant, file, "pipes.csv") if file else None
    return _materials(path) if path and path.is_file() else {}


def _materials(path: Path) -> dict[str, str]:
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    labels = material_labels()
    return {row["pipe_id"]: labels.get(row["material"], row["material"]) for row in rows if row["material"]}


def facts_of(drawing: Drawing, risks: Iterable[PipeRisk], materials: Mapping[str, str]) -> dict[str, Facts]:
    """Return what the map says of each pipe that is pointed at."""
    ranked = {risk.pipe: risk for risk in risks}
    return {
        name: tuple(_facts(pipe.length_m, materials.get(name), ranked.get(name)))
        for name, pipe in drawing.pipes.items()
    }


def _facts(length_m: float, material: str | None, risk: PipeRisk | None) -> Iterable[tuple[str, str]]:
    yield "Longueur", f"{number(risk.length_m if risk else length_m)} m"
    if material and not risk:
        yield "Matériau", material
    if risk:
        yield "Rang", number(risk.rank)
        yield "Casses attendues", f"{number(risk.expected_per_km_year, 2)} par km et par an"
        yield "Pourquoi", risk.reason
