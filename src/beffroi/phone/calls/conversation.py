"""What a call needs of a dialogue, and of the world around it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

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


class Gateway(Protocol):
    """Sends SMS."""

    def send(self, number: str, text: str) -> None:
        """Send a text to a mobile."""
        ...
