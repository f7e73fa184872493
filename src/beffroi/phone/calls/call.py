"""One call: joins a line, what is heard, the dialogue, what is said, and what is written of it."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from beffroi.engines.speech import Activity, Recogniser, SpeechError, connect_activity
from beffroi.engines.speech.meaning import voice_settings
from beffroi.engines.speech.sounds import tone
from beffroi.phone.calls.conversation import Conversation, Gateway
from beffroi.phone.calls.delays import Delays, Stopwatch
from beffroi.phone.calls.listening import Listening
from beffroi.phone.calls.minutes import Minutes
from beffroi.phone.calls.pool import Pool
from beffroi.phone.calls.settings import call_settings
from beffroi.phone.calls.sounds import Sounds
from beffroi.phone.calls.speaking import Speaking
from beffroi.phone.errors import GatewayFailed
from beffroi.phone.events import (
    Event,
    Hang,
    Heard,
    HungUp,
    Key,
    LinkFailed,
    Listen,
    Order,
    Played,
    Quiet,
    Recorded,
    Say,
    SendLink,
    TakeMessage,
    Transfer,
    Transferred,
)
from beffroi.phone.records import Recorder, Report
from beffroi.phone.telephony.lines import Frame, Left, Line, Moved, Pressed, Signal, Written

LOG = logging.getLogger(__name__)
BEEP = tone(800.0, 0.25)
EMERGENCY = "emergency"
LEAVING = frozenset({"0", "9"})  # keys that leave a message under way


@dataclass(frozen=True)
class Town:
    """What every call of a town uses. fallback: where a call goes when the dialogue itself fails."""

    conversation: Callable[[], Conversation]
    recorder: Recorder
    recognisers: Pool[Recogniser]
    sounds: Sounds
    activity: str
    clock: Callable[[], datetime]
    delays: Delays
    fallback: str = ""
    gateway: Gateway | None = None


class Call:
    """One call. keypad: only keys are taken, because the recogniser is overloaded."""

    def __init__(self, line: Line, town: Town, *, keypad: bool = False) -> None:
        self.line, self._town, self.keypad = line, town, keypad
        self._minutes = Minutes(town.conversation(), town.recorder)
        self._watch = Stopwatch(town.delays)
        self._events: asyncio.Queue[Event] = asyncio.Queue()
        self._speaking = Speaking(line, town.sounds, on_sound=self._watch.sound)
        self._listening = Listening(
            self._ears(), town.recognisers, tell=self._events.put_nowait, on_voice=self._interrupted
        )
        self._listening.ended_at = self._watch.last_word
        self._listening.deaf = keypad
        self._doing: asyncio.Task[None] | None = None
        self._voice: asyncio.Task[None] | None = None
        self._next: tuple[Order, ...] = ()
        self._quiet_told = 0.0
        self._stirred = time.monotonic()
        self._cut = self._urgent = False

    async def run(self) -> Report:
        """Hold the call until it is over; return what it was."""
        orders = await asyncio.to_thread(self._minutes.begin, self.line.caller, at=self._town.clock())
        if self.keypad:
            menu = await asyncio.to_thread(self._minutes.on, Key("#"))
            orders = (*orders[:1], *menu)
        await self.line.answer()
        self._carry_out(orders, at_once=True)
        conversing = asyncio.create_task(self._converse())
        try:
            async for signal in self.line.signals():
                if isinstance(signal, Left):
                    break
                self._take(signal)
        finally:
            report = await self._end(conversing)
        return report

    def _ears(self) -> Activity:
        try:
            return connect_activity(self._town.activity)
        except SpeechError as error:
            LOG.warning("activity: %s", error)
            return connect_activity("loudness:")

    def _take(self, signal: Signal) -> None:
        match signal:
            case Frame(samples):
                self._listening.feed(samples)
                self._count_silence()
            case Pressed(key):
                self._pressed(key)
            case Written(text):
                self._stir()
                self._events.put_nowait(Heard(text))
            case Moved(done):
                self._events.put_nowait(Transferred(done))

    def _pressed(self, key: str) -> None:
        self._watch.key()
        self._stir()
        if key in LEAVING and (left := self._listening.stop_message()):
            self._events.put_nowait(left)
        if self._listening.end_message() and key == "#":
            return
        self._events.put_nowait(Key(key))

    def _stir(self) -> None:
        self._stirred, self._quiet_told = time.monotonic(), 0.0

    def _count_silence(self) -> None:
        if self._speaking.busy or self._listening.busy:
            self._stir()
            return
        quiet = time.monotonic() - max(self._stirred, self._speaking.silent_since)
        if quiet >= self._quiet_told + call_settings().quiet_step:
            self._quiet_told = quiet
            self._events.put_nowait(Quiet(quiet))

    def _interrupted(self) -> None:
        """The caller speaks: fall silent, where the agent may be cut."""
        if not (self._speaking.busy and self._speaking.cuttable and self._voice):
            return
        self._cut = True
        self._speaking.cut()
        self._voice.cancel()
        self._watch.cut(voice_settings().interrupts)

    async def _converse(self) -> None:
        """Tell the dialogue each event in turn; do what it orders."""
        while True:
            event = await self._events.get()
            try:
                orders = await asyncio.to_thread(self._minutes.on, event)
                self._urgent = self._listening.urgent = self._minutes.conversation.report().ending == EMERGENCY
            except Exception:
                LOG.exception("the dialogue failed; the call is passed on")
                orders = (Transfer(self._town.fallback, "panne"),) if self._town.fallback else (Hang(),)
            if orders:
                self._carry_out(orders, at_once=isinstance(event, Key) or self._urgent)

    def _carry_out(self, orders: tuple[Order, ...], *, at_once: bool) -> None:
        """Do what is ordered in the place of what is under way, or after what may not be cut."""
        self._listening.stop_message()  # while a message is recorded, to order anything is to leave it
        if self._doing and not self._doing.done():
            if not at_once and self._speaking.busy and not self._speaking.cuttable:
                self._next = orders
                return
            self._doing.cancel()
        self._next = ()
        self._speaking.cut()
        self._doing = asyncio.create_task(self._do(orders))

    async def _do(self, orders: tuple[Order, ...]) -> None:
        self._cut = False
        for order in orders:
            if isinstance(order, Listen):
                self._listening.expect(order)
        for spoken, then in _paired(orders):
            await self._say(spoken)
            if then is not None:
                await self._obey(then)
        if any(isinstance(order, Say) for order in orders):
            self._events.put_nowait(Played(cut=self._cut))
        if self._next:
            orders, self._next = self._next, ()
            self._doing = asyncio.create_task(self._do(orders))

    async def _say(self, orders: list[Say]) -> None:
        if not orders or self._cut:
            return
        self._voice = asyncio.create_task(self._speaking.say(orders, urgent=self._urgent))
        try:
            await asyncio.wait({self._voice})
        finally:
            self._voice.cancel()

    async def _obey(self, order: Order) -> None:
        match order:
            case Transfer():
                await self.line.transfer(order.extension, priority=order.priority)
            case TakeMessage():
                self.line.play(BEEP.samples, text="")
                await self._speaking.said()
                self._listening.record(order.seconds)
            case SendLink():
                await self._send(order)
            case Hang():
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(self._speaking.said(), call_settings().farewell)
                await self.line.hang_up()

    async def _send(self, order: SendLink) -> None:
        """Send a link; where that fails the dialogue says so in the place of what follows."""
        try:
            if self._town.gateway is None:
                raise GatewayFailed("Aucune passerelle SMS n'est allumée.")
            await asyncio.to_thread(self._town.gateway.send, order.number, order.link)
        except GatewayFailed as error:
            LOG.warning("link not sent: %s", error)
            self._cut = True
            self._events.put_nowait(LinkFailed())

    async def _end(self, conversing: asyncio.Task[None]) -> Report:
        """Keep the message of a caller who leaves in it, drop their voice, end what goes on, write the end."""
        for task in (conversing, self._doing, self._voice):
            if task is not None:
                task.cancel()
        await asyncio.gather(*(task for task in (conversing, self._doing) if task), return_exceptions=True)
        message = await self._listening.last_message(longest=call_settings().last_message)
        self._listening.close()
        if message is not None:
            self._events.put_nowait(message)
        await asyncio.to_thread(self._tell_last)
        return await asyncio.to_thread(self._minutes.end, waited=self._watch.waited)

    def _tell_last(self) -> None:
        """Tell what ended with the call, a transfer or a message, then that the caller left."""
        left = [self._events.get_nowait() for _ in range(self._events.qsize())]
        try:
            for ended in [one for one in left if isinstance(one, Transferred | Recorded)]:
                self._minutes.on(ended)
            self._minutes.on(HungUp())
        except Exception:
            LOG.exception("the dialogue failed at the end of a call")


def _paired(orders: tuple[Order, ...]) -> list[tuple[list[Say], Order | None]]:
    """Return sentences with the order that follows them."""
    pairs: list[tuple[list[Say], Order | None]] = []
    spoken: list[Say] = []
    for order in orders:
        if isinstance(order, Say):
            spoken.append(order)
        elif not isinstance(order, Listen):
            pairs.append((spoken, order))
            spoken = []
    return [*pairs, (spoken, None)]


def refused(town: Town, caller: str) -> Report:
    """Write a call that was refused as busy."""
    at = town.clock()
    report = Report(began=at, seconds=0.0, ending="refused", topics=(), turns=())
    key = town.recorder.began(caller=caller, at=at)
    town.recorder.ended(key, report)
    return report
