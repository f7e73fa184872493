"""What is known of each leak followed: since when, where, how much each day, whether it still runs."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from beffroi.water.leak_signatures import Signatures
from beffroi.water.network import Array, Indices

LIKELY, TAKEN = 20, 5
FIRST_RATE = 0.2
LEAST_RATE, MOST_RATE = 0.02, 1.5
FORGET = 0.9
KNOWN_FLOW, KNOWN_BASE = 10.0, 10


@dataclass
class Track:
    """A leak followed day by day: days counted from the first day read, flows in m3/h.

    ``drawn`` (days,) is what the model draws for it, None while its place is still sought.
    """

    onset: int
    seen: int
    base: tuple[int, int]
    chances: Array
    flow: float
    left: float
    pipe: int
    rate: float = FIRST_RATE
    drawn: Array | None = None
    repaired: int | None = None
    alarm_day: int | None = None
    alarm_pipe: int | None = None
    known_until: int | None = None
    placed_flow: float = 0.0
    _parts: dict[tuple[int, bool], Array] = field(default_factory=dict, repr=False)

    @property
    def known(self) -> bool:
        """Tell whether people told of it."""
        return self.known_until is not None

    def likely(self) -> tuple[Indices, Array]:
        """Return the likeliest candidates and their weights."""
        best = np.argsort(-self.chances)[:LIKELY].astype(np.int64)
        return best, self.chances[best] / self.chances[best].sum()

    def direction(self, signatures: Signatures) -> Array:
        """Return (features,) mean effect per m3/h over its likely places."""
        best, weight = self.likely()
        return np.asarray(weight @ signatures.unit(self.flow)[best])

    def spread(self, signatures: Signatures, *, around: bool) -> Array:
        """Return (features, features) second moment of its effect per m3/h, ``around`` its mean or whole."""
        key = (id(signatures), around)
        if key not in self._parts:
            best, weight = self.likely()
            unit = signatures.unit(self.flow)[best]
            error = np.sum(
                [w * signatures.error(int(c)) for c, w in zip(best[:TAKEN], weight[:TAKEN], strict=True)], axis=0
            )
            unit = unit - weight @ unit if around else unit
            self._parts[key] = (unit * weight[:, None]).T @ unit + error / weight[:TAKEN].sum()
        return self._parts[key]

    def place(self, chances: Array, *, flow: float, left: float, pipe: int) -> None:
        """Note where it is thought to be."""
        self.chances, self.flow, self.left, self.pipe = chances, flow, left, pipe
        self._parts.clear()

    def open_at(self, day: int) -> bool:
        """Tell whether it runs on a day."""
        return self.onset < day and (self.repaired is None or day < self.repaired)

    def learn_rate(self, change: float, days: int) -> None:
        """Follow how fast it grows [m3/h per day], slowly back to rest."""
        self.rate = float(np.clip(max(FORGET**days * self.rate, 1.2 * abs(change) / days), LEAST_RATE, MOST_RATE))


@dataclass(frozen=True)
class SensorJump:
    """One sensor that changed alone: a fault, not a leak."""

    day: int
    feature: int


def known_track(*, start: int, end: int, pipe: int, candidates: int) -> Track:
    """Return the track of a leak that people found: its place is sure, its size is not."""
    chances = np.zeros(candidates)
    chances[pipe] = 1.0
    base = max(0, start - KNOWN_BASE), start
    return Track(start, start, base, chances, KNOWN_FLOW, 1.0, pipe, known_until=end)
