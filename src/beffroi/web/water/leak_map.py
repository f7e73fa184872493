"""Where a leak may be: its candidates by probability, the circle to listen in, the sensors around."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from beffroi.web.platform.models import Tenant
from beffroi.web.platform.templatetags.french import number, share
from beffroi.web.water.drawing import Drawing, Point, Town, town_of
from beffroi.web.water.models import Leak
from beffroi.web.water.network_map import leak_mark, sensor_marks
from beffroi.web.water.plans import Circle, Facts, Key, Plan, around, framed, lines_of

POSSIBLE = "possible"
STEPS = ((0.66, "chance-1"), (0.33, "chance-2"), (0.1, "chance-3"), (0.0, "chance-4"))
ORDER = ("chance-4", "chance-3", "chance-2", POSSIBLE, "chance-1")


@dataclass(frozen=True)
class Candidate:
    """A pipe where the leak may be; chance: None where the signal gives a zone only, or did not tell it."""

    pipe: str
    chance: float | None
    length_m: float | None
    look: str


def candidates_of(leak: Leak, drawing: Drawing) -> tuple[Candidate, ...]:
    """Return the candidates of a leak, the likeliest first."""
    names = list(leak.candidates) or [name for name in (leak.pipe,) if name]
    told = len(leak.chances) == len(names) and not leak.zone_only
    chances: Sequence[float | None] = leak.chances if told else [None] * len(names)
    most = max((chance for chance in chances if chance is not None), default=0.0)
    return tuple(
        Candidate(name, chance, drawing.pipes[name].length_m if name in drawing.pipes else None, _look(chance, most))
        for name, chance in zip(names, chances, strict=True)
    )


def _look(chance: float | None, most: float) -> str:
    if chance is None or most <= 0:
        return POSSIBLE
    return next(look for least, look in STEPS if chance / most >= least)


def leak_town(tenant: Tenant) -> Town:
    """Return the drawings of the tenant in scope, the network's first: a search names its pipes."""
    return town_of(tenant, register_first=False)


def known_pipes(town: Town) -> frozenset[str]:
    """Return the pipes that either drawing knows."""
    return frozenset(town.shown.pipes) | frozenset(town.other.pipes)


def leak_plan(tenant: Tenant, leak: Leak) -> Plan | None:
    """Return the plan of a leak, None where its place is not on the drawing."""
    town = leak_town(tenant)
    if not town.shown.pipes.keys() & {leak.found_pipe, leak.pipe, *leak.candidates} and town.other:
        town = Town(town.other, town.shown)
    drawing = town.shown
    place = town.place_of(leak.found_pipe or leak.pipe)
    if place is None:
        return None
    found = candidates_of(leak, drawing)
    shown = Plan(
        title=f"{leak} : {'zone à explorer' if leak.zone_only else 'conduites possibles'}",
        drawing=drawing,
        lines=lines_of(drawing, {one.pipe: one.look for one in found}, order=ORDER, facts=_facts(found)),
        marks=(*sensor_marks(town), leak_mark(tenant, leak, place)),
        circle=_circle(leak, town),
        legend=tuple(_legend(found, zone_only=leak.zone_only)),
        layers={"sensors": "Capteurs"},
    )
    return framed(shown, _frame(found, shown, place))


def _circle(leak: Leak, town: Town) -> Circle | None:
    place = town.place_of(leak.pipe)
    if not leak.radius_m or place is None:
        return None
    return Circle(place, leak.radius_m, f"Rayon de {number(leak.radius_m)} m")


def _frame(found: Sequence[Candidate], plan: Plan, place: Point) -> list[Point]:
    """Return points that hold the candidates and the circle, and two hundred metres around at least."""
    corners = around(place, 200.0, plan.drawing)
    if plan.circle:
        corners += around(plan.circle.place, plan.circle.radius_m, plan.drawing)
    lines = [plan.drawing.pipes[one.pipe].line for one in found if one.pipe in plan.drawing.pipes]
    return corners + [point for line in lines for point in line]


def _facts(found: Iterable[Candidate]) -> dict[str, Facts]:
    return {
        one.pipe: (
            ("Probabilité", share(one.chance, 1) if one.chance is not None else "non donnée"),
            ("Longueur", f"{number(one.length_m)} m"),
        )
        for one in found
    }


def _legend(found: Sequence[Candidate], *, zone_only: bool) -> Iterable[Key]:
    """Yield one key a look that is there, with the probabilities it holds."""
    for look in ("chance-1", "chance-2", "chance-3", "chance-4", POSSIBLE):
        held = [one for one in found if one.look == look]
        chances = [one.chance for one in held if one.chance is not None]
        if chances:
            low, high = share(min(chances), 1), share(max(chances), 1)
            yield Key(look, low if low == high else f"de {low} à {high}", len(held))
        elif held:
            yield Key(look, "dans la zone" if zone_only else "conduite possible", len(held))
