"""Callers of the bench: they ring, wait for their turn, speak, and time what they hear."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from beffroi.engines.speech import Sound
from beffroi.engines.speech.activity import loudness
from beffroi.phone.telephony.errors import TelephonyError
from beffroi.phone.telephony.lines import Frame, Left
from beffroi.phone.telephony.sip import Sip, SipLine

LOUD = 150.0  # root mean square [of 32767] of what is heard as a voice
TURN = 1.3  # so much silence of the agent gives the caller their turn [s]
LONGEST = 45.0  # wait for anything [s]
STEP = 0.005


@dataclass
class Timed:
    """Delays measured at the callers' ends [s]."""

    answers: list[float] = field(default_factory=list)
    cuts: list[float] = field(default_factory=list)
    keys: list[float] = field(default_factory=list)
    firsts: list[float] = field(default_factory=list)
    failed: int = 0


class Caller:
    """One caller. Frames of what is heard are timed as they come."""

    def __init__(self, line: SipLine, timed: Timed) -> None:
        self.line, self.timed = line, timed
        self.last_loud = 0.0
        self.over = False
        self._listening = asyncio.create_task(self._listen())

    async def _listen(self) -> None:
        async for signal in self.line.signals():
            if isinstance(signal, Left):
                self.over = True
            elif isinstance(signal, Frame) and loudness(signal.samples) > LOUD:
                self.last_loud = time.monotonic()

    async def turn(self) -> None:
        """Wait until the agent has been silent for a while. Raises TelephonyError."""
        began = time.monotonic()
        while time.monotonic() - max(self.last_loud, began - 0.5) < TURN:
            await self._wait(began)

    async def sound_after(self, instant: float) -> float:
        """Return how long after an instant the agent is heard [s]. Raises TelephonyError."""
        while self.last_loud < instant:
            await self._wait(instant)
        return self.last_loud - instant

    async def silence_after(self, instant: float) -> float:
        """Return how long after an instant the agent's last sound came [s]. Raises TelephonyError."""
        while time.monotonic() - max(self.last_loud, instant) < TURN / 4:
            await self._wait(instant)
        return max(0.0, self.last_loud - instant)

    async def say(self, sound: Sound) -> float:
        """Say a sound; return when its last sample left."""
        self.line.play(sound.samples)
        while self.line.waiting > 0 and not self.over:
            await asyncio.sleep(STEP)
        return time.monotonic()

    async def leave(self) -> None:
        """Hang up."""
        await self.line.hang_up()
        self._listening.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await self._listening

    async def _wait(self, began: float) -> None:
        if self.over or time.monotonic() - began > LONGEST:
            raise TelephonyError("L'agent a raccroché ou se tait.")
        await asyncio.sleep(STEP)


async def ask(driver: Sip, address: str, sounds: Sequence[Sound], *, rounds: int, timed: Timed, after: float) -> None:
    """Ring after a while, ask each sound in turn, ring again where the call ends; ``rounds`` questions in all."""
    await asyncio.sleep(after)
    caller: Caller | None = None
    for rank in range(rounds):
        try:
            caller = caller if caller and not caller.over else await _rung(driver, address, timed)
            await caller.turn()
            ended = await caller.say(sounds[rank % len(sounds)])
            timed.answers.append(await caller.sound_after(ended))
        except TelephonyError:
            timed.failed += 1
    if caller is not None:
        await caller.leave()


async def cut(driver: Sip, address: str, question: Sound, cutting: Sound, *, timed: Timed) -> None:
    """Ask, let the agent speak for a second, speak over it: how long until it falls silent."""
    with _counted(timed):
        async with _ringing(driver, address, timed) as caller:
            await _cut(caller, question, cutting, timed)


async def _cut(caller: Caller, question: Sound, cutting: Sound, timed: Timed) -> None:
    await caller.turn()
    ended = await caller.say(question)
    await caller.sound_after(ended)
    await asyncio.sleep(0.8)
    began = time.monotonic()
    caller.line.play(cutting.samples)
    timed.cuts.append(await caller.silence_after(began))


async def press(driver: Sip, address: str, *, rounds: int, timed: Timed, after: float = 0.0) -> None:
    """Press keys: how long until the agent is heard."""
    await asyncio.sleep(after)
    with _counted(timed):
        async with _ringing(driver, address, timed) as caller:
            for _ in range(rounds):
                await caller.turn()
                pressed = time.monotonic()
                await caller.line.press("#")
                timed.keys.append(await caller.sound_after(pressed))


@contextlib.asynccontextmanager
async def _ringing(driver: Sip, address: str, timed: Timed) -> AsyncIterator[Caller]:
    """Ring; hang up at the end."""
    caller = await _rung(driver, address, timed)
    try:
        yield caller
    finally:
        await caller.leave()


@contextlib.contextmanager
def _counted(timed: Timed) -> Iterator[None]:
    """Count what fails, and go on."""
    try:
        yield
    except TelephonyError:
        timed.failed += 1


async def _rung(driver: Sip, address: str, timed: Timed) -> Caller:
    began = time.monotonic()
    caller = Caller(await driver.dial(address), timed)
    timed.firsts.append(await caller.sound_after(began))
    return caller


def trimmed(sound: Sound) -> Sound:
    """Return a sentence without the silence around it, so that its end is the end of its last word."""
    loud = np.flatnonzero(np.abs(sound.samples.astype(np.int32)) > 300)
    return Sound(sound.samples[loud[0] : loud[-1] + 1], sound.rate) if len(loud) else sound
