"""The ledger of a sector's leaks: each morning, what began, grew, was full or was repaired, from the nights so far.

Several leaks may run and grow at once: each is a shape with a flow, fitted together with the week and the season.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from beffroi.water.night_flow.changes import Rise
from beffroi.water.night_flow.leak_shapes import Shape
from beffroi.water.night_flow.ledger_fit import Fit, Sector, Window, noise_of, window_at
from beffroi.water.night_flow.ledger_moves import SHIFTS, best_move, earliest_begin
from beffroi.water.night_flow.segments import TOLERANCE_95
from beffroi.water.night_flow.thresholds import thresholds

MOVES_A_NIGHT = 6
TWO_NIGHTS = 2


@dataclass
class Entry:
    """A leak of the ledger, and whether it was told."""

    shape: Shape
    told: bool = False


@dataclass
class Ledger:
    """What is known of a sector so far; ``least_gained``: the sector's least gain since the last rise told [m3/h]."""

    sector: Sector
    entries: list[Entry] = field(default_factory=list)
    noise: float | None = None
    lone: set[int] = field(default_factory=set)
    searched: bool = False
    least_gained: float = np.inf
    last_told: int = -1000
    last_loss: float = 0.0

    def advance(self, night: int) -> list[Rise]:
        """Take in one more night, and return the rises to tell."""
        window = self._explain(night)
        self._forget(window, night)
        shapes = [entry.shape for entry in self.entries]
        fit = window.fit(shapes)
        self.noise = noise_of(window, self.sector, fit, len(shapes))
        return self._tell(window, fit, night)

    def _explain(self, night: int) -> Window:
        window = window_at(self.sector, night, noise=self.noise, lone=self.lone)
        self.entries = [entry for entry in self.entries if entry.shape.end > window.first]
        for _ in range(MOVES_A_NIGHT):
            shapes = [entry.shape for entry in self.entries]
            move = best_move(window, shapes, night, first_search=not self.searched)
            if move is None:
                break
            if move.lone:
                self.lone.add(move.made.begin)
                window = window_at(self.sector, night, noise=self.noise, lone=self.lone)
            elif move.place is None:
                self.entries.append(Entry(move.made))
            else:
                self.entries[move.place].shape = move.made
        self.searched = True
        return window

    def _forget(self, window: Window, night: int) -> None:
        """Leave out what was never told and is nothing any more."""
        fit, least = window.fit([e.shape for e in self.entries]), thresholds("rise")["kept_share"] * self._least(window)
        flows = [flow * entry.shape.at(night) for entry, flow in zip(self.entries, fit.flow, strict=True)]
        self.entries = [
            entry
            for entry, flow in zip(self.entries, flows, strict=True)
            if entry.told or not entry.shape.is_open or flow >= least
        ]

    def _least(self, window: Window) -> float:
        """Return the least rise worth a visit [m3/h]."""
        level = abs(float(np.median(self.sector.flow[window.known])))
        return float(min(thresholds("rise")["least_m3h"], thresholds("rise")["least_share"] * level))

    def _tell(self, window: Window, fit: Fit, night: int) -> list[Rise]:
        least, here = self._least(window), [entry.shape.at(night) for entry in self.entries]
        gained = float(fit.flow @ np.array(here)) if here else 0.0
        self.least_gained = min(self.least_gained, gained)
        level = float(self.sector.flow[night])
        noises = thresholds("rise")["noises"] * (1 + (thresholds("rise")["doubt_nights"] / len(window.known)) ** 2)
        fresh = []
        for place, entry in enumerate(self.entries):
            loss, error = fit.flow[place] * here[place], fit.error[place] * here[place]
            seen = int((window.known >= entry.shape.begin).sum())
            large = loss > max(noises * error, least)
            if entry.shape.is_open and not entry.told and large and seen >= TWO_NIGHTS:
                entry.told = True
                fresh.append(self._rise(window, place, night, float(loss), level))
        again = [] if fresh else self._told_again(window, night, gained, least)
        if fresh or again:
            self.last_told, self.last_loss, self.least_gained = night, (fresh + again)[-1].loss, gained
        return fresh + again

    def _told_again(self, window: Window, night: int, gained: float, least: float) -> list[Rise]:
        """Return the growth of leaks told long ago, when it is large: one of them grows on, or another does."""
        rule, growing = thresholds("rise"), [p for p, e in enumerate(self.entries) if e.told and _grows(e.shape)]
        loss = gained - self.least_gained
        large = loss > max(rule["again"] * least, rule["again_share"] * self.last_loss)
        if not growing or not large or night - self.last_told < rule["again_nights"]:
            return []
        place = max(growing, key=lambda p: self.entries[p].shape.begin)
        return [self._rise(window, place, night, loss, float(self.sector.flow[night]))]

    def _rise(self, window: Window, place: int, night: int, loss: float, level: float) -> Rise:
        shape = self.entries[place].shape
        earliest, latest = self._interval(window, place, night)
        onset = max(shape.begin, 1)
        return Rise(
            night, onset, min(earliest, onset), max(latest, onset), level - loss, level, loss, not shape.growing
        )

    def _interval(self, window: Window, place: int, night: int) -> tuple[int, int]:
        """Return the first and last night on which the leak may have begun, at 95 %."""
        shape = self.entries[place].shape
        others = [entry.shape for p, entry in enumerate(self.entries) if p != place]
        begins = sorted({shape.begin + s for s in (*SHIFTS, 0, -3, 3)})
        begins = [n for n in begins if earliest_begin(window) - 1 <= n < min(night, shape.full) or n == shape.begin]
        tried = [Shape(n, shape.power, shape.full) for n in begins]
        _, gains = window.gains(others, tried)
        likely = [n for n, gain in zip(begins, gains, strict=True) if gain >= gains.max() - TOLERANCE_95]
        return min(likely), max(likely)


def _grows(shape: Shape) -> bool:
    return shape.growing and shape.is_open


def ledger_rises(sector: Sector) -> list[Rise]:
    """Return the rises of a sector in the order they were seen; each rests on nights up to ``seen`` alone."""
    ledger, memory, found = Ledger(sector), thresholds("memory"), list[Rise]()
    read = np.isfinite(sector.flow)
    for night in range(memory["warm_up"], len(read)):
        recent = read[max(0, night - memory["nights"] + 1) : night + 1]
        if read[night] and recent.sum() >= memory["fewest"]:
            found += ledger.advance(night)
    return found
