"""Who is in the room at an item, who votes for whom, and whether the council may decide."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from beffroi.council.proceedings.record import Passage
from beffroi.council.proceedings.sheet import Sheet
from beffroi.council.session import Attendance, Quorum, quorum_of


@dataclass(frozen=True)
class Room:
    """present, represented (givers): names in the order of the list of members; quorum: None where it is not known."""

    present: tuple[str, ...]
    represented: tuple[str, ...]
    quorum: Quorum | None

    @property
    def voters(self) -> tuple[str, ...]:
        """Return who votes, by themselves or through another."""
        return (*self.present, *self.represented)


def attendance_of(sheet: Sheet) -> Attendance | None:
    """Return the attendance that the sheet tells, without those who are not members; None where it tells none."""
    members = set(sheet.members)
    if sheet.present is None or not members:
        return None
    return Attendance(
        in_office=sheet.members,
        at_opening=frozenset(sheet.present) & members,
        movements=tuple(move for move in sheet.movements if move.member in members),
        proxies=tuple(one for one in sheet.proxies if {one.giver, one.holder} <= members and one.giver != one.holder),
    )


def room_at(sheet: Sheet, attendance: Attendance | None, *, passage: Passage | None) -> Room | None:
    """Return who is there when something is said; at the opening where the hour is not known."""
    if attendance is None:
        return None
    at = hour_of(sheet, passage) or sheet.opening or dt.time(0)
    here = attendance.present(at)
    given = {proxy.giver for proxy in attendance.valid_proxies(at)}
    present = tuple(name for name in sheet.members if name in here)
    quorum = None
    if sheet.in_office and sheet.in_office >= len(present):
        quorum = quorum_of(in_office=sheet.in_office, present=len(present))
    return Room(present, tuple(name for name in sheet.members if name in given), quorum)


def hour_of(sheet: Sheet, passage: Passage | None) -> dt.time | None:
    """Return the hour of a passage: the opening, and how long the recording had run."""
    if passage is None or passage.start is None or sheet.opening is None:
        return None
    begun = dt.datetime.combine(dt.date(2000, 1, 1), sheet.opening)
    return (begun + dt.timedelta(seconds=passage.start)).time()
