"""The quorum: the majority of members in office, in the room, at each item (CGCT, L. 2121-17, L. 3121-14)."""

from __future__ import annotations

from dataclasses import dataclass

from beffroi.council.errors import SessionImpossible


@dataclass(frozen=True)
class Quorum:
    """How many must be present, how many are, and whether the council may decide."""

    needed: int
    present: int
    met: bool


def quorum_needed(in_office: int) -> int:
    """Return the majority of members in office."""
    return in_office // 2 + 1


def quorum_of(*, in_office: int, present: int, apart: int = 0, second_call: bool = False) -> Quorum:
    """Return the quorum of an item; interested members who withdraw (``apart``) are not counted, nor are proxies.

    After a first session without quorum, called again three days later at least, none is needed.
    Raises SessionImpossible.
    """
    if not 0 <= apart <= present <= in_office:
        raise SessionImpossible(f"{present} présents dont {apart} intéressés pour {in_office} membres : corrigez.")
    needed = quorum_needed(in_office)
    return Quorum(needed, present - apart, met=second_call or present - apart >= needed)
