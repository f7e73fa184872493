"""Growth put down to open leaks, looked at again: a new leak elsewhere may explain it better."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from beffroi.water.leak_hypotheses import Change, Explanation, explain, likelihoods
from beffroi.water.leak_tracks import Track
from beffroi.water.leak_windows import Window

if TYPE_CHECKING:
    from beffroi.water.leak_search import Search

BACK = (12, 25, 45)
BASE, RECENT = 10, 4
NOTABLE = 0.7
GAIN = 12.0
SAME_PLACE = 0.3
LEAST_FLOW, CLEAR = 1.0, 1.5


@dataclass(frozen=True)
class SecondThought:
    """A new leak in place of the growth of others since ``window``'s first stretch."""

    window: Window
    made: Explanation
    grown: tuple[Track, ...]
    gain: float


def mistaken_growth(search: Search, day: int) -> SecondThought | None:
    """Return the new leak that explains the growth of open leaks best, when it does so better than they do."""
    found = [thought for back in BACK for thought in _look_back(search, day, back)]
    return max(found, key=lambda thought: thought.gain, default=None)


def _look_back(search: Search, day: int, back: int) -> list[SecondThought]:
    window = Window(max(search.since, day - back - BASE), day - back, day + 1 - RECENT, day + 1)
    if window.base_to - window.base_from < 3:
        return []
    grown: dict[int, float] = {}
    for row, track in enumerate(search.tracks):
        if track.drawn is not None and track.repaired is None and track.onset < window.base_from:
            size = track.drawn[window.recent_from : day + 1].mean() - _before(track, window)
            grown |= {row: size} if size > NOTABLE else {}
    tried = [tuple(grown)] + ([(row,) for row in grown] if len(grown) > 1 else [])
    return [thought for rows in tried if rows and (thought := _try(search, day, window, {r: grown[r] for r in rows}))]


def _before(track: Track, window: Window) -> float:
    assert track.drawn is not None
    return float(track.drawn[window.base_from : window.base_to].mean())


def _try(search: Search, day: int, window: Window, grown: dict[int, float]) -> SecondThought | None:
    seen, change = search.signatures(day), search.change(window, day, growth=False)
    tracks = tuple(search.tracks[row] for row in grown)
    effect = np.sum([size * track.direction(seen) for track, size in zip(tracks, grown.values(), strict=True)], axis=0)
    total = Change(change.mean + effect, change.cover)
    as_growth, squares = (found[0] for found in likelihoods(change.cover, change.mean[None]))
    if squares / 2 < GAIN:
        return None  # nothing is left that another explanation could gain
    made = explain(total, seen)
    as_nothing = likelihoods(change.cover, total.mean[None])[0][0]
    gain = made.best + float(as_nothing - as_growth)
    around = search.near @ made.chances()
    same = max(float(track.chances @ around) for track in tracks)
    if min(gain - GAIN, made.best - search.settings.detection, made.flow - LEAST_FLOW) < 0 or made.left > CLEAR:
        return None
    return SecondThought(window, made, tracks, gain) if same < SAME_PLACE else None
