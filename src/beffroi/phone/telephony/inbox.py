"""The frames of a line whose driver hands over bytes when it has some."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import AsyncIterator, Callable

import numpy as np

from beffroi.phone.telephony.lines import FRAME, FRAME_SECONDS, SILENT_FRAME, STOPPED, Frame, Left, Signal


class Inbox:
    """Cuts what is received into frames, on the clock; silence stands in when nothing comes for 300 ms.

    read: returns the bytes received since it was last called.
    """

    def __init__(self, read: Callable[[], bytes]) -> None:
        self._read = read
        self._told: deque[Signal] = deque()
        self._left = b""
        self._last = time.monotonic()
        self._over = False

    def tell(self, signal: Signal) -> None:
        """Put a key or another sign before the next frame."""
        self._told.append(signal)

    def end(self) -> None:
        """Tell that the call is over."""
        self._over = True

    async def signals(self) -> AsyncIterator[Signal]:
        """Give frames and signs until the call is over."""
        due = time.monotonic()
        while True:
            while self._told:
                yield self._told.popleft()
            if self._over:
                yield Left()
                return
            for frame in self._frames():
                yield frame
            due = max(due + FRAME_SECONDS, time.monotonic() - 5 * FRAME_SECONDS)
            await asyncio.sleep(max(0.001, due - time.monotonic()))

    def _frames(self) -> list[Frame]:
        now = time.monotonic()
        got = self._read()
        if not got:
            return [Frame(SILENT_FRAME)] if now - self._last >= STOPPED else []
        self._last = now
        together = self._left + got
        whole = len(together) // (2 * FRAME)
        self._left = together[whole * 2 * FRAME :]
        samples = np.frombuffer(together[: whole * 2 * FRAME], np.int16).reshape(whole, FRAME)
        return [Frame(row) for row in samples]
