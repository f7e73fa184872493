"""What the agent says on one line: clause by clause, cut when the caller may and does speak."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence

from beffroi.engines.speech.rendering import clauses
from beffroi.engines.speech.sounds import silence
from beffroi.phone.calls.settings import call_settings
from beffroi.phone.calls.sounds import Sounds
from beffroi.phone.events import Say
from beffroi.phone.telephony.lines import FRAME_SECONDS, Line

Spoke = Callable[[Say], None]


class Speaking:
    """on_sound: told the source of the first sound after each silence (``cached``, ``computed``, ``spare``)."""

    def __init__(self, line: Line, sounds: Sounds, *, on_sound: Callable[[str], None] = lambda _: None) -> None:
        self._line, self._sounds, self._on_sound = line, sounds, on_sound
        self._task: asyncio.Task[None] | None = None
        self._first = True
        self.cuttable = True
        self.silent_since = time.monotonic()

    @property
    def busy(self) -> bool:
        """Tell whether something is being said or waits to be."""
        return bool(self._task and not self._task.done()) or self._line.waiting > FRAME_SECONDS

    async def say(self, orders: Sequence[Say], *, urgent: bool = False) -> None:
        """Say sentences one after the other; return when they are said. Cancel to cut."""
        for group in _groups(orders):
            self.cuttable = group[0].cuttable
            self._first = True
            for order in group:
                await self._sentence(order, urgent=urgent)
            await self.said()
        self.cuttable = True

    async def said(self) -> None:
        """Wait until nothing is left to be said."""
        while (left := self._line.waiting) > 0:
            await asyncio.sleep(min(FRAME_SECONDS, max(0.005, left)))
        self.silent_since = time.monotonic()

    def cut(self) -> None:
        """Fall silent at once."""
        self._line.stop()
        self.cuttable = True
        self.silent_since = time.monotonic()

    async def _sentence(self, order: Say, *, urgent: bool) -> None:
        settings = call_settings()
        speed = settings.slow if order.slow else 1.0
        for clause in [order.text] if self._line.writes else clauses(order.text):
            if self._line.writes:
                self._line.play(silence(0).samples, text=clause)
                continue
            sound, source = await self._sounds.sound(clause, speed=speed, wait=self._line.waiting, urgent=urgent)
            if self._first:
                self._on_sound(source)
                self._first = False
            self._line.play(sound.samples, text=clause)
            self._line.play(silence(settings.gap).samples)


def _groups(orders: Sequence[Say]) -> list[list[Say]]:
    """Return runs of sentences that may all be cut, or none."""
    groups: list[list[Say]] = []
    for order in orders:
        if not groups or groups[-1][0].cuttable != order.cuttable:
            groups.append([])
        groups[-1].append(order)
    return groups
