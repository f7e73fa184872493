"""What stays of a call, and who keeps it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

Ending = Literal["answered", "transferred", "message", "call_back", "emergency", "hung_up", "cut", "refused"]


@dataclass(frozen=True)
class Turn:
    """One thing said: by ``caller`` or ``agent``; at: seconds from the start of the call [s]."""

    speaker: Literal["caller", "agent"]
    text: str
    at: float


@dataclass(frozen=True)
class Message:
    """What a service must read or call back. sound: WAV of a message that was left, else None."""

    service: str
    subject: str
    text: str
    number: str
    call_back: bool
    sound: bytes | None = None


@dataclass(frozen=True)
class Report:
    """A call that ended. topics: asked, in order; waited: before the first word [s]; seconds: its length [s].

    transfers: each transfer that was tried, and whether somebody answered.
    """

    began: datetime
    seconds: float
    ending: Ending
    topics: tuple[str, ...]
    turns: tuple[Turn, ...]
    waited: float = 0.0
    service: str = ""
    transfers: tuple[bool, ...] = ()


class Recorder(Protocol):
    """Keeps calls. Every step is written at once: a call cut by a crash stands in the call-back queue."""

    def began(self, *, caller: str, at: datetime) -> str:
        """Open a call; return its key."""
        ...

    def turn(self, call: str, turn: Turn) -> None:
        """Write one thing said."""
        ...

    def understood(self, call: str, topic: str) -> None:
        """Write what a request was understood to be."""
        ...

    def message(self, call: str, message: Message) -> None:
        """Put a message or a request to be called back in the queue of a service."""
        ...

    def ended(self, call: str, report: Report) -> None:
        """Close the call."""
        ...

    def recover(self) -> int:
        """Turn calls begun by a worker that died into requests to be called back; return how many."""
        ...
