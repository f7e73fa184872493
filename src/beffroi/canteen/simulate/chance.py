"""Seeded chance: one stream a matter, so that a change to one leaves the others as they were."""

from __future__ import annotations

from zlib import crc32

import numpy as np
from numpy.random import PCG64, Generator, SeedSequence

from beffroi.canteen.panel import Array


def stream(seed: int, matter: str) -> Generator:
    """Return the stream of one matter ("menus", "strikes"...)."""
    return Generator(PCG64(SeedSequence([seed, crc32(matter.encode())])))


def drifting(rng: Generator, *, days: int, canteens: int, deviation: float, memory: float) -> Array:
    """Return (days, canteens) values around zero that keep the share ``memory`` of the day before."""
    values = rng.normal(0, deviation, (days, canteens))
    shock = np.sqrt(1 - memory**2)
    for day in range(1, days):
        values[day] = memory * values[day - 1] + shock * values[day]
    return values
