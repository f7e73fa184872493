"""The map of a round: its pipes numbered in the order of the walk, the town's pipes around."""

from __future__ import annotations

from beffroi.web.platform.models import Tenant
from beffroi.web.platform.templatetags.french import number
from beffroi.web.water.drawing import Drawing, Pipe, town_of
from beffroi.web.water.models import Round
from beffroi.web.water.plan_geojson import Feature, feature, taken_away
from beffroi.web.water.plans import Line, Mark, Plan, framed, lines_of

LOOK = "stop"
SHOWN = ("team", "day", "order", "street", "pipe_id", "length_m", "expected_year", "reason", "outcome")


def walked_drawing(tenant: Tenant, round_: Round) -> Drawing:
    """Return the drawing that knows the pipes of a round."""
    town, names = town_of(tenant), {stop["pipe_id"] for stop in round_.stops}
    return town.other if town.other and not names & set(town.shown.pipes) else town.shown


def round_plan(tenant: Tenant, round_: Round) -> Plan:
    """Return the plan of a round."""
    drawing = walked_drawing(tenant, round_)
    stops = [_stop(stop) for stop in round_.stops]
    under = tuple(line for line in lines_of(drawing, {}, order=()) if line.name not in {pipe.name for pipe in stops})
    walked = tuple(
        Line(pipe.name, pipe.line, LOOK, (("Longueur", f"{number(pipe.length_m)} m"), ("Pourquoi", stop["reason"])))
        for pipe, stop in zip(stops, round_.stops, strict=True)
    )
    marks = tuple(
        Mark("stops", pipe.middle, LOOK, str(place), f"{place}. {stop['street'] or pipe.name}")
        for place, (pipe, stop) in enumerate(zip(stops, round_.stops, strict=True), start=1)
    )
    plan = Plan(f"Plan de la tournée, {len(stops)} conduites", drawing, (*under, *walked), marks)
    return framed(plan, [point for pipe in stops for point in pipe.line])


def _stop(stop: dict[str, object]) -> Pipe:
    line = tuple((float(x), float(y)) for x, y, *_ in stop["line"])  # type: ignore[attr-defined]
    return Pipe(str(stop["pipe_id"]), line, float(stop["length_m"]))  # type: ignore[arg-type]


def round_features(tenant: Tenant, rounds: list[Round]) -> list[Feature]:
    """Return the pipes of rounds to take away, in longitude and latitude where the register's system is known."""
    found = []
    for round_ in rounds:
        drawing = walked_drawing(tenant, round_)
        for place, stop in enumerate(round_.stops, start=1):
            told = {**stop, "team": round_.team, "day": f"{round_.day}", "order": place}
            line = taken_away(drawing, [(x, y) for x, y, *_ in stop["line"]])
            found.append(feature("LineString", line, {name: told.get(name, "") for name in SHOWN}))
    return found
