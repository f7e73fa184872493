"""Who is in the room, minute by minute, and who votes for whom (CGCT, L. 2121-20)."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import time
from typing import Literal

from beffroi.council.errors import SessionImpossible


@dataclass(frozen=True)
class Movement:
    """A member comes in or goes out."""

    member: str
    at: time
    kind: Literal["arrives", "leaves"]


@dataclass(frozen=True)
class Proxy:
    """A member gives the power to vote to another, from a moment on; it holds while the giver is away."""

    giver: str
    holder: str
    since: time = time(0)


@dataclass(frozen=True)
class Attendance:
    """Members in office, those present at the opening, what moved after, proxies."""

    in_office: tuple[str, ...]
    at_opening: frozenset[str]
    movements: tuple[Movement, ...] = ()
    proxies: tuple[Proxy, ...] = ()

    def __post_init__(self) -> None:
        """Raise SessionImpossible where somebody who is not in office is present, moves, gives or holds."""
        named = {*self.at_opening, *(move.member for move in self.movements)}
        named |= {name for proxy in self.proxies for name in (proxy.giver, proxy.holder)}
        strangers = sorted(named - set(self.in_office))
        if strangers:
            raise SessionImpossible(f"« {strangers[0]} » n'est pas un membre en exercice : corrigez la feuille de présence.")
        if any(proxy.giver == proxy.holder for proxy in self.proxies):
            raise SessionImpossible("Un membre ne peut pas se donner pouvoir à lui-même.")

    def present(self, at: time) -> frozenset[str]:
        """Return who is in the room at a moment; who arrives or leaves then has arrived or left."""
        room = set(self.at_opening)
        for move in sorted(self.movements, key=lambda move: move.at):
            if move.at <= at:
                (room.add if move.kind == "arrives" else room.discard)(move.member)
        return frozenset(room)

    def valid_proxies(self, at: time) -> tuple[Proxy, ...]:
        """Return the proxies that count: giver away, holder present, one a holder, the first given."""
        room, held, given, valid = self.present(at), set(), set(), []
        for proxy in sorted(self.proxies, key=lambda proxy: proxy.since):
            open_to_use = proxy.since <= at and proxy.giver not in room and proxy.holder in room
            if open_to_use and proxy.holder not in held and proxy.giver not in given:
                held.add(proxy.holder)
                given.add(proxy.giver)
                valid.append(proxy)
        return tuple(valid)

    def overloaded(self) -> tuple[str, ...]:
        """Return the members who were given more than one proxy."""
        held = Counter(proxy.holder for proxy in self.proxies)
        return tuple(sorted(name for name, count in held.items() if count > 1))

    def voices(self, at: time, *, apart: frozenset[str] = frozenset()) -> int:
        """Count the voices at a moment, without interested members, as givers or as holders."""
        room = self.present(at) - apart
        kept = [proxy for proxy in self.valid_proxies(at) if proxy.holder in room and proxy.giver not in apart]
        return len(room) + len(kept)
