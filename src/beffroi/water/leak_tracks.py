"""What is known of each leak followed: since when, where, how much, whether it still runs."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from beffroi.water.leak_signatures import Signatures
from beffroi.water.network import Array

FIRST_RATE = 0.15
LEAST_RATE = 0.01
SETTLING = 0.93
DIRECTION_ERROR = 0.08
KNOWN_FLOW = 30.0
KNOWN_RATE = 1.0


@dataclass
class Track:
    """A leak followed day by day. Days are counted from the first day read; flows in m3/h."""

    onset: int
    seen: int
    chances: Array
    flow: float
    ratio: float
    share: float
    change: Array
    base: tuple[int, int]
    rate: float = FIRST_RATE
    frozen_at: int | None = None
    repaired: int | None = None
    alarm_day: int | None = None
    alarm_pipe: int | None = None
    corrected: bool = False
    known: bool = False
    flows: list[tuple[int, float]] = field(default_factory=list)
    _part: tuple[int, int, Array] | None = None

    def directions(self, signatures: Signatures) -> Array:
        """Return (features, features) second moment of its effect per m3/h over its likely places."""
        key = (id(signatures), id(self.chances))
        if self._part is None or self._part[:2] != key:
            likely = np.argsort(-self.chances)[:30]
            weight = self.chances[likely] / self.chances[likely].sum()
            unit = signatures.unit[likely]
            part = (unit * weight[:, None]).T @ unit
            self._part = (*key, part + np.diag(np.diag(part)) * DIRECTION_ERROR)
        return self._part[2]

    def settle(self) -> None:
        """Let a leak that is no longer measured apart be thought to grow less and less."""
        self.rate = max(LEAST_RATE, self.rate * SETTLING)

    def open_at(self, day: int) -> bool:
        """Tell whether it runs on a day."""
        return self.repaired is None or day < self.repaired

    def grow(self, day: int, flow: float) -> None:
        """Note a new size, and learn how fast it grows from the last ten days [m3/h per day]."""
        self.flow = flow
        self.flows.append((day, flow))
        past = [(d, f) for d, f in self.flows if 5 <= day - d <= 12]
        if past:
            then, size = past[0]
            slope = abs(flow - size) / (day - then)
            self.rate = float(np.clip(0.7 * self.rate + 0.3 * 1.5 * slope, LEAST_RATE, 1.0))


@dataclass(frozen=True)
class SensorJump:
    """One sensor that changed alone: a fault, not a leak."""

    day: int
    feature: int


def known_track(*, start: int, end: int, pipe: int, candidates: int, features: int) -> Track:
    """Return the track of a leak that people found: its place is sure, its size is not."""
    chances = np.zeros(candidates)
    chances[pipe] = 1.0
    track = Track(start, start, chances, KNOWN_FLOW, 0.0, 1.0, np.zeros(features), (start, start), rate=KNOWN_RATE)
    track.repaired, track.frozen_at, track.known = end, start, True
    return track
