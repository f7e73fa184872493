"""What a call needs of a dialogue, and of the world around it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, runtime_checkable

from beffroi.phone.events import Event, Order
from beffroi.phone.records import Message, Report


class Conversation(Protocol):
    """The dialogue of one call (`beffroi.phone.dialogue.Dialogue`)."""

    def begin(self, caller: str = "") -> tuple[Order, ...]:
        """Return what is said first."""
        ...

    def on(self, event: Event) -> tuple[Order, ...]:
        """Return what follows an event; it takes the place of what was not yet said."""
        ...

    def report(self) -> Report:
        """Return what the call was so far."""
        ...

    @property
    def messages(self) -> Sequence[Message]:
        """Return what was left so far."""
        ...


@runtime_checkable
class Board(Protocol):
    """A recorder that also shows who holds calls now, as the workspace's does."""

    def beat(self, *, lines: int, busy: int, waiting: int = 0) -> None:
        """Tell that this process lives, how many lines it has, how many are busy."""
        ...


class Gateway(Protocol):
    """Sends SMS."""

    def send(self, number: str, text: str) -> None:
        """Send a text to a mobile."""
        ...
