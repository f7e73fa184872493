"""What was understood of a sentence."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Protocol

Action = Literal["answer", "transfer", "ask", "message", "person", "emergency"]


@dataclass(frozen=True)
class Emergency:
    """An emergency: its kind (``feu``, ``malaise``, ``gaz``, ``violence``…), the numbers to say, the words heard."""

    kind: str
    numbers: tuple[str, ...]
    words: str


@dataclass(frozen=True)
class Guess:
    """One reading of a sentence: a topic, its family, and the chance that it is right (calibrated)."""

    topic: str
    intent: str
    chance: float


@dataclass(frozen=True)
class Mention:
    """A place or person of the town, a number, a date, heard in the sentence. kind: place, person, number, date."""

    kind: str
    value: str
    words: str


@dataclass(frozen=True)
class Understanding:
    """guesses: likeliest first, of distinct families; requests: best guess of each request of the sentence, in order.

    confidence: the calibrated chance that the first guess's family is right; scope: the chance that the town hall is
    concerned at all; action: what the dialogue does by itself.
    """

    text: str
    guesses: tuple[Guess, ...]
    requests: tuple[Guess, ...]
    confidence: float
    scope: float
    action: Action
    emergency: Emergency | None = None
    mentions: tuple[Mention, ...] = ()
    doubt: Emergency | None = None

    @property
    def best(self) -> Guess | None:
        """Return the likeliest reading."""
        return self.guesses[0] if self.guesses else None

    @property
    def second(self) -> Guess | None:
        """Return the second likeliest, of another family."""
        return self.guesses[1] if len(self.guesses) > 1 else None


class Understander(Protocol):
    """Reads what callers say."""

    def understand(self, text: str) -> Understanding:
        """Return what a finished sentence asks for."""
        ...

    def alarm(self, partial: str) -> Emergency | None:
        """Return the emergency in words heard so far, at once: by rules alone, on partial text."""
        ...
