"""Which open leak, if any, has ended in the last days."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from beffroi.water.leak_hypotheses import likelihoods
from beffroi.water.leak_tracks import Track
from beffroi.water.leak_windows import Window

if TYPE_CHECKING:
    from beffroi.water.leak_search import Search

SHARES = np.array([0.65, 0.8, 0.9, 1.0, 1.1])
RECENT = (1, 2, 3)
BEFORE = 7
POOR = 5.0


@dataclass(frozen=True)
class Repair:
    """The end of a followed leak on ``day``, its log-likelihood ratio, the mean square that it leaves unexplained."""

    track: Track
    day: int
    ratio: float
    left: float


def find_repair(search: Search, day: int) -> Repair | None:
    """Return the likeliest end of an open leak in the last days, None when none is likely enough."""
    made = [_compare(search, track, day, recent) for track in search.tracks for recent in RECENT]
    found = [repair for repair in made if repair and repair.ratio > search.settings.repair]
    return max(found, key=lambda repair: repair.ratio, default=None)


def _compare(search: Search, track: Track, day: int, recent: int) -> Repair | None:
    """Compare the last days with those before; the day between may be that of the repair."""
    base_to = day - recent
    base_from = max(base_to - BEFORE, track.onset + 1, search.since)
    if track.repaired is not None or base_to - base_from < 1 or track.known:
        return None
    window, seen = Window(base_from, base_to, day + 1 - recent, day + 1), search.signatures(day)
    change = search.change(window, day, leave=track)
    flow = track.flow if track.drawn is None else float(track.drawn[base_to - 1])
    cover = change.cover + flow**2 * track.spread(seen, around=True)
    tried = change.mean + np.outer(np.r_[0.0, SHARES] * flow, track.direction(seen))
    fits, squares = likelihoods(cover, tried)
    left = float(squares[1:].min()) / len(change.mean)
    allowed = search.settings.clear if recent == 1 else POOR
    return Repair(track, base_to, float(fits[1:].max() - fits[0]), left) if left < allowed else None
