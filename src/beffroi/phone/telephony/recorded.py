"""A caller whose sentences are sounds: each is said when the agent has been silent for a while; all is kept."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import AsyncIterator, Sequence

import numpy as np

from beffroi.phone.telephony.lines import (
    FRAME,
    FRAME_SECONDS,
    RATE,
    SILENT_FRAME,
    Frame,
    Left,
    Moved,
    Samples,
    Signal,
    frames,
)

TURN = 0.7  # silence of the agent after which the caller speaks [s]
LAST = 4.0  # silence after the last sentence and its answer, then the caller hangs up [s]


class RecordedLine:
    """sentences: shape (n,), int16 at 8 kHz. last: silence [s] after which the caller hangs up.

    `heard` gives the whole call, both voices, once it is over.
    """

    writes = False

    def __init__(
        self, sentences: Sequence[Samples], *, caller: str = "", answered: bool = True, last: float = LAST
    ) -> None:
        self.caller, self._answered, self._last = caller, answered, last
        self.transferred = ""
        self._sentences = deque(sentences)
        self._saying: deque[Samples] = deque()
        self._waiting: deque[Samples] = deque()
        self._kept: list[Samples] = []
        self._silence = 0.0
        self._over = False
        self._moved: Moved | None = None

    async def answer(self) -> None:
        """Take the call."""

    async def signals(self) -> AsyncIterator[Signal]:
        """Give the caller's frames in real time."""
        due = time.monotonic()
        while not self._over:
            if self._moved is not None:
                moved, self._moved = self._moved, None
                yield moved
            yield Frame(self._frame())
            due += FRAME_SECONDS
            await asyncio.sleep(max(0.0, due - time.monotonic()))
        if self._moved is not None:
            yield self._moved
        yield Left()

    def play(self, samples: Samples, *, text: str = "") -> None:  # noqa: ARG002  # the caller listens
        """Say samples after what waits."""
        self._waiting.extend(frames(samples))

    def stop(self) -> None:
        """Drop what waits."""
        self._waiting.clear()

    @property
    def waiting(self) -> float:
        """Return how much still waits to be said [s]."""
        return len(self._waiting) * FRAME / RATE

    async def transfer(self, target: str, *, priority: bool = False) -> None:  # noqa: ARG002
        """Note the target; the call ends where somebody answers."""
        self.transferred = target
        self._moved = Moved(done=self._answered)
        self._over = self._answered

    async def hang_up(self) -> None:
        """End the call."""
        self._over = True

    def heard(self) -> Samples:
        """Return the call so far, both voices together."""
        return np.concatenate(self._kept) if self._kept else np.zeros(0, np.int16)

    def _frame(self) -> Samples:
        spoken = self._waiting.popleft() if self._waiting else SILENT_FRAME
        self._silence = 0.0 if spoken is not SILENT_FRAME or self._saying else self._silence + FRAME_SECONDS
        if self._sentences and self._silence >= TURN:
            self._saying.extend(frames(self._sentences.popleft()))
        elif not self._sentences and self._silence >= self._last:
            self._over = True
        said = self._saying.popleft() if self._saying else SILENT_FRAME
        mixed = np.clip(spoken.astype(np.int32) + said, -32768, 32767).astype(np.int16)
        self._kept.append(mixed)
        return said
