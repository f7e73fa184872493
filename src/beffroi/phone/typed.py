"""A call in writing: typed lines become events, orders become lines. For trying, and for callers who do not hear."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from beffroi.phone.dialogue import Dialogue
from beffroi.phone.events import (
    Event,
    Hang,
    Heard,
    HungUp,
    Key,
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
from beffroi.phone.town import Town
from beffroi.phone.understanding import Understander

KEYS = "0123456789*#"
ENDINGS = {
    "answered": "répondu",
    "transferred": "transféré",
    "message": "message laissé",
    "call_back": "à rappeler",
    "emergency": "urgence",
    "hung_up": "raccroché",
}


def clock_from(at: datetime | None, *, zone: str) -> Callable[[], datetime]:
    """Return a clock that runs from a moment on, or from now; a moment without zone is the town's."""
    here = ZoneInfo(zone)
    began = datetime.now(here)
    start = began if at is None else at.replace(tzinfo=here) if at.tzinfo is None else at
    return lambda: start + (datetime.now(here) - began)


class Typed:
    """One call in writing. keys: a line is a series of keys; answered: whether transfers find somebody."""

    def __init__(
        self,
        town: Town,
        *,
        understander: Understander,
        clock: Callable[[], datetime],
        keys: bool = False,
        answered: bool = True,
    ) -> None:
        self.dialogue = Dialogue(town=town, understander=understander, clock=clock)
        self._keys, self._answered = keys, answered

    @property
    def over(self) -> bool:
        """Tell whether the call has ended."""
        return self.dialogue.over

    def begin(self, caller: str = "") -> list[str]:
        """Return the first lines."""
        return self._written(self.dialogue.begin(caller))

    def line(self, line: str) -> list[str]:
        """Return what follows a typed line."""
        return [written for event in self._events(line) for written in self._written(self.dialogue.on(event))]

    def hang_up(self) -> list[str]:
        """The caller leaves."""
        return self._written(self.dialogue.on(HungUp()))

    def ending(self) -> list[str]:
        """Say how the call ended, and what was left."""
        report = self.dialogue.report()
        left = [
            f"[{'À rappeler' if one.call_back else 'Message'} pour {one.service or 'la mairie'} : {one.subject}, "
            f"{one.number or 'numéro masqué'}, « {one.text} »]"
            for one in self.dialogue.messages
        ]
        return [*left, f"[Fin : {ENDINGS.get(report.ending, report.ending)}]"]

    def _events(self, line: str) -> Iterator[Event]:
        typed = line.strip()
        if self.dialogue.state == "recording" and typed not in ("0", "9"):
            yield Recorded(typed)
        elif not typed:
            yield Quiet(self.dialogue.patience)
        elif self._keys or (len(typed) == 1 and typed in KEYS):
            yield from (Key(key) for key in typed if key in KEYS)
        else:
            yield Heard(typed)

    def _written(self, orders: tuple[Order, ...]) -> list[str]:
        lines = [line for order in orders if (line := _line(order))]
        if any(isinstance(order, Transfer) for order in orders):
            return lines + self._written(self.dialogue.on(Transferred(self._answered)))
        if any(isinstance(order, Say) for order in orders):
            lines += self._written(self.dialogue.on(Played()))
        return lines


def _line(order: Order) -> str:
    match order:
        case Say(text=text):
            return f"Agent : {text}"
        case Transfer(extension=extension, why=why, priority=priority):
            return f"[Transfert{' prioritaire' if priority else ''} : {why}, {extension}]"
        case TakeMessage(seconds=seconds):
            return f"[Signal : le message est enregistré, {seconds:.0f} s au plus]"
        case SendLink(number=number, link=link):
            return f"[SMS au {number} : {link}]"
        case Hang():
            return "[L'agent raccroche]"
    return ""
