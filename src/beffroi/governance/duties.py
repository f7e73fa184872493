"""The board of duties: what the law asks for each system, since when, and where it stands on a day."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Literal

from beffroi.governance.errors import InventoryUnreadable
from beffroi.governance.facts import Entry, Facts
from beffroi.governance.inventory import Done
from beffroi.governance.systems import System
from beffroi.governance.tables import table

State = Literal["due", "overdue", "done"]
REGISTER = "Beffroi, par la fiche du registre"


@dataclass(frozen=True, kw_only=True)
class Duty:
    """A row of the law. individual, personal, public: the row weighs only on systems that are so.

    since: from when; settled: "card" where the card on the register does it; every_months: 0 where once is enough;
    later: later texts may have moved the date.
    """

    key: str
    law: str
    article: str
    risks: tuple[str, ...]
    since: date
    title: str
    text: str
    link: str
    settled: str = ""
    every_months: int = 0
    individual: bool = False
    personal: bool = False
    public: bool = False
    later: bool = False

    def weighs_on(self, system: System) -> bool:
        """Whether the row concerns a system."""
        asked = ("individual", "personal", "public")
        return system.risk in self.risks and all(getattr(system, name) for name in asked if getattr(self, name))


@dataclass(frozen=True)
class Line:
    """A duty of one system on the board. deadline: from when it must be done, or done again; by, on: who did it."""

    duty: Duty
    state: State
    deadline: date
    by: str = ""
    on: date | None = None

    @property
    def caution(self) -> str:
        """What is to be verified of the date."""
        return table("duties")["omnibus"] if self.duty.later else ""


@cache
def duties() -> tuple[Duty, ...]:
    """Return every row of ``data/duties.toml``, the oldest first."""
    rows = [dict(row) for row in table("duties")["duty"]]
    read = [Duty(since=row.pop("from"), risks=tuple(row.pop("risks")), **row) for row in rows]
    return tuple(sorted(read, key=lambda duty: (duty.since, duty.key)))


def board(system: System, *, day: date, facts: Facts, done: Iterable[Done] = ()) -> tuple[Line, ...]:
    """Return the lines of a system: due (the day has not come, or nobody uses it yet), overdue, or done by whom."""
    entry = next((entry for entry in facts.register if entry.service == system.key), None)
    own = [row for row in done if row.system in {system.key, "*"} and row.day <= day]
    since = entry.since if entry else system.since
    used = entry is not None or system.origin == "outside"
    return tuple(
        _line(duty, day=day, since=since, used=used, done=_latest(duty, system, entry, own))
        for duty in duties()
        if duty.weighs_on(system)
    )


def check_done(done: Iterable[Done], systems: Iterable[System]) -> None:
    """Raise InventoryUnreadable where a thing done names no known duty or system."""
    keys, names = {duty.key for duty in duties()}, {system.key for system in systems} | {"*"}
    for row in done:
        if row.duty not in keys or row.system not in names:
            raise InventoryUnreadable(
                f"[[done]] {row.duty}, {row.system} : devoir ou système inconnu ; devoirs : {', '.join(sorted(keys))}."
            )


def _latest(duty: Duty, system: System, entry: Entry | None, done: list[Done]) -> Done | None:
    said = [row for row in done if row.duty == duty.key]
    if duty.settled == "card" and entry and not entry.missing:
        said.append(Done(duty.key, system.key, entry.since, REGISTER))
    return max(said, key=lambda row: row.day, default=None)


def _line(duty: Duty, *, day: date, since: date | None, used: bool, done: Done | None) -> Line:
    deadline = max(duty.since, since or duty.since)
    if done:
        again = months_after(done.day, duty.every_months) if duty.every_months else None
        if again is None or again > day:
            return Line(duty, "done", again or deadline, done.by, done.day)
        return Line(duty, "overdue", again, done.by, done.day)
    return Line(duty, "overdue" if used and deadline <= day else "due", deadline)


def months_after(day: date, months: int) -> date:
    """Return the same day some months later, the last of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
