"""Meals served, ordered by the agents and booked by the families of a made-up town."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from beffroi.canteen.panel import Array
from beffroi.canteen.simulate.canteens import Canteens
from beffroi.canteen.simulate.chance import drifting, stream

HABIT_MEMORY, HABIT_DEVIATION = 0.96, 0.10
CLOSED_ON_STRIKE, MEALS_ON_STRIKE = 0.15, (0.35, 0.95)
AGENTS_MARGIN, AGENTS_ERROR, AGENTS_MEMORY = 1.045, 0.052, 0.7
STRIKE_FORESEEN = 0.75
NO_SHOW, UNBOOKED = 0.05, 0.02
SERVED_UNKNOWN, PLANNED_UNKNOWN = 0.002, 0.01


@dataclass(frozen=True)
class Meals:
    """(days, canteens) meals; NaN where the canteen is not open or the number was lost."""

    served: Array
    planned: Array
    registered: Array


def expected_rates(seed: int, canteens: Canteens, mood: Array, liking: Array, weekdays: NDArray[np.int64]) -> Array:
    """Return (days, canteens) probability that a pupil on the roll eats there."""
    own = drifting(
        stream(seed, "habits"),
        days=len(mood),
        canteens=len(canteens.sites),
        deviation=HABIT_DEVIATION,
        memory=HABIT_MEMORY,
    )
    own += canteens.level + canteens.weekdays[weekdays]
    own += mood[:, None] + liking[:, None] * canteens.taste
    return np.asarray(1 / (1 + np.exp(-own)))


def draw_meals(
    seed: int,
    pupils: NDArray[np.int64],
    rates: Array,
    away: Array,
    *,
    strikes: NDArray[np.int64],
    opened: NDArray[np.bool_],
) -> Meals:
    """Draw the meals; pupils, rates, away, opened: (days, canteens)."""
    served = _served(seed, pupils, rates * (1 - away), strikes)
    planned = _planned(seed, pupils * rates, strikes)
    registered = _registered(seed, pupils, served)
    rng = stream(seed, "lost")
    served = np.where(opened & (rng.random(served.shape) >= SERVED_UNKNOWN), served, np.nan)
    planned = np.where(opened & (rng.random(served.shape) >= PLANNED_UNKNOWN), planned, np.nan)
    return Meals(served, planned, np.where(opened, registered, np.nan))


def _served(seed: int, pupils: NDArray[np.int64], rates: Array, strikes: NDArray[np.int64]) -> Array:
    rng = stream(seed, "strikers")
    rates = rates.copy()
    for day in strikes:
        share = rng.uniform(*MEALS_ON_STRIKE, rates.shape[1]) * rng.uniform(0.7, 1.0)
        rates[day] *= np.where(rng.random(rates.shape[1]) < CLOSED_ON_STRIKE, 0.0, share)
    return stream(seed, "served").binomial(pupils, rates).astype(float)


def _planned(seed: int, expected: Array, strikes: NDArray[np.int64]) -> Array:
    """Agents see what is usual, keep a margin, and foresee a part of a strike."""
    rng = stream(seed, "agents")
    days, canteens = expected.shape
    habit = drifting(rng, days=days, canteens=canteens, deviation=AGENTS_ERROR, memory=AGENTS_MEMORY)
    planned = expected * AGENTS_MARGIN * np.exp(habit)
    planned[strikes] *= STRIKE_FORESEEN
    return np.asarray(np.round(planned))


def _registered(seed: int, pupils: NDArray[np.int64], served: Array) -> Array:
    """Bookings are drawn back from the meals, so that asking for them changes no meal."""
    rng = stream(seed, "bookings")
    eaters = served.astype(np.int64)
    unbooked = rng.binomial(eaters, UNBOOKED)
    no_shows = rng.binomial(np.maximum(pupils - eaters, 0), NO_SHOW)
    return np.asarray((eaters - unbooked + no_shows).astype(float))
