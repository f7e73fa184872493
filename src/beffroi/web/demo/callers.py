"""Made-up callers: what they answer to the true dialogue, drawn with a seed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any

from beffroi.phone.dialogue import Dialogue
from beffroi.phone.events import Event, Heard, HungUp, Key, Played, Quiet, Recorded, Transferred
from beffroi.phone.understanding import Emergency, Understander, Understanding

MOST_STEPS = 14
LEAVES_NUMBER, LEAVES_VOICE = 0.55, 0.35


@dataclass
class Clock:
    """The time of a call, which its steps set forward."""

    at: datetime

    def __call__(self) -> datetime:
        """Return it."""
        return self.at


@dataclass
class Remembering:
    """Understands each sentence once: made-up callers say the same things."""

    understander: Understander
    known: dict[str, Understanding] = field(default_factory=dict)

    def understand(self, text: str) -> Understanding:
        """Return what a finished sentence asks for."""
        if text not in self.known:
            self.known[text] = self.understander.understand(text)
        return self.known[text]

    def alarm(self, partial: str) -> Emergency | None:
        """Return the emergency in words heard so far."""
        return self.understander.alarm(partial)


@dataclass
class Caller:
    """Someone who wants one thing. intent: its family, empty where no topic meets it; phrasings: how it may be said."""

    chance: Random
    intent: str
    phrasings: tuple[str, ...]
    told: dict[str, Any]
    answered: float
    impatient: float
    number: str = field(init=False)

    def __post_init__(self) -> None:
        # 06 39 98 xx xx: reserved for fiction
        self.number = f"063998{self.chance.randrange(10_000):04d}" if self.chance.random() < 0.9 else ""

    def ask(self) -> Event:
        """Say what is wanted."""
        return Heard(self.chance.choice(self.phrasings))

    def reply(self, dialogue: Dialogue) -> Event:
        """Answer to where the dialogue stands."""
        replies: dict[str, Callable[[], Event]] = {
            "choice": lambda: self._choose(dialogue),
            "transfer": self._passed,
            "emergency_transfer": self._passed,
            "emergency": lambda: Quiet(10.0),
            "offer": self._leave,
            "name": lambda: Heard(self.chance.choice(self.told["names"])),
            "number": lambda: Heard("06 39 98 12 34"),
            "own_number": lambda: Key("1"),
            "number_check": lambda: Key("1"),
            "link": lambda: Key("1"),
            "recording": lambda: Recorded(self.chance.choice(self.told["voices"])),
            "request": self.ask,
        }
        return replies.get(dialogue.state, self._go)()

    def _passed(self) -> Event:
        return Transferred(self.chance.random() < self.answered)

    def _go(self) -> Event:
        return Heard("non merci") if self.chance.random() < 0.6 else HungUp()

    def _choose(self, dialogue: Dialogue) -> Event:
        choices = dialogue.talk.choices
        place = next((rank for rank, guess in enumerate(choices, start=1) if guess.intent == self.intent), None)
        if place is None:
            return Heard("non")
        return Key(str(place))

    def _leave(self) -> Event:
        drawn = self.chance.random()
        if drawn < LEAVES_NUMBER:
            return Key("1")
        return Key("2") if drawn < LEAVES_NUMBER + LEAVES_VOICE else HungUp()


def hold(dialogue: Dialogue, caller: Caller, clock: Clock) -> None:
    """Hold a call to its end."""
    dialogue.begin(caller.number)
    clock.at += timedelta(seconds=caller.chance.uniform(7, 13))
    if caller.chance.random() < caller.impatient:
        dialogue.on(HungUp())
        return
    dialogue.on(caller.ask())
    for _ in range(MOST_STEPS):
        if dialogue.over:
            return
        clock.at += timedelta(seconds=caller.chance.uniform(6, 22))
        if dialogue.state == "emergency":
            dialogue.on(Played())
        dialogue.on(caller.reply(dialogue))
    dialogue.on(HungUp())
