"""The map of the whole network: pipes in the colours asked for, leaks by status, sensors, sources."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from django.urls import reverse

from beffroi.web.platform.models import Tenant
from beffroi.web.platform.templatetags.french import number
from beffroi.web.water.colourings import Colouring, by_material, by_risk, by_sector, facts_of, materials_of
from beffroi.web.water.drawing import Drawing, Town, town_of
from beffroi.web.water.feed import sensor_states
from beffroi.web.water.folders import current
from beffroi.web.water.models import FileKind, Leak, LeakStatus, PipeRisk
from beffroi.web.water.plans import Mark, Plan, framed, lines_of

RISK, MATERIAL, SECTOR = "risque", "materiau", "secteur"
COLOURINGS = {RISK: "Risque de casse", MATERIAL: "Matériau", SECTOR: "Secteur"}
SIGNS = {
    LeakStatus.SIGNAL: "!",
    LeakStatus.TO_VISIT: "?",
    LeakStatus.CONFIRMED: "●",
    LeakStatus.NOT_FOUND: "×",
    LeakStatus.REPAIRED: "✓",
}
KINDS = {"pressure": "pression", "flow": "débit", "level": "niveau", "amr": "télérelève", "": "nature inconnue"}
SOURCES = {"tank": ("▲", "Réservoir"), "reservoir": ("▲", "Source")}
LAYERS = {"leaks": "Fuites", "sensors": "Capteurs", "sources": "Sources et réservoirs"}


def chosen_colouring(tenant: Tenant, asked: str) -> str:
    """Return the colouring asked for, else the first that has something to say: risk, material, sector."""
    if asked in COLOURINGS:
        return asked
    if PipeRisk.objects.exists():
        return RISK
    return MATERIAL if materials_of(tenant) else SECTOR


def network_plan(tenant: Tenant, *, asked: str) -> Plan:
    """Return the plan of the tenant in scope in the colours of a colouring."""
    risks, materials = list(PipeRisk.objects.all()), materials_of(tenant)
    town = _best(tenant, {risk.pipe for risk in risks})
    drawing = town.shown
    colours = _colours(asked, drawing, risks, materials)
    plan = Plan(
        title=f"Plan du réseau, conduites par {COLOURINGS[asked].lower()}",
        drawing=drawing,
        lines=lines_of(drawing, colours.looks, order=colours.order, facts=facts_of(drawing, risks, materials)),
        marks=(*_sources(drawing), *sensor_marks(town), *_leaks(tenant, town)),
        legend=colours.legend,
    )
    return framed(replace(plan, layers={name: LAYERS[name] for name in LAYERS if _has(plan, name)}))


def _has(plan: Plan, layer: str) -> bool:
    return any(mark.layer == layer for mark in plan.marks)


def _best(tenant: Tenant, ranked: set[str]) -> Town:
    """Return the register's drawing first, unless the network alone knows the ranked pipes."""
    town = town_of(tenant)
    if not ranked or not town.other or ranked & set(town.shown.pipes):
        return town
    return Town(town.other, town.shown) if ranked & set(town.other.pipes) else town


def _colours(chosen: str, drawing: Drawing, risks: list[PipeRisk], materials: dict[str, str]) -> Colouring:
    if chosen == RISK:
        return by_risk(drawing, risks)
    return by_material(drawing, materials) if chosen == MATERIAL else by_sector(drawing)


def _sources(drawing: Drawing) -> Iterator[Mark]:
    for node in drawing.nodes:
        if node.kind in SOURCES:
            sign, what = SOURCES[node.kind]
            yield Mark("sources", node.place, "source", sign, f"{what} {node.name}")


def sensor_marks(town: Town) -> Iterator[Mark]:
    """Yield live sensors, the late ones marked, then those of the history in use."""
    states = {state.sensor.name: state for state in sensor_states()}
    history = current(FileKind.SCADA)
    for name in dict.fromkeys([*states, *(history.report.get("names", {}) if history else {})]):
        place = town.place_of(name)
        if place is None:
            continue
        state = states.get(name)
        kind = (state.sensor.kind if state else "") or town.shown.kind_of(name) or town.other.kind_of(name)
        late = bool(state and state.late)
        facts = (("Mesure", KINDS[kind]), *((("Dernière", state.sensor.last_t),) if state else ()))
        title = f"Capteur {name}{', en retard' if late else ''}"
        yield Mark("sensors", place, "sensor late" if late else "sensor", "!" if late else "", title, facts)


def _leaks(tenant: Tenant, town: Town) -> Iterator[Mark]:
    for leak in Leak.objects.exclude(status=LeakStatus.CLOSED).order_by("raised_at"):
        place = town.place_of(leak.found_pipe or leak.pipe)
        if place:
            yield leak_mark(tenant, leak, place)


def leak_mark(tenant: Tenant, leak: Leak, place: tuple[float, float]) -> Mark:
    """Return the mark of a leak at a place."""
    status = LeakStatus(leak.status)
    facts = [("État", str(status.label)), ("Où", leak.where)]
    if leak.m3_day is not None:
        facts.append(("Perte", f"{number(leak.m3_day)} m³ par jour"))
    return Mark(
        "leaks",
        place,
        f"leak leak-{status}",
        SIGNS.get(status, "–"),
        str(leak),
        tuple(facts),
        reverse("water-leak", args=[tenant.slug, leak.pk]),
    )
