"""The sounds of what the agent says: rendered before, rendered now, or said by the spare voice."""

from __future__ import annotations

import asyncio
import logging

from beffroi.engines.speech import Sound, SpeechError
from beffroi.engines.speech.rendering import Rendering
from beffroi.engines.speech.sounds import silence
from beffroi.phone.calls.pool import FINAL, URGENT, Pool
from beffroi.phone.calls.settings import call_settings

LOG = logging.getLogger(__name__)
Sourced = tuple[Sound, str]


class Sounds:
    """rendering: the town's voice; spare: the one that is always ready; pool: whose workers render."""

    def __init__(self, rendering: Rendering, spare: Rendering, pool: Pool[None]) -> None:
        self.rendering, self.spare, self._pool = rendering, spare, pool

    async def sound(self, clause: str, *, speed: float, wait: float, urgent: bool = False) -> Sourced:
        """Return the sound of a clause, and where it comes from: ``cached``, ``computed`` or ``spare``.

        wait: how long the caller may wait for it [s].
        """
        there = self.rendering.cached(clause, speed=speed)
        if there is not None:
            return there, "cached"
        work = self._pool.submit(lambda _: self.rendering.render(clause, speed=speed), rank=URGENT if urgent else FINAL)
        wait = max(wait, call_settings().render_wait)
        try:
            return await asyncio.wait_for(asyncio.shield(asyncio.wrap_future(work)), wait), "computed"
        except TimeoutError:
            work.add_done_callback(lambda done: done.cancelled() or done.exception())  # it is kept for the next time
        except SpeechError as error:
            LOG.warning("voice: %s", error)
        return await self._spare(clause, speed), "spare"

    async def _spare(self, clause: str, speed: float) -> Sound:
        try:
            return await asyncio.to_thread(self.spare.render, clause, speed=speed)
        except SpeechError as error:
            LOG.error("spare voice: %s", error)  # noqa: TRY400  # its message says it all
            return silence(0.2)
