"""Sequential search: each day, the change of the residuals is put down to a leak, a repair, a faulty sensor or nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from beffroi.water.leak_hypotheses import Explanation, explain, screen, single_sensor
from beffroi.water.leak_signatures import Signatures
from beffroi.water.leak_tracks import SensorJump, Track
from beffroi.water.leak_windows import Window, compare, daily_noise, windows_at
from beffroi.water.network import Array


@dataclass(frozen=True)
class SearchSettings:
    """Thresholds tuned on 2018 of the shared sets and on simulated networks (docs/services/water-leaks.md)."""

    detection: float = 18.0
    repair: float = 18.0
    model_error: float = 0.12
    drift: float = 0.006
    direction_error: float = 0.08
    event_error: float = 0.05
    gap_cost: float = 0.5
    repair_overlap: float = 0.3
    quiet_days: int = 7


@dataclass
class Search:
    """State of the search. residuals (days, features); near (candidates, candidates) bool: within 300 m."""

    residuals: Array
    floor: Array
    signatures: Callable[[int], Signatures]
    near: Array
    settings: SearchSettings = field(default_factory=SearchSettings)
    tracks: list[Track] = field(default_factory=list)
    jumps: list[SensorJump] = field(default_factory=list)
    since: int = 0
    journal: list[str] = field(default_factory=list)
    _noise: Array | None = None

    def advance(self, day: int) -> None:
        """Take in one more day. Uses residuals up to that day only."""
        if not np.isfinite(self.residuals[day]).any():
            return
        if self._noise is None or day % 7 == 0:
            self._noise = daily_noise(self.residuals[max(0, day - 365) : day + 1], self.floor)
        if day < self.settings.quiet_days:
            return
        for _ in range(3):
            if not self._note_change(day):
                break
        for track in self.tracks:
            if track.repaired is None and not track.known:
                self._refine(track, day)

    def cover(self, window: Window, change: Array, factor: Array, day: int, leave: Track | None = None) -> Array:
        """Return the covariance of a comparison without new leak: noise, drift, and what known leaks may have done."""
        assert self._noise is not None
        set_, sd = self.settings, np.sqrt(np.diag(self._noise))
        scale = np.sqrt(factor)
        cover = self._noise * np.outer(scale, scale)
        own = self.floor**2 + sd**2 * set_.drift * window.span + (set_.model_error * change) ** 2
        cover = cover + np.diag(own)
        for track in self.tracks:
            if track is not leave:
                cover = cover + self._may_have_changed(track, window, day)
        for jump in self.jumps:
            if window.covers(jump.day):
                cover[jump.feature, jump.feature] += 1e4
        return cover

    def _may_have_changed(self, track: Track, window: Window, day: int) -> Array:
        """Return the covariance of what a followed leak may have added or taken away between the two stretches."""
        size = len(self.floor)
        found = np.zeros((size, size))
        if window.covers(track.onset) or (track.repaired is not None and window.covers(track.repaired)):
            found += 2 * np.outer(track.change, track.change) + np.diag((self.settings.event_error * track.change) ** 2)
        if track.onset >= window.recent_to or not track.open_at(window.base_from):
            return found
        growth = track.rate * window.span
        if growth > 0.05:
            unit = self.signatures(day).unit
            likely = np.argsort(-track.chances)[:30]
            weight = track.chances[likely] / track.chances[likely].sum()
            part = (unit[likely] * weight[:, None]).T @ unit[likely]
            found += growth**2 * (part + np.diag(np.diag(part)) * self.settings.direction_error)
        return found

    def _note_change(self, day: int) -> bool:
        """Look for the best explanation of the last days; note it and return True when it is strong enough."""
        found: tuple[float, Window, Explanation, Array, Array] | None = None
        signatures = self.signatures(day)
        for window in windows_at(day, since=self.since):
            change, factor = compare(self.residuals, window)
            precision = np.linalg.inv(self.cover(window, change, factor, day))
            up, down = screen(change, precision, signatures)
            least = max(min(self.settings.detection, self.settings.repair) - 6, found[0] - 10 if found else -1.0)
            for sign, quick in ((1, up), (-1, down)):
                if quick < least:
                    continue
                made = explain(change, precision, signatures, sign=sign)
                value = made.best - self.settings.gap_cost * (window.recent_from - window.base_to) ** 0.5
                if found is None or value > found[0]:
                    found = (value, window, made, change, precision)
        if found is None:
            return False
        return self._decide(day, *found)

    def _decide(
        self, day: int, value: float, window: Window, made: Explanation, change: Array, precision: Array
    ) -> bool:
        if value < (self.settings.detection if made.sign > 0 else self.settings.repair):
            return False
        feature, alone = single_sensor(change, precision)
        onset = window.base_to
        if alone > made.best:
            self.jumps.append(SensorJump(onset, feature))
            self.journal.append(f"{day} capteur {feature} {alone:.0f}")
        elif made.sign > 0:
            self._begin(day, window, made, change)
        else:
            self._end(day, onset, made)
        self._freeze(onset)
        self.since = onset
        return True

    def _begin(self, day: int, window: Window, made: Explanation, change: Array) -> None:
        track = Track(
            onset=window.base_to,
            seen=day,
            chances=made.chances(len(change)),
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
        around = self.near @ made.chances(len(self.floor))
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
        if track.frozen_at is not None or day <= track.seen:
            return
        best: tuple[Explanation, Array] | None = None
        lengths = {min(day + 1 - track.onset, n) for n in (3, 7, 14)}
        for length in sorted(lengths):
            window = Window(*track.base, day + 1 - length, day + 1)
            change, factor = compare(self.residuals, window)
            precision = np.linalg.inv(self.cover(window, change, factor, day, leave=track))
            made = explain(change, precision, self.signatures(day), sign=1)
            if best is None or made.best > best[0].best:
                best = made, change
        if best is not None and best[0].best > 3:
            made, track.change = best
            track.chances, track.ratio, track.share = made.chances(len(self.floor)), made.best, made.share
            track.grow(day, made.flow())
