"""What may have happened to a sector on a night: another leak, a repair, a leak that is full or began otherwise."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from beffroi.water.night_flow.leak_shapes import NEVER, Shape
from beffroi.water.night_flow.ledger_fit import Window
from beffroi.water.night_flow.thresholds import thresholds

SHIFTS = (-20, -12, -7, -4, -2, -1, 1, 2, 4, 7, 12, 20)
STEP_SHIFTS = (-3, -2, -1, 1, 2, 3)
POWERS = (1, 2)


@dataclass(frozen=True)
class Move:
    """``made`` in place of shape ``place`` (None: one more), and what it gains beyond its price.

    ``lone``: the night before was far from its neighbours by itself.
    """

    made: Shape
    place: int | None
    gain: float
    lone: bool = False


def best_move(window: Window, shapes: Sequence[Shape], night: int, *, first_search: bool) -> Move | None:
    """Return the move that gains most, None when none is worth its price."""
    more = _additions(window, shapes, night, first_search=first_search)
    again = night % thresholds("reach")["every"] == 0 or more.gain > 0
    moves = [more, *(_changes(window, shapes, night) if again else [])]
    best = max(moves, key=lambda move: move.gain)
    return best if best.gain > 0 else None


def earliest_begin(window: Window) -> int:
    """Return the first night on which a leak may have begun."""
    return thresholds("memory")["first"] if window.first == 0 else window.first + 1


def _additions(window: Window, shapes: Sequence[Shape], night: int, *, first_search: bool) -> Move:
    price, reach, least = thresholds("price"), thresholds("reach"), earliest_begin(window)
    steps = range(least if first_search else max(least, night - reach["step"]), night + 1)
    growths = range(max(least - 1, night - reach["growth"]), night - reach["growth_least"], 2)
    tried = [(Shape(n), price["step"], False) for n in steps]
    tried += [(Shape(n, fall=True), price["fall"], False) for n in steps]
    tried += [(Shape(n, power), price["growth"], False) for power in POWERS for n in growths]
    if window.known[-1] == night:
        lone = Shape(night - 1, end=night)
        tried += [(lone, price["lone"], True), (replace(lone, fall=True), price["lone"], True)]
    _, gains = window.gains(shapes, [shape for shape, _, _ in tried])
    net = gains - np.array([cost for _, cost, _ in tried])
    best = int(net.argmax())
    return Move(tried[best][0], None, float(net[best]), lone=tried[best][2])


def _changes(window: Window, shapes: Sequence[Shape], night: int) -> Iterator[Move]:
    """Yield the best change of each open leak."""
    now = window.fit(shapes).cost
    for place, shape in enumerate(shapes):
        tried = list(_variants(window, shape, night)) if shape.is_open else []
        if not tried:
            continue
        others = [*shapes[:place], *shapes[place + 1 :]]
        without, gains = window.gains(others, [made for made, _ in tried])
        net = now - (without - gains) - np.array([cost for _, cost in tried])
        best = int(net.argmax())
        yield Move(tried[best][0], place, float(net[best]))


def _variants(window: Window, shape: Shape, night: int) -> Iterator[tuple[Shape, float]]:
    price, reach = thresholds("price"), thresholds("reach")
    for n in range(max(night - reach["repair"], shape.begin + 1, window.first + 1), night + 1):
        yield replace(shape, end=n, full=min(shape.full, n) if shape.full < NEVER else NEVER), price["repair"]
    yield from _growth_variants(window, shape, night) if shape.growing else _step_variants(window, shape, night)


def _growth_variants(window: Window, shape: Shape, night: int) -> Iterator[tuple[Shape, float]]:
    price, reach, least = thresholds("price"), thresholds("reach"), earliest_begin(window) - 1
    if shape.full == NEVER:
        for n in range(max(shape.begin + reach["growth_least"], night - reach["full"]), night - 2):
            yield replace(shape, full=n), price["full"]
    latest = min(night - reach["growth_least"], shape.full - 3)
    for n in (shape.begin + shift for shift in SHIFTS):
        if least <= n < latest:
            yield replace(shape, begin=n), price["shift"]
    yield replace(shape, power=POWERS[0] if shape.power == POWERS[1] else POWERS[1]), price["shift"]


def _step_variants(window: Window, shape: Shape, night: int) -> Iterator[tuple[Shape, float]]:
    price, reach, least = thresholds("price"), thresholds("reach"), earliest_begin(window)
    for n in (shape.begin + shift for shift in STEP_SHIFTS):
        if least <= n <= night:
            yield replace(shape, begin=n), price["shift"]
    begins = range(max(least - 1, shape.begin - 30), min(shape.begin + 5, night - reach["growth_least"]))
    for n in begins:
        for power in POWERS:
            yield replace(shape, begin=n, power=power), price["kind"]
