"""Comparisons of the last days with a stretch before, and the noise of such comparisons."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from beffroi.water.network import Array

RECENT_AND_GAP = ((1, 1), (2, 1), (3, 1), (5, 1), (7, 1), (14, 1), (2, 3), (3, 7), (5, 14), (7, 28), (7, 42))
BASE_DAYS = 14
FEWEST_BASE = 3
UNKNOWN = 1e4


@dataclass(frozen=True)
class Window:
    """Days [base_from, base_to) against [recent_from, recent_to)."""

    base_from: int
    base_to: int
    recent_from: int
    recent_to: int

    @property
    def span(self) -> float:
        """Days between the middles."""
        return (self.recent_from + self.recent_to - self.base_from - self.base_to) / 2

    @property
    def gap(self) -> int:
        """Days between the two stretches."""
        return self.recent_from - self.base_to

    @property
    def whole_weeks(self) -> bool:
        """Tell whether both stretches hold whole weeks, which cancels what follows the day of the week."""
        return (self.recent_to - self.recent_from) % 7 == 0 and (self.base_to - self.base_from) % 7 == 0

    def covers(self, day: int) -> bool:
        """Tell whether something that begins on ``day`` changes the comparison."""
        return self.base_from < day < self.recent_to


def windows_at(day: int, *, since: int) -> list[Window]:
    """List the comparisons that end with ``day`` (included) and reach back no further than ``since``."""
    found = []
    for recent, gap in RECENT_AND_GAP:
        start = day + 1 - recent
        base_to = start - gap
        base_from = max(since, base_to - BASE_DAYS)
        if base_to - base_from >= max(FEWEST_BASE, min(recent, 5)):
            found.append(Window(base_from, base_to, start, day + 1))
    return found


def compare(residuals: Array, window: Window) -> tuple[Array, Array]:
    """Return (features,) difference of means and its variance factor (1/n + 1/m; UNKNOWN where nothing was read)."""
    recent, many = _mean(residuals[window.recent_from : window.recent_to])
    base, few = _mean(residuals[window.base_from : window.base_to])
    known = (many > 0) & (few > 0)
    factor = np.where(known, 1 / np.maximum(many, 1) + 1 / np.maximum(few, 1), UNKNOWN)
    return np.where(known, recent - base, 0.0), factor


def _mean(block: Array) -> tuple[Array, Array]:
    known = np.isfinite(block)
    count = known.sum(axis=0)
    return np.where(known, block, 0.0).sum(axis=0) / np.maximum(count, 1), count.astype(np.float64)


def daily_noise(residuals: Array, floor: Array, *, lag: int = 1) -> Array:
    """Return (features, features) covariance of one day's residual, from changes over ``lag`` days clipped at 3 sigmas.

    Few days lean towards independent features; ``floor`` (features,) is the least standard deviation.
    """
    change = residuals[lag:] - residuals[:-lag]
    known = np.isfinite(change)
    size = np.array([np.median(np.abs(c[k])) if k.any() else np.inf for c, k in zip(change.T, known.T, strict=True)])
    sigma = np.maximum(size / 0.6745, floor)
    sigma = np.where(np.isfinite(sigma), sigma, 1.0)
    clipped = np.where(known, np.clip(change, -3 * sigma, 3 * sigma), 0.0)
    count = known.astype(np.float64)
    cover = clipped.T @ clipped / np.maximum(count.T @ count, 1.0) / 2
    clipped_spread = np.sqrt(np.maximum(np.diag(cover), 1e-12))
    spread = np.maximum(np.minimum(clipped_spread, sigma / np.sqrt(2)), floor)
    cover = cover / np.outer(clipped_spread, clipped_spread) * np.outer(spread, spread)
    np.fill_diagonal(cover, spread**2)
    days = float(len(change))
    return np.asarray((days * cover + 30 * np.diag(spread**2)) / (days + 30) * 1.15)
