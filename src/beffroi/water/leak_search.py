"""Sequential search: each day, a change of the residuals is a leak, a repair, a faulty sensor or nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from beffroi.water.leak_hypotheses import Explanation, explain, proportional, single_sensor
from beffroi.water.leak_signatures import Signatures
from beffroi.water.leak_tracks import SensorJump, Track
from beffroi.water.leak_windows import Window, compare, daily_noise, windows_at
from beffroi.water.network import Array


@dataclass(frozen=True)
class SearchSettings:
    """Thresholds tuned on 2018 of the shared sets and on simulated networks (docs/services/water-leaks.md)."""

    detection: float = 25.0
    repair: float = 25.0
    model_error: float = 0.12
    drift: float = 0.006
    event_error: float = 0.05
    gap_cost: float = 0.5
    repair_overlap: float = 0.3
    same_place: float = 0.5
    slow_gap: int = 10
    quiet_days: int = 7


@dataclass
class Search:
    """State of the search. residuals (days, features); near (candidates, candidates) 1 within 300 m;
    fold (folded, features) means of a whole day, for days on which a leak may have begun.
    """

    residuals: Array
    floor: Array
    signatures: Callable[[int], Signatures]
    near: Array
    fold: Array
    settings: SearchSettings = field(default_factory=SearchSettings)
    tracks: list[Track] = field(default_factory=list)
    jumps: list[SensorJump] = field(default_factory=list)
    since: int = 0
    before: int = 0
    journal: list[str] = field(default_factory=list)
    _noise: dict[int, Array] | None = None

    def advance(self, day: int) -> None:
        """Take in one more day. Uses residuals up to that day only."""
        if not np.isfinite(self.residuals[day]).any():
            return
        if day < self.settings.quiet_days:
            return
        if self._noise is None or day % 7 == 0:
            past = self.residuals[max(0, day - 120) : day + 1]
            self._noise = {lag: daily_noise(past, self.floor, lag=lag) for lag in (1, 7) if len(past) > 3 * lag}
        for _ in range(3):
            if not self._note_change(day):
                break
        for track in self.tracks:
            if track.repaired is None:
                self._refine(track, day)
            if track.frozen_at is not None and not track.known:
                track.settle()

    def cover(self, window: Window, change: Array, factor: Array, day: int, leave: Track | None = None) -> Array:
        """Return the covariance of a comparison without new leak: noise, drift, and what known leaks may have done."""
        assert self._noise is not None
        noise = self._noise.get(7 if window.whole_weeks else 1, self._noise[1])
        set_, sd, scale = self.settings, np.sqrt(np.diag(noise)), np.sqrt(factor)
        cover = noise * np.outer(scale, scale)
        own = self.floor**2 + sd**2 * set_.drift * window.span + (set_.model_error * change) ** 2
        cover[np.diag_indices_from(cover)] += own
        for track in self.tracks:
            if track is not leave:
                cover += self._may_have_changed(track, window, day)
        for jump in self.jumps:
            if window.covers(jump.day):
                cover[jump.feature, jump.feature] += 1e4
        return np.asarray(cover)

    def _may_have_changed(self, track: Track, window: Window, day: int) -> Array | float:
        """Return the covariance of what a followed leak may have added or taken away between the two stretches."""
        found: Array | float = 0.0
        crossed = window.covers(track.onset) or (track.repaired is not None and window.covers(track.repaired))
        running = track.onset < window.recent_to and track.open_at(window.base_from)
        growth = track.rate * window.span if running else 0.0
        if crossed:
            found = 2 * np.outer(track.change, track.change) + np.diag((self.settings.event_error * track.change) ** 2)
            growth = max(growth, track.flow)
        if growth > 0.05:
            found = found + growth**2 * track.directions(self.signatures(day))
        return found

    def _windows(self, day: int) -> list[Window]:
        """List the comparisons since the last event, then those that reach back over it."""
        near = windows_at(day, since=self.since)
        across = [w for w in windows_at(day, since=self.before) if w.base_from < self.since]
        slow = [w for w in windows_at(day, since=0) if w.recent_from - w.base_to >= self.settings.slow_gap]
        return near + across + [w for w in slow if w.base_from < self.before]

    def _note_change(self, day: int) -> bool:
        """Look for the best explanation of the last days; note it and return True when it is strong enough."""
        found: tuple[float, Window, Explanation, Array, Array] | None = None
        signatures = self.signatures(day)
        for window in self._windows(day):
            change, factor = compare(self.residuals, window)
            cover, seen = self.cover(window, change, factor, day), signatures
            if window.partial:
                cover, seen, change = self.fold @ cover @ self.fold.T, signatures.folded(self.fold), self.fold @ change
            precision = inverse(cover)
            quick = proportional(change, precision, seen)
            least = max(min(self.settings.detection, self.settings.repair) - 6, found[0] - 10 if found else -1.0)
            for sign, most in ((1, quick.max()), (-1, -quick.min())):
                if most < least:
                    continue
                made = explain(change, precision, seen, sign=sign, quick=quick)
                value = made.best - self.settings.gap_cost * (window.recent_from - window.base_to) ** 0.5
                if found is None or value > found[0]:
                    found = (value, window, made, change, precision)
        if found is None:
            return False
        value, window, made, change, precision = found
        return self._decide(day, value=value, window=window, made=made, change=change, precision=precision)

    def _decide(
        self, day: int, *, value: float, window: Window, made: Explanation, change: Array, precision: Array
    ) -> bool:
        if value < (self.settings.detection if made.sign > 0 else self.settings.repair):
            return False
        feature, alone = single_sensor(change, precision)
        onset = window.base_to
        change, _ = compare(self.residuals, window)
        if alone > made.best:
            self.jumps.append(SensorJump(onset, feature))
            self.journal.append(f"{day} capteur {feature} {alone:.0f}")
        elif made.sign > 0 and self._grows(window, made):
            return False
        elif made.sign > 0:
            self._begin(day, window, made, change)
        else:
            self._end(day, onset, made)
        self._freeze(onset)
        if onset + 1 > self.since:
            self.before, self.since = self.since, onset + 1
        return True

    def _grows(self, window: Window, made: Explanation) -> bool:
        """Put a slow change down to the growth of an open leak near by, if there is one."""
        around = self.near @ made.chances()
        running = [t for t in self.tracks if t.repaired is None]
        fits = [float(t.chances @ around) for t in running]
        if window.recent_from - window.base_to <= 1 or not fits or max(fits) < self.settings.same_place:
            return False
        track = running[int(np.argmax(fits))]
        track.rate = min(1.0, track.rate + 2 * made.flow() / window.span)
        return True

    def _begin(self, day: int, window: Window, made: Explanation, change: Array) -> None:
        track = Track(
            onset=window.base_to,
            seen=day,
            chances=made.chances(),
            flow=made.flow(),
            ratio=made.best,
            share=made.share,
            change=change,
            base=(window.base_from, window.base_to),
        )
        self.journal.append(f"{day} fuite {track.onset} {made.pipe} {track.flow:.1f} {made.best:.0f} {made.share:.2f}")
        self.tracks.append(track)

    def _end(self, day: int, onset: int, made: Explanation) -> None:
        """Put a drop down to the open leak that shares most of its likely places."""
        around = self.near @ made.chances()
        running = [t for t in self.tracks if t.repaired is None]
        fits = [float(t.chances @ around) for t in running]
        self.journal.append(f"{day} fin {onset} {made.pipe} {made.flow():.1f} {made.best:.0f} {np.round(fits, 2)}")
        if fits and max(fits) > self.settings.repair_overlap:
            running[int(np.argmax(fits))].repaired = onset

    def _freeze(self, onset: int) -> None:
        """After an event, earlier leaks keep the place found before it."""
        for track in self.tracks:
            if track.frozen_at is None and track.onset != onset:
                track.frozen_at = onset

    def _refine(self, track: Track, day: int) -> None:
        """Compare the days since the onset with those before it: place and size again."""
        if track.frozen_at is not None or day <= track.onset:
            return
        best: tuple[Explanation, Array] | None = None
        lengths = {min(day - track.onset, n) for n in (3, 7, 14)}
        for length in sorted(lengths):
            window = Window(*track.base, day + 1 - length, day + 1)
            change, factor = compare(self.residuals, window)
            precision = inverse(self.cover(window, change, factor, day, leave=track))
            seen = self.signatures(day)
            made = explain(change, precision, seen, sign=1, quick=proportional(change, precision, seen))
            if best is None or made.best > best[0].best:
                best = made, change
        if best is not None and best[0].best > 3:
            made, track.change = best
            track.chances, track.ratio, track.share = made.chances(), made.best, made.share
            track.grow(day, made.flow())


def inverse(cover: Array) -> Array:
    """Return the inverse of a covariance."""
    return np.asarray(np.linalg.inv(cover), dtype=np.float64)
