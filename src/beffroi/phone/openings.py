"""Opening hours as they are written in a file: days by name, hours as ``08:30``."""

from __future__ import annotations

from datetime import date, time
from typing import Any

from beffroi.phone.folder_tables import Record
from beffroi.phone.town import Opening

DAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")


def opening_of(table: Record) -> Opening:
    """Return the opening of a table. Raises TownUnreadable."""
    opens, closes = _hour(table, "opens"), _hour(table, "closes")
    if opens >= closes:
        raise table.wrong(f"l'ouverture ({opens:%H:%M}) doit précéder la fermeture ({closes:%H:%M})")
    return Opening(_days(table), opens, closes, _season(table, "first"), _season(table, "last"))


def _days(table: Record) -> tuple[int, ...]:
    found: list[int] = []
    for part in table.text("days").lower().split(","):
        first, _, last = part.strip().partition("-")
        if first.strip() not in DAYS or (last and last.strip() not in DAYS):
            raise table.wrong(f"« {part.strip()} » n'est pas un jour : {', '.join(DAYS)}, ou « lundi-vendredi »")
        start = DAYS.index(first.strip())
        found += range(start, DAYS.index(last.strip() or first.strip()) + 1)
    return tuple(found)


def _hour(table: Record, key: str) -> time:
    value: Any = table.fields.get(key)
    try:
        return value if isinstance(value, time) else time.fromisoformat(table.text(key))
    except ValueError:
        raise table.wrong(f"« {value} » n'est pas une heure, écrivez 08:30") from None


def _season(table: Record, key: str) -> date | None:
    return table.day(key) if key in table.fields else None
