"""Takes calls from a driver: as many as there are lines, by keys alone where the recogniser cannot follow."""

from __future__ import annotations

import asyncio
import logging

from beffroi.phone.calls.call import Call, Town, refused
from beffroi.phone.calls.settings import call_settings
from beffroi.phone.records import Recorder
from beffroi.phone.telephony.lines import Driver, Line

LOG = logging.getLogger(__name__)


class Desk:
    """lines: calls held at once; above, a caller hears busy. hears: there is a recogniser."""

    def __init__(self, driver: Driver, town: Town, *, lines: int, hears: bool = True) -> None:
        self._driver, self._town, self.lines, self._hears = driver, town, lines, hears
        self._calls: set[asyncio.Task[None]] = set()
        self._refusals: set[asyncio.Task[None]] = set()
        self.taken = 0

    @property
    def busy(self) -> int:
        """Return how many calls are held now."""
        return len(self._calls)

    @property
    def recorder(self) -> Recorder:
        """Return who keeps the calls."""
        return self._town.recorder

    async def open(self) -> None:
        """Take calls from now on. Raises TelephonyError."""
        await self._driver.open(self.on_call)

    def on_call(self, line: Line) -> None:
        """Take a call, or refuse it."""
        if len(self._calls) >= self.lines:
            self._keep(self._refusals, self._refuse(line))
            return
        self.taken += 1
        overloaded = self._town.recognisers.wait > call_settings().overload_wait
        self._keep(self._calls, self._hold(Call(line, self._town, keypad=overloaded or not self._hears)))

    async def close(self) -> None:
        """End every call and stop listening."""
        for task in (*self._calls, *self._refusals):
            task.cancel()
        await asyncio.gather(*self._calls, *self._refusals, return_exceptions=True)
        await self._driver.close()

    async def _hold(self, call: Call) -> None:
        try:
            await call.run()
        except Exception:
            LOG.exception("a call ended by an error")
            await call.line.hang_up()

    async def _refuse(self, line: Line) -> None:
        await self._driver.refuse(line)
        await asyncio.to_thread(refused, self._town, line.caller)

    @staticmethod
    def _keep(tasks: set[asyncio.Task[None]], work: object) -> None:
        task: asyncio.Task[None] = asyncio.ensure_future(work)  # type: ignore[call-overload]
        tasks.add(task)
        task.add_done_callback(tasks.discard)
