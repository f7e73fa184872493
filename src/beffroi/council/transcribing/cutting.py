"""Where somebody speaks in a long recording: spans that a recogniser takes in one go."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from beffroi.council.transcribing.recordings import Recording
from beffroi.council.transcribing.settings import Cutting, cutting
from beffroi.engines.speech import TELEPHONE, Activity
from beffroi.engines.speech.activity import WINDOW

BLOCK = 30.0  # read at once [s]
STEP = WINDOW / TELEPHONE  # [s]


@dataclass(frozen=True)
class Span:
    """From where to where somebody speaks [s]."""

    first: float
    last: float


class Cutter:
    """Makes spans of chances of speech, a window after the other. at: where the first window begins [s]."""

    def __init__(self, *, at: float = 0.0, told: Cutting | None = None) -> None:
        self._told, self._now, self._ended = told or cutting(), at, at
        self._windows: list[tuple[float, float]] = []  # since speech began: where each begins [s], its chance
        self._spoken, self._last = 0.0, at

    def add(self, chance: float) -> Span | None:
        """Take a window; return the span that it ends."""
        begins, self._now = self._now, self._now + STEP
        if chance >= (self._told.silence if self._windows else self._told.speech):
            self._spoken, self._last = self._spoken + STEP, self._now
        elif not self._windows:
            return None
        self._windows.append((begins, chance))
        lasts = self._last - self._windows[0][0]
        pause = self._told.pause if lasts < self._told.long else self._told.brief_pause
        if self._now - self._last >= pause:
            return self.end()
        return self._cut() if self._now - self._windows[0][0] >= self._told.longest else None

    def end(self) -> Span | None:
        """Return the span under way, if somebody spoke long enough."""
        if not self._windows:
            return None
        first, spoken, last = self._windows[0][0], self._spoken, self._last
        self._windows, self._spoken = [], 0.0
        return self._span(first, last + self._told.before) if spoken >= self._told.shortest else None

    def _cut(self) -> Span:
        """End a span that lasts too long at the quietest window of its last third."""
        third = self._windows[2 * len(self._windows) // 3 :]
        place = min(third, key=lambda window: window[1])[0]
        first = self._windows[0][0]
        self._windows = [window for window in self._windows if window[0] >= place]
        self._spoken = STEP * sum(chance >= self._told.silence for _, chance in self._windows)
        return self._span(first, place)

    def _span(self, first: float, last: float) -> Span:
        span = Span(max(self._ended, first - self._told.before), min(last, self._now))
        self._ended = span.last
        return span


def spans(recording: Recording, *, activity: Activity, since: float = 0.0) -> Iterator[Span]:
    """Yield the spans of a recording from an instant on [s], as they are found."""
    cutter, at = Cutter(at=since), since
    while at < recording.seconds:
        block = recording.read(at, at + BLOCK).at(TELEPHONE)
        for chance in activity.chances(block.samples):
            if span := cutter.add(chance):
                yield span
        at += BLOCK
    if span := cutter.end():
        yield span
