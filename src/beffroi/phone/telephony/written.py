"""A caller who writes: the chat of the public page and of ``beffroi phone talk``. Same dialogue, no sound."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable

from beffroi.phone.telephony.lines import FRAME_SECONDS, SILENT_FRAME, Frame, Left, Moved, Samples, Signal, Written


class WrittenLine:
    """One conversation in writing. on_text: hears what the agent writes; nothing is ever waited for to be read."""

    writes = True
    waiting = 0.0

    def __init__(self, on_text: Callable[[str], None], *, caller: str = "") -> None:
        self.caller = caller
        self.transferred = ""
        self._on_text = on_text
        self._signals: asyncio.Queue[Signal] = asyncio.Queue()

    async def answer(self) -> None:
        """Take the conversation."""

    async def signals(self) -> AsyncIterator[Signal]:
        """Give what is written, and the clock's frames of silence."""
        while True:
            try:
                signal = await asyncio.wait_for(self._signals.get(), FRAME_SECONDS)
            except TimeoutError:
                signal = Frame(SILENT_FRAME)
            yield signal
            if isinstance(signal, Left):
                return

    def write(self, text: str) -> None:
        """Take a sentence of the caller."""
        self._signals.put_nowait(Written(text))

    def leave(self) -> None:
        """Take the caller's leave."""
        self._signals.put_nowait(Left())

    def play(self, samples: Samples, *, text: str = "") -> None:  # noqa: ARG002  # the caller reads
        """Write what is said."""
        if text:
            self._on_text(text)

    def stop(self) -> None:
        """Nothing waits in writing."""

    async def transfer(self, target: str, *, priority: bool = False) -> None:  # noqa: ARG002
        """A conversation in writing is not transferred: the number is said."""
        self.transferred = target
        self._signals.put_nowait(Moved(done=False))

    async def hang_up(self) -> None:
        """End the conversation."""
        self.leave()
