"""A recorder in memory: a town that keeps nothing beyond the process, and tests."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from beffroi.phone.recording.queue import Kept, cut_message, without_words
from beffroi.phone.records import Message, Report, Turn


@dataclass
class _Open:
    caller: str
    at: datetime
    turns: list[Turn] = field(default_factory=list)
    topics: list[str] = field(default_factory=list)


class MemoryRecorder:
    """Keeps calls under way, the queue and the figures in lists. ``recover`` takes calls not ended for dead ones."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        self._open: dict[str, _Open] = {}
        self.queue: list[Kept] = []
        self.calls: list[Report] = []

    def began(self, *, caller: str, at: datetime) -> str:
        """Open a call; return its key."""
        key = uuid.uuid4().hex
        self._open[key] = _Open(caller, at)
        return key

    def turn(self, call: str, turn: Turn) -> None:
        """Remember one thing said while the call lasts."""
        self._open[call].turns.append(turn)

    def understood(self, call: str, topic: str) -> None:
        """Remember what a request was understood to be."""
        self._open[call].topics.append(topic)

    def message(self, call: str, message: Message) -> None:
        """Put a message in the queue."""
        self.queue.append(Kept(call, self._clock(), message, tuple(self._open[call].turns)))

    def ended(self, call: str, report: Report) -> None:
        """Close the call; forget its words."""
        self._open.pop(call, None)
        self.calls.append(without_words(report))

    def recover(self) -> int:
        """Turn calls that never ended into requests to be called back."""
        left = list(self._open.items())
        for key, one in left:
            turns, topics = tuple(one.turns), tuple(one.topics)
            self.message(key, cut_message(caller=one.caller, topics=topics, turns=turns))
            self.ended(key, Report(one.at, max((turn.at for turn in turns), default=0.0), "cut", topics, ()))
        return len(left)
