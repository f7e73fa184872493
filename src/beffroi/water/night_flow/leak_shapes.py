"""How a leak's flow goes night by night: at once or growing, full from a night on, until it is repaired."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
NEVER = np.inf
MONTH = 30.0


@dataclass(frozen=True)
class Shape:
    """Nights it begins, is full and ends; ``power`` 0: at once, 1: evenly, 2: as a hole that widens evenly.

    ``fall``: a loss that ends without having been seen to begin; its flow is negative.
    """

    begin: int
    power: int = 0
    full: float = NEVER
    end: float = NEVER
    fall: bool = False

    @property
    def growing(self) -> bool:
        """Tell whether it grows."""
        return self.power > 0

    @property
    def is_open(self) -> bool:
        """Tell whether it is a leak that still runs."""
        return self.end == NEVER and not self.fall

    def at(self, night: int) -> float:
        """Return its value on a night, open as it is."""
        return float(columns([self], np.array([night]))[0, 0])


def columns(shapes: Sequence[Shape], nights: NDArray[np.int64]) -> Array:
    """Return (nights, shapes), 1 from its start for a leak at once, 1 after a month for one that grows."""
    begin, full, end, power = (
        np.array([getattr(shape, name) for shape in shapes], dtype=np.float64)
        for name in ("begin", "full", "end", "power")
    )
    when = nights[:, None].astype(np.float64)
    age = np.clip(np.minimum(when, full) - begin, 0.0, None) / MONTH
    grown = np.where(power == 2, age * age, age)
    return np.asarray(np.where(power > 0, grown, when >= begin) * (when < end), dtype=np.float64)
