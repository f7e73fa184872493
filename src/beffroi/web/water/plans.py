"""A plan of the network as values: what ``plan_svg`` draws on the server and what ``plan_geojson`` sends to Leaflet."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from beffroi.web.water.drawing import Box, Drawing, Point, box_of

Facts = tuple[tuple[str, str], ...]
MARGIN = 0.06


@dataclass(frozen=True)
class Key:
    """A line of the legend: the look of the pipes it speaks of, how many they are, their length [km]."""

    look: str
    label: str
    count: int = 0
    km: float = 0.0
    breaks: float | None = None


@dataclass(frozen=True)
class Line:
    """A pipe on the plan; ``look`` is the class of its colour in water.css."""

    name: str
    points: tuple[Point, ...]
    look: str
    facts: Facts = ()


@dataclass(frozen=True)
class Mark:
    """A leak, a sensor or a number on the plan; ``sign`` tells it apart without colours."""

    layer: str
    place: Point
    look: str
    sign: str
    title: str
    facts: Facts = ()
    address: str = ""


@dataclass(frozen=True)
class Circle:
    """Where to listen around a leak [m]."""

    place: Point
    radius_m: float
    title: str


@dataclass(frozen=True)
class Plan:
    """All that a plan shows, the last lines on top, within ``box``."""

    title: str
    drawing: Drawing
    lines: tuple[Line, ...]
    marks: tuple[Mark, ...] = ()
    circle: Circle | None = None
    legend: tuple[Key, ...] = ()
    layers: Mapping[str, str] = field(default_factory=dict)
    box: Box = (0.0, 0.0, 1.0, 1.0)

    def __bool__(self) -> bool:
        return bool(self.lines)


def lines_of(
    drawing: Drawing, looks: Mapping[str, str], *, order: Iterable[str], facts: Mapping[str, Facts] | None = None
) -> tuple[Line, ...]:
    """Return a line a pipe; those of the first look of ``order`` at the bottom, of no look under all others."""
    rank = {look: place for place, look in enumerate(order, start=1)}
    told = facts or {}
    lines = [
        Line(pipe.name, pipe.line, looks.get(pipe.name, "plain"), told.get(pipe.name, ()))
        for pipe in drawing.pipes.values()
    ]
    return tuple(sorted(lines, key=lambda line: rank.get(line.look, 0)))


def framed(plan: Plan, points: Iterable[Point] = ()) -> Plan:
    """Return the plan within a box around points (all its pipes when there are none), with a margin."""
    chosen = list(points) or [point for line in plan.lines for point in line.points]
    if not chosen:
        return plan
    west, south, east, north = box_of(chosen)
    margin = max(east - west, north - south) * MARGIN or 1e-4
    return replace(plan, box=(west - margin, south - margin, east + margin, north + margin))


def within(plan: Plan, box: Box) -> Plan:
    """Return the plan without what lies outside a box."""
    lines = tuple(line for line in plan.lines if _touch(box_of(line.points), box))
    marks = tuple(mark for mark in plan.marks if _touch(box_of([mark.place]), box))
    return replace(plan, box=box, lines=lines, marks=marks)


def _touch(one: Box, other: Box) -> bool:
    return one[0] <= other[2] and one[2] >= other[0] and one[1] <= other[3] and one[3] >= other[1]


def around(place: Point, radius_m: float, drawing: Drawing) -> list[Point]:
    """Return the corners of the square that holds a circle."""
    across, up = metres_as_units(drawing, place)
    x, y = place
    return [(x - radius_m * across, y - radius_m * up), (x + radius_m * across, y + radius_m * up)]


def metres_as_units(drawing: Drawing, place: Point) -> tuple[float, float]:
    """Return how many units of the coordinates a metre is, eastwards and northwards."""
    if not drawing.geographic:
        return 1.0, 1.0
    north = 1 / 111_320
    return north / max(math.cos(math.radians(place[1])), 0.01), north
