"""The nights of a sector as a level that follows week and season, plus leaks; by generalised least squares."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from beffroi.water.night_flow.leak_shapes import Array, Shape, columns
from beffroi.water.night_flow.thresholds import thresholds

DAYS = 7
BASE = 1 + DAYS
TINY = 1e-6
RIDGE = 1e-9


@dataclass(frozen=True)
class Sector:
    """Night flows [m3/h], NaN unknown; weekdays 0 to 6; season, 1 in the first weeks: (nights,) each."""

    flow: Array
    weekday: NDArray[np.int64]
    season: Array


@dataclass(frozen=True)
class Fit:
    """Level and leaks of the window: ``flow`` and ``error`` of each shape per unit, what is left, in noises."""

    base: Array
    flow: Array
    error: Array
    cost: float
    left: Array


@dataclass(frozen=True)
class Window:
    """Nights ``known``, and, divided by the noise: ``white``, (rows, base) ``level`` and (rows,) ``target``.

    The noise of a night, and a level that wanders; the last rows are the priors of the level.
    """

    known: NDArray[np.int64]
    first: int
    noise: float
    usual: float
    white: Array
    level: Array
    target: Array

    def drawn(self, shapes: Sequence[Shape]) -> Array:
        """Return (rows, shapes) in noises."""
        made = self.white @ columns(shapes, self.known)
        return np.vstack([made, np.zeros((BASE, len(shapes)))])

    def design(self, shapes: Sequence[Shape]) -> Array:
        """Return (rows, base and shapes)."""
        return np.hstack([self.level, self.drawn(shapes)]) if shapes else self.level

    def fit(self, shapes: Sequence[Shape]) -> Fit:
        """Return the likeliest level and flows."""
        design = self.design(shapes)
        power = design.T @ design
        inverse = np.linalg.inv(power + RIDGE * np.diag(np.diag(power) + TINY))
        found = inverse @ (design.T @ self.target)
        left = self.target - design @ found
        error = np.sqrt(np.maximum(np.diag(inverse), 0.0))
        return Fit(found[:BASE], found[BASE:], error[BASE:], float(left @ left), left[: len(self.known)])

    def gains(self, kept: Sequence[Shape], tried: Sequence[Shape]) -> tuple[float, Array]:
        """Return the cost of the shapes kept, and (tried,) what each one more would take off it.

        A leak that would run backwards, or a fall that would rise, takes off nothing.
        """
        frame, _ = np.linalg.qr(self.design(kept))
        left = self.target - frame @ (frame.T @ self.target)
        more = self.drawn(tried)
        more = more - frame @ (frame.T @ more)
        size, along = np.einsum("rt,rt->t", more, more), more.T @ left
        sign = np.array([-1.0 if shape.fall else 1.0 for shape in tried])
        useful = (size > TINY) & (sign * along > 0)
        return float(left @ left), np.where(useful, along**2 / np.where(useful, size, 1.0), 0.0)


def window_at(sector: Sector, night: int, *, noise: float | None, lone: set[int]) -> Window:
    """Return what is known up to a night; ``lone`` nights are left out."""
    first = max(0, night - thresholds("memory")["nights"] + 1)
    nights = np.arange(first, night + 1)
    known = nights[np.isfinite(sector.flow[nights]) & ~np.isin(nights, list(lone))]
    flow = sector.flow[known]
    usual = max(abs(float(np.median(flow[: thresholds("memory")["level_nights"]]))), TINY)
    noise = noise or 2 * thresholds("noise")["floor"] * usual
    white = _whitening(np.isin(nights, known).tobytes()) / noise
    prior, target = _priors(usual)
    level = np.column_stack([np.ones(len(known)), np.eye(DAYS)[sector.weekday[known]] * sector.season[known, None]])
    return Window(
        known, first, noise, usual, white, np.vstack([white @ level, prior]), np.concatenate([white @ flow, target])
    )


@lru_cache(maxsize=64)
def _whitening(read: bytes) -> Array:
    """Return what makes the nights read, one byte each, independent, for a noise of 1."""
    age = np.flatnonzero(np.frombuffer(read, dtype=np.bool_))
    wander = thresholds("noise")["drift"] ** 2 * np.minimum.outer(age, age)
    return np.asarray(np.linalg.inv(np.linalg.cholesky(np.eye(len(age)) + wander)), dtype=np.float64)


def _priors(usual: float) -> tuple[Array, Array]:
    constant, seasonal = thresholds("level")["constant"], thresholds("level")["seasonal"]
    mean = np.array([constant[0]] + [seasonal[0]] * DAYS) * usual
    spread = np.array([constant[1]] + [seasonal[1]] * DAYS) * usual
    return np.diag(1 / spread), mean / spread


def noise_of(window: Window, sector: Sector, fit: Fit, shapes: int) -> float:
    """Return the noise of a night [m3/h], robustly, from what is left and from changes from night to night.

    What is left is too small where many leaks were drawn; changes owe nothing to them.
    """
    limits, count = thresholds("noise"), len(window.known)
    free = np.sqrt(count / max(count - BASE - shapes, 5))
    left = window.noise * max(_spread(fit.left) * free, limits["least_spread"])
    return float(max(left, _night_to_night(window, sector, fit) * free, limits["floor"] * window.usual, TINY))


def _night_to_night(window: Window, sector: Sector, fit: Fit) -> float:
    nights = window.known
    level = fit.base[0] + fit.base[1 + sector.weekday[nights]] * sector.season[nights]
    change = np.diff(sector.flow[nights] - level)
    return _spread(change) / np.sqrt(2) if len(change) else 0.0


def _spread(values: Array) -> float:
    return 1.4826 * float(np.median(np.abs(values - np.median(values))))
