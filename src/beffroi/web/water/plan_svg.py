"""A plan as marks of an SVG: what the page shows without JavaScript, and what is printed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import groupby

from beffroi.web.water.drawing import Box, Point
from beffroi.web.water.plans import Line, Plan, metres_as_units, within

WIDTH = 1000.0
FLATTEST, TALLEST = 0.3, 0.75
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
    radius: float
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
    across, up = metres_as_units(plan.drawing, (plan.box[0], (plan.box[1] + plan.box[3]) / 2))
    shown = within(plan, _filled(plan.box, across / up))
    west, south, east, north = shown.box
    unit, stretch = WIDTH / (east - west), across / up
    a_metre = unit * across

    def put(point: Point) -> Point:
        return round((point[0] - west) * unit, 1), round((north - point[1]) * stretch * unit, 1)

    return SvgPlan(
        title=plan.title,
        height=round((north - south) * stretch * unit, 1),
        courses=tuple(_courses(shown.lines, put)),
        signs=tuple(Sign(m.layer, m.look, m.sign, m.title, *put(m.place)) for m in shown.marks),
        ring=_ring(plan, put, a_metre),
        bar_m=_bar(a_metre),
        bar=round(_bar(a_metre) * a_metre, 1),
    )


def _filled(box: Box, stretch: float) -> Box:
    """Return a box grown on two sides until it is neither too flat nor too tall.

    ``stretch``: how many units eastwards are as long as one northwards.
    """
    west, south, east, north = box
    wide, tall = east - west, (north - south) * stretch
    more_wide = max(tall / TALLEST - wide, 0.0) / 2
    more_tall = max(wide * FLATTEST - tall, 0.0) / 2 / stretch
    return west - more_wide, south - more_tall, east + more_wide, north + more_tall


def _bar(a_metre: float) -> int:
    """Return the longest round length [m] that fits into the corner."""
    return next((length for length in reversed(ROUND_LENGTHS) if length * a_metre <= WIDTH * BAR), ROUND_LENGTHS[0])


def _courses(lines: tuple[Line, ...], put: Callable[[Point], Point]) -> Iterator[Course]:
    for look, group in groupby(lines, key=lambda line: line.look):
        yield Course(look, "".join(_path(line, put) for line in group))


def _path(line: Line, put: Callable[[Point], Point]) -> str:
    places = [put(point) for point in line.points]
    return "M" + "L".join(f"{x:g} {y:g}" for x, y in places)


def _ring(plan: Plan, put: Callable[[Point], Point], a_metre: float) -> Ring | None:
    if plan.circle is None:
        return None
    return Ring(*put(plan.circle.place), round(plan.circle.radius_m * a_metre, 1), plan.circle.title)
