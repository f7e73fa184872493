"""Sequential search: each day, a change of the residuals is a leak, a repair, a faulty sensor or nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from beffroi.water.leak_hypotheses import Change, Explanation, explain, first_look, single_sensor
from beffroi.water.leak_repairs import find_repair
from beffroi.water.leak_second_thoughts import mistaken_growth
from beffroi.water.leak_signatures import Signatures
from beffroi.water.leak_tracks import LEAST_RATE, MOST_RATE, SensorJump, Track
from beffroi.water.leak_windows import Window, compare, daily_noise, windows_at
from beffroi.water.network import Array

NOISE_DAYS = 120
JUMPED = 1e4
EVENTS_A_DAY = 3
PATIENCE = 2


@dataclass(frozen=True)
class SearchSettings:
    """Thresholds, settled on 2018 of the shared sets and on simulated networks (docs/services/water-leaks.md)."""

    detection: float = 25.0
    repair: float = 25.0
    drift: float = 0.02
    flow_error: float = 0.05
    gap_cost: float = 0.25
    same_place: float = 0.5
    quiet_days: int = 7
    small: float = 0.35
    clear: float = 2.5


@dataclass
class Search:
    """State of the search. residuals (days, features); near (candidates, candidates) 1 within 300 m."""

    residuals: Array
    floor: Array
    signatures: Callable[[int], Signatures]
    near: Array
    settings: SearchSettings = field(default_factory=SearchSettings)
    tracks: list[Track] = field(default_factory=list)
    jumps: list[SensorJump] = field(default_factory=list)
    since: int = 0
    waited: int = 0
    journal: list[str] = field(default_factory=list)
    _noise: dict[int, Array] = field(default_factory=dict)

    def advance(self, day: int, redraw: Callable[[Track], None] = lambda _: None) -> None:
        """Take in one more day, using residuals up to it only; ``redraw`` is told of drawn leaks that have ended."""
        if day < self.settings.quiet_days or not np.isfinite(self.residuals[day]).any():
            return
        if not self._noise or day % 7 == 0:
            past = self.residuals[max(0, day - NOISE_DAYS) : day + 1]
            self._noise = {lag: daily_noise(past, self.floor, lag=lag) for lag in (1, 7) if len(past) > 3 * lag}
        for _ in range(EVENTS_A_DAY):
            if not self._note_repair(day, redraw):
                break
        for _ in range(EVENTS_A_DAY):
            if not self._note_change(day, redraw):
                break
        for track in self.tracks:
            if track.repaired is None and track.drawn is None:
                self.refine(track, day)

    def _note_repair(self, day: int, redraw: Callable[[Track], None]) -> bool:
        repair = find_repair(self, day)
        if repair is None:
            return False
        track, track.repaired = repair.track, repair.day
        self.journal.append(
            f"{day} fin {repair.day} {track.pipe} {track.flow:.1f} {repair.ratio:.0f} {repair.left:.1f}"
        )
        if track.drawn is not None:
            redraw(track)
        return True

    def change(self, window: Window, day: int, *, leave: Track | None = None, growth: bool = True) -> Change:
        """Return a comparison and its covariance without new event: noise, drift, what known leaks may have done."""
        mean, factor = compare(self.residuals, window)
        noise = self._noise.get(7 if window.whole_weeks else 1, self._noise[1])
        variance, scale = np.diag(noise), np.sqrt(factor)
        cover = noise * np.outer(scale, scale)
        cover[np.diag_indices_from(cover)] += self.floor**2 + variance * self.settings.drift * window.span
        for track in self.tracks:
            if track is not leave and track.onset < window.recent_to:
                cover += self._may_have_changed(track, window, day, growth=growth)
        for jump in self.jumps:
            if window.covers(jump.day):
                cover[jump.feature, jump.feature] += JUMPED
        return Change(mean, cover)

    def _may_have_changed(self, track: Track, window: Window, day: int, *, growth: bool) -> Array | float:
        """Return the covariance of what a followed leak may have added or taken away between the two stretches."""
        if track.repaired is not None and track.repaired <= window.base_from:
            return 0.0
        seen, found = self.signatures(day), np.zeros((len(self.floor), len(self.floor)))
        crossed = window.covers(track.onset) or (track.repaired is not None and window.covers(track.repaired))
        if track.drawn is None:
            least = 2 * track.flow if crossed else track.rate * window.span
            return found + least**2 * track.spread(seen, around=False)
        recent, base = (
            float(track.drawn[a:b].mean())
            for a, b in ((window.recent_from, window.recent_to), (window.base_from, window.base_to))
        )
        if abs(recent - base) > 0.01:
            found += (recent - base) ** 2 * track.spread(seen, around=True)
        grown = self.settings.flow_error * abs(recent - base)
        if growth and track.open_at(window.recent_from):
            grown += track.rate * window.span
        return found + grown**2 * track.spread(seen, around=False)

    def _note_change(self, day: int, redraw: Callable[[Track], None]) -> bool:
        """Look for the best explanation of the last days; note it and return True when it is strong enough."""
        seen, found = self.signatures(day), []
        for window in windows_at(day, since=self.since):
            change = self.change(window, day)
            cost = self.settings.gap_cost * (window.gap - 1)
            found.append((max(first_look(change, seen)) - cost, window, change))
        if not found:
            return False
        value, window, change = max(found, key=lambda row: row[0])
        return value > self.settings.detection and self._decide(day, window, change, redraw)

    def _decide(self, day: int, window: Window, change: Change, redraw: Callable[[Track], None]) -> bool:
        made, gone = (explain(change, self.signatures(day), sign=sign) for sign in (1, -1))
        best = made if made.best >= gone.best else gone
        feature, alone = single_sensor(change, left=self.settings.clear)
        if max(best.best, alone) < self.settings.detection:
            return False
        if alone < best.best and best.left > self.settings.clear and self.waited < PATIENCE:
            self.waited += 1  # a day on which something began or ended at noon looks like nothing: tomorrow will tell
            return False
        self.waited = 0
        if alone >= best.best:
            self.jumps.append(SensorJump(window.base_to, feature))
            self.journal.append(f"{day} capteur {feature} {alone:.0f}")
        elif best is gone:
            return self._falls(day, window, gone, redraw)
        elif self._grows(day, window, made):
            return False
        else:
            self._begin(day, window, made)
        return True

    def _falls(self, day: int, window: Window, gone: Explanation, redraw: Callable[[Track], None]) -> bool:
        """Put a drop down to the open leak that shares its place; else compare no longer with the days before it."""
        if window.recent_to - window.recent_from == 1:
            return False  # tomorrow will tell which leak has ended
        around = self.near @ gone.chances()
        running = [t for t in self.tracks if t.repaired is None and not t.known and t.onset < window.base_to]
        fits = [float(t.chances @ around) for t in running]
        self.journal.append(f"{day} baisse {window.base_to} {gone.pipe} {gone.flow:.1f} {gone.best:.0f}")
        if not fits or max(fits) < self.settings.same_place:
            self.since = window.base_to + 1
            return True
        track = running[int(np.argmax(fits))]
        track.repaired = window.base_to
        if track.drawn is not None:
            redraw(track)
        return True

    def think_again(self, day: int) -> int | None:
        """Put growth down to a new leak where that explains it better; return the day from which draws have changed."""
        thought = mistaken_growth(self, day)
        if thought is None:
            return None
        start = thought.window.base_to
        for track in thought.grown:
            if track.drawn is not None:
                track.flow = float(track.drawn[thought.window.base_from : start].mean())
                track.drawn[start:] = track.flow
                track.rate = LEAST_RATE
        self._begin(day, thought.window, thought.made)
        return start

    def _grows(self, day: int, window: Window, made: Explanation) -> bool:
        """Put a slow or small change down to the growth of an open leak near by, if there is one."""
        around = self.near @ made.chances()
        running = [t for t in self.tracks if t.repaired is None and not t.known]
        fits = [float(t.chances @ around) for t in running]
        if not fits or max(fits) < self.settings.same_place:
            return False
        track = running[int(np.argmax(fits))]
        if window.gap == 1 and made.flow > self.settings.small * track.flow:
            return False
        track.rate = min(MOST_RATE, track.rate + 2 * made.flow / window.span)
        self.journal.append(f"{day} croissance {track.pipe} {made.flow:.1f}")
        return True

    def _begin(self, day: int, window: Window, made: Explanation) -> None:
        base = window.base_from, window.base_to
        self.tracks.append(Track(window.base_to, day, base, made.chances(), made.flow, made.left, made.pipe))
        self.journal.append(f"{day} fuite {window} {made.pipe} {made.flow:.1f} {made.best:.0f} left {made.left:.1f}")

    def refine(self, track: Track, day: int) -> None:
        """Compare the days since the onset with those before it: place and size again."""
        best: Explanation | None = None
        for length in sorted({min(day - track.onset, n) for n in (1, 2, 4, 7)} - {0}):
            change = self.change(Window(*track.base, day + 1 - length, day + 1), day, leave=track)
            made = explain(change, self.signatures(day), only=track.pipe if track.known else None)
            best = made if best is None or made.best > best.best else best
        if best is None or best.best < 3:
            return
        flow = best.flow
        track.learn_rate(flow - track.flow, 1)
        chances = track.chances if track.known else best.chances()
        track.place(chances, flow=flow, left=best.left, pipe=best.pipe)

    def sizes(self, track: Track, day: int) -> Array:
        """Return its flow on each day from its onset to ``day`` [m3/h], when it is where it is thought to be."""
        seen, flows = self.signatures(day), []
        for t in range(track.onset, day + 1):
            change = self.change(Window(*track.base, t, t + 1), day, leave=track)
            along = np.linalg.solve(change.cover, track.direction(seen))
            flows.append(float(along @ change.mean / (along @ track.direction(seen))))
        wide = np.pad(np.array(flows), 1, mode="edge")
        middle = np.median([wide[:-2], wide[1:-1], wide[2:]], axis=0)
        return np.asarray(np.maximum(middle, 0.0), dtype=np.float64)
