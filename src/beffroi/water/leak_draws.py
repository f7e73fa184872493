"""Leaks once found are drawn by the model at their place, so that later days are compared with a network that leaks."""

from __future__ import annotations

import numpy as np

from beffroi.water.leak_hypotheses import Change
from beffroi.water.leak_model import NetworkModel
from beffroi.water.leak_residuals import balance_excess, daily_residuals
from beffroi.water.leak_search import Search
from beffroi.water.leak_tracks import Track
from beffroi.water.leak_windows import Window
from beffroi.water.network import Array

RECENT, BEFORE = 3, 14
NOTABLE, NOTABLE_SHARE = 0.6, 0.06
STALE, STALE_CHANGE = 14, 0.3
POOR = 3.0
MENDING = 0.05


class Draws:
    """What the model draws each day, and the residuals that follow from it."""

    def __init__(self, model: NetworkModel) -> None:
        """Nothing is drawn at first; ``residuals`` (days, features) fill day by day."""
        self.model = model
        features = 2 * model.gauges.count + balance_excess(model).shape[1]
        self.residuals = np.full((model.readings.days, features), np.nan)
        self.anchor = 0
        self.blank: set[int] = set()

    def read(self, day: int) -> None:
        """Compute the residuals of one more day."""
        self.residuals[day] = daily_residuals(self.model, days=range(day, day + 1))[0]

    def begin(self, search: Search, track: Track, day: int) -> None:
        """Draw a leak whose place is settled, since its onset, and go on as in the last days."""
        flows = search.sizes(track, day)
        track.drawn = np.zeros(len(self.residuals))
        track.drawn[track.onset : day + 1] = flows
        track.flow = float(flows[-min(2, len(flows)) :].mean())
        track.drawn[day + 1 :] = track.flow
        track.placed_flow = track.flow
        self.blank.add(track.onset)
        self.redraw(search, track.onset, day)

    def place_again(self, search: Search, track: Track, day: int) -> None:
        """Seek the place of a drawn leak again, from residuals without it, and draw it there."""
        track.drawn = None
        self.redraw(search, track.onset, day)
        search.refine(track, day)
        self.begin(search, track, day)

    def end(self, search: Search, track: Track, day: int) -> None:
        """Stop drawing a leak on the day of its repair."""
        assert track.drawn is not None
        assert track.repaired is not None
        track.drawn[track.repaired :] = 0.0
        self.blank.add(track.repaired)
        self.redraw(search, track.repaired, day)

    def follow(self, search: Search, day: int, *, at_once: bool = False) -> None:
        """Let drawn leaks grow or shrink with what the last days show since the last drawing, if it is notable."""
        tracks = [t for t in search.tracks if t.drawn is not None and t.repaired is None and t.onset < self.anchor]
        if not tracks or day <= self.anchor:
            return
        recent = max(self.anchor + 1, day + 1 - RECENT)
        window = Window(max(0, self.anchor + 1 - BEFORE), self.anchor + 1, recent, day + 1)
        change = search.change(window, day, growth=False)
        effects = np.array([t.direction(search.signatures(day)) for t in tracks]).T
        span = (recent + day) / 2 - self.anchor
        prior = np.array([(t.rate * span + 0.05) ** 2 for t in tracks])
        now = np.array([max(float(t.drawn[day]), 1.0) for t in tracks if t.drawn is not None])
        grown, left = growth_of(change, effects, prior, least=-MENDING * now)
        if left > POOR:
            return
        stale = day - self.anchor >= STALE and np.abs(grown).max() > STALE_CHANGE
        if at_once or stale or (grown > np.maximum(NOTABLE, NOTABLE_SHARE * now)).any():
            for track, size in zip(tracks, grown.tolist(), strict=True):
                self._grow(track, size, span, day)
            self.redraw(search, self.anchor + 1, day)

    def _grow(self, track: Track, size: float, span: float, day: int) -> None:
        assert track.drawn is not None
        days = np.arange(self.anchor + 1, day + 1)
        track.drawn[days] = np.maximum(track.drawn[days] + size * (days - self.anchor) / span, 0.0)
        track.learn_rate(size, max(1, day - self.anchor))
        track.flow = float(track.drawn[day])
        track.drawn[day + 1 :] = track.flow

    def redraw(self, search: Search, first: int, day: int) -> None:
        """Compute again the residuals from ``first`` to ``day``; days on which a leak began or ended stay unknown."""
        self.model.draws[first:] = self._at_nodes(search, first)
        self.residuals[first : day + 1] = daily_residuals(self.model, days=range(first, day + 1))
        self.residuals[sorted(self.blank & set(range(first, day + 1)))] = np.nan
        self.anchor = day

    def _at_nodes(self, search: Search, first: int) -> Array:
        network = self.model.network
        found = np.zeros((len(self.residuals) - first, len(network.nodes)))
        pipes = search.signatures(first).pipes
        for track in search.tracks:
            if track.drawn is None or not track.drawn[first:].any():
                continue
            likely, weights = track.likely()
            for pipe, weight in zip(pipes[likely].tolist(), weights.tolist(), strict=True):
                ends = [n for n in network.ends[pipe].tolist() if network.node_kinds[n] == "junction"]
                for node in ends:
                    found[:, node] += weight / len(ends) * track.drawn[first:]
        return found


def growth_of(change: Change, effects: Array, prior: Array, *, least: Array) -> tuple[Array, float]:
    """Return the likeliest growth of each leak [m3/h], not under ``least`` since leaks do not heal, and what is left.

    effects (features, leaks) per m3/h; prior (leaks,) variances of growth. Left: mean square in noises.
    """
    grown, free = least.copy(), np.ones(len(prior), dtype=bool)
    while free.any():
        rest = change.mean - effects[:, ~free] @ least[~free]
        gain = (effects[:, free] * prior[free]) @ effects[:, free].T + change.cover
        found = prior[free] * (effects[:, free].T @ np.linalg.solve(gain, rest))
        low = found < least[free]
        if not low.any():
            grown[free] = found
            break
        free[np.flatnonzero(free)[low]] = False
    rest = change.mean - effects @ grown
    return grown, float(rest @ np.linalg.solve(change.cover, rest)) / len(rest)
