"""A plan as marks of an SVG: what the page shows without JavaScript, and what is printed."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import groupby

from beffroi.web.water.drawing import Point
from beffroi.web.water.plans import Line, Plan, metres_as_units

WIDTH = 1000.0
FLATTEST, TALLEST = 0.3, 1.1
ROUND_LENGTHS = (10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 20_000, 50_000)
BAR, BAR_START = 0.22, 12.0


@dataclass(frozen=True)
class Course:
    """Pipes of one look as one path."""

    look: str
    path: str


@dataclass(frozen=True)
class Sign:
    """A mark and its place [px]."""

    layer: str
    look: str
    sign: str
    title: str
    x: float
    y: float


@dataclass(frozen=True)
class Ring:
    """The circle to listen in [px]."""

    x: float
    y: float
    across: float
    up: float
    title: str


@dataclass(frozen=True)
class SvgPlan:
    """All that ``water/_plan.html`` draws."""

    title: str
    height: float
    courses: tuple[Course, ...]
    signs: tuple[Sign, ...]
    ring: Ring | None
    bar_m: int
    bar: float
    width: float = WIDTH

    @property
    def bar_end(self) -> float:
        """Where the bar of the scale ends [px]."""
        return round(BAR_START + self.bar, 1)


def svg_plan(plan: Plan) -> SvgPlan:
    """Lay out a plan, north up, east and north at the same scale."""
    put, unit = _projection(plan)
    a_metre = unit * metres_as_units(plan.drawing, plan.box[:2])[0]
    bar_m = next((length for length in reversed(ROUND_LENGTHS) if length * a_metre <= WIDTH * BAR), ROUND_LENGTHS[0])
    return SvgPlan(
        title=plan.title,
        height=_height(plan),
        courses=tuple(_courses(plan.lines, put)),
        signs=tuple(Sign(m.layer, m.look, m.sign, m.title, *put(m.place)) for m in plan.marks),
        ring=_ring(plan, put, a_metre),
        bar_m=bar_m,
        bar=round(bar_m * a_metre, 1),
    )


def _projection(plan: Plan) -> tuple[Callable[[Point], Point], float]:
    """Return the function from coordinates to places [px], and the px of a unit eastwards."""
    west, south, east, north = plan.box
    stretch = _stretch(plan)
    tall = (north - south) * stretch / max(east - west, 1e-12)
    shown = min(max(tall, FLATTEST), TALLEST)
    unit = WIDTH / (east - west) if tall <= shown else WIDTH * shown / ((north - south) * stretch)
    left = (WIDTH - (east - west) * unit) / 2
    top = (WIDTH * shown - (north - south) * stretch * unit) / 2

    def put(point: Point) -> Point:
        return round((point[0] - west) * unit + left, 1), round((north - point[1]) * stretch * unit + top, 1)

    return put, unit


def _stretch(plan: Plan) -> float:
    """Return how much longer a degree of latitude is than one of longitude there; 1 in metres."""
    middle = (plan.box[0], (plan.box[1] + plan.box[3]) / 2)
    across, up = metres_as_units(plan.drawing, middle)
    return across / up


def _height(plan: Plan) -> float:
    west, south, east, north = plan.box
    tall = (north - south) * _stretch(plan) / max(east - west, 1e-12)
    return round(WIDTH * min(max(tall, FLATTEST), TALLEST), 1)


def _courses(lines: tuple[Line, ...], put: Callable[[Point], Point]) -> Iterator[Course]:
    for look, group in groupby(lines, key=lambda line: line.look):
        yield Course(look, "".join(_path(line, put) for line in group))


def _path(line: Line, put: Callable[[Point], Point]) -> str:
    places = [put(point) for point in line.points]
    return "M" + "L".join(f"{x:g} {y:g}" for x, y in places)


def _ring(plan: Plan, put: Callable[[Point], Point], a_metre: float) -> Ring | None:
    if plan.circle is None:
        return None
    x, y = put(plan.circle.place)
    radius = round(math.fabs(plan.circle.radius_m * a_metre), 1)
    return Ring(x, y, radius, radius, plan.circle.title)
