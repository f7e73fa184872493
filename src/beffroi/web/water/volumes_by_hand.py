"""A year or a month of volumes typed by a person: the file in use with one row more, or one row changed."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from typing import Any

from beffroi.territory.errors import BadInput
from beffroi.web.platform.models import Person, Tenant
from beffroi.web.water.folders import Sent, current, made_from, put_in_use, receive
from beffroi.web.water.models import FileKind, FileState, WaterFile

AMOUNTS = (
    *("produced", "bought", "sold", "billed", "billed_households", "billed_others"),
    *("unmetered", "service", "length_km", "drawn_in_zone"),
)
Row = dict[str, str]


class PeriodMixed(BadInput):
    """The file in use counts by month and the person types a year, or the other way round."""


class VolumesRefused(BadInput):
    """The rows with the new one cannot be read."""


def known_rows(tenant: Tenant) -> list[Row]:
    """Return the rows of the file in use, period and amounts as text; none where there is no file."""
    file = current(FileKind.VOLUMES)
    path = made_from(tenant, file, "volumes.csv") if file else None
    if path is None or not path.is_file():
        return []
    with path.open(encoding="utf-8", newline="") as opened:
        return list(csv.DictReader(opened))


def as_numbers(row: Row) -> dict[str, str | float | None]:
    """Return a row to show, amounts as numbers."""
    amounts = {name: float(row[name]) if row.get(name) else None for name in AMOUNTS}
    return {"period": row["period"], **amounts}


def next_period(rows: list[Row]) -> str:
    """Return the period after the last one, "" where there is none."""
    last = max((row["period"] for row in rows), default="")
    if not last:
        return ""
    year, _, month = last.partition("-")
    if not month:
        return str(int(year) + 1)
    return f"{int(year) + int(month) // 12}-{int(month) % 12 + 1:02}"


def take(tenant: Tenant, values: Mapping[str, Any], *, person: Person) -> WaterFile:
    """Put in use the rows with this one. Raises PeriodMixed, VolumesRefused."""
    rows = known_rows(tenant)
    if rows and ("-" in rows[0]["period"]) != ("-" in values["period"]):
        told = "par mois : écrivez 2026-05" if "-" in rows[0]["period"] else "par année : écrivez 2026"
        raise PeriodMixed(f"Les volumes déjà employés sont comptés {told}.")
    typed = {name: "" if values[name] is None else f"{values[name]:g}" for name in AMOUNTS}
    if typed["billed_households"] and typed["billed_others"]:
        typed["billed"] = f"{values['billed_households'] + values['billed_others']:g}"
    kept = [row for row in rows if row["period"] != values["period"]]
    made = sorted([*kept, {"period": values["period"], **typed}], key=lambda row: row["period"])
    file = receive(tenant, Sent("volumes.csv", _text(made).encode()), person=person, kind=FileKind.VOLUMES)
    if file.state != FileState.PROPOSED:
        raise VolumesRefused(file.message)
    put_in_use(file)
    return file


def _text(rows: list[Row]) -> str:
    out = io.StringIO()
    writer = csv.DictWriter(out, ("period", *AMOUNTS), extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()
