"""Thresholds of a session, by body, residents and day."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from beffroi.council.law.tables import DATA, Body


@dataclass(frozen=True)
class Notice:
    """The notice a session needs: clear days, clear days in an emergency, an explanatory note, the article."""

    clear_days: int
    emergency: int
    note: bool
    article: str


@cache
def _tables() -> dict[str, list[dict[str, Any]]]:
    return tomllib.loads((DATA / "thresholds.toml").read_text(encoding="utf-8"))


def notice_rule(body: Body, *, residents: int | None, on: date) -> Notice:
    """Return the notice rule of a body on a day; residents unknown: the shortest that may hold."""
    rows = [row for row in _tables()["notice"] if body in row["bodies"] and row["from"] <= on] or [
        row for row in _tables()["notice"] if body in row["bodies"]
    ]
    fitting = [row for row in rows if _fits(row, residents)]
    row = min(fitting, key=lambda row: int(row["clear_days"]))
    return Notice(row["clear_days"], row["emergency"], row.get("note", False), row["article"])


def _fits(row: dict[str, Any], residents: int | None) -> bool:
    return residents is None or row.get("above", 0) <= residents <= row.get("up_to", residents)


def latest(table: str, *, on: date) -> dict[str, Any] | None:
    """Return the row of a table in force on a day, None before its first."""
    rows = [row for row in _tables()[table] if row["from"] <= on]
    return max(rows, key=lambda row: row["from"]) if rows else None


def least_residents(members: int) -> int | None:
    """Return how many residents a commune has at least, by the number of its members; None where it proves nothing."""
    row = _tables()["members"][0]
    return int(row["residents"]) if members > row["members"] else None
