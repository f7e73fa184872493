"""Readings that arrive by file, HTTP or MQTT: late, twice, out of order; kept once, by sensor and time."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pandas as pd

from beffroi.territory.errors import BadInput
from beffroi.water.tables import numbers, read_rows

FORM = "%Y-%m-%d %H:%M:%S"
MOST_BYTES, MOST_READINGS = 5_000_000, 100_000
LONGEST_NAME = 200
TABLE = "CREATE TABLE IF NOT EXISTS readings (sensor TEXT, t TEXT, value REAL, PRIMARY KEY (sensor, t)) WITHOUT ROWID"


class MessageUnreadable(BadInput):
    """The message is no reading: not JSON, no sensor, no time or no number."""


class StoreUnusable(BadInput):
    """The store is not a file of readings."""


@dataclass(frozen=True)
class Reading:
    """One value of a sensor at a naive standard time, in the unit of the sensor."""

    sensor: str
    t: str
    value: float


@dataclass(frozen=True)
class Intake:
    """What became of readings.

    ``new``; ``repeated``, the same again; ``corrected``, another value for a known time; ``late``: new, but
    older than what its sensor had already sent.
    """

    new: int = 0
    repeated: int = 0
    corrected: int = 0
    late: int = 0

    def line(self) -> str:
        """Return a French line."""
        return (
            f"{self.new} mesure(s) nouvelle(s), dont {self.late} en retard ; {self.repeated} déjà reçue(s), "
            f"{self.corrected} corrigée(s)."
        )


def parse_message(body: bytes, *, sensor: str = "") -> list[Reading]:
    """Read the body of an HTTP request or of an MQTT message: {"sensor","t","value"}, or a list of them.

    ``sensor``: the name when the message gives none (last level of an MQTT topic). Raises MessageUnreadable.
    """
    if len(body) > MOST_BYTES:
        raise MessageUnreadable(f"Message de plus de {MOST_BYTES // 10**6} Mo : envoyez moins de mesures à la fois.")
    try:
        content = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise MessageUnreadable('Message illisible : il faut du JSON, {"sensor", "t", "value"}.') from error
    items = content if isinstance(content, list) else [content]
    if len(items) > MOST_READINGS:
        raise MessageUnreadable(f"Plus de {MOST_READINGS} mesures dans un message : envoyez-en moins.")
    return [_reading(item, sensor) for item in items]


def _reading(item: Any, sensor: str) -> Reading:
    if not isinstance(item, dict):
        raise MessageUnreadable("Une mesure doit avoir « sensor », « t » et « value ».")
    name, when, value = item.get("sensor") or sensor, item.get("t"), item.get("value")
    if not isinstance(name, str) or not name.strip() or len(name) > LONGEST_NAME:
        raise MessageUnreadable("Une mesure n'a pas de nom de capteur (« sensor »).")
    if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) < 1e12:
        raise MessageUnreadable(f"{name} : la valeur doit être un nombre.")
    return Reading(name.strip(), _time(when, name), float(value))


def _time(when: Any, name: str) -> str:
    try:
        return datetime.strptime(when if isinstance(when, str) else "", FORM).strftime(FORM)  # noqa: DTZ007
    except ValueError as error:
        message = f"{name} : heure illisible ; écrivez AAAA-MM-JJ HH:MM:SS, heure normale sans heure d'été."
        raise MessageUnreadable(message) from error


def read_readings(path: Path) -> Iterator[Reading]:
    """Yield the readings of a CSV file: t then one column a sensor, or sensor, t, value. Raises BadInput."""
    rows = read_rows(path)
    if {"sensor", "t", "value"} <= set(rows.columns):
        long = rows[["sensor", "t", "value"]]
    elif "t" in rows.columns:
        long = rows.melt(id_vars="t", var_name="sensor", value_name="value")
    else:
        raise MessageUnreadable(f"{path.name} : il faut la colonne « t » et une colonne par capteur.")
    values, wrong = numbers(long["value"].str.strip())
    if wrong.any():
        raise MessageUnreadable(f"{path.name} : valeur illisible « {long['value'][wrong].iloc[0]} ».")
    for name, when, value in zip(long["sensor"], long["t"], values, strict=True):
        if pd.notna(value):
            yield Reading(str(name).strip(), _time(when.strip(), str(name)), float(value))


class ReadingStore:
    """Readings in an SQLite file; a reading received twice counts once, the last value received stands."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._path = path
        try:
            with closing(self._connect()) as base, base:
                base.execute(TABLE)
        except sqlite3.DatabaseError as error:
            raise StoreUnusable(f"{path.name} n'est pas un fichier de mesures de Beffroi.") from error

    def _connect(self) -> sqlite3.Connection:
        return sqlite3.connect(self._path, timeout=30)

    def take(self, readings: Iterable[Reading]) -> Intake:
        """Keep readings, all or none; say what became of them."""
        intake = Intake()
        with closing(self._connect()) as base, base:
            latest: dict[str, str] = dict(base.execute("SELECT sensor, max(t) FROM readings GROUP BY sensor"))
            for reading in readings:
                intake = self._keep(base, reading, latest, intake)
        return intake

    @staticmethod
    def _keep(base: sqlite3.Connection, reading: Reading, latest: dict[str, str], intake: Intake) -> Intake:
        known = base.execute(
            "SELECT value FROM readings WHERE sensor=? AND t=?", (reading.sensor, reading.t)
        ).fetchone()
        if known and known[0] == reading.value:
            return replace(intake, repeated=intake.repeated + 1)
        base.execute("INSERT OR REPLACE INTO readings VALUES (?, ?, ?)", (reading.sensor, reading.t, reading.value))
        if known:
            return replace(intake, corrected=intake.corrected + 1)
        late = reading.t < latest.get(reading.sensor, "")
        latest[reading.sensor] = max(reading.t, latest.get(reading.sensor, ""))
        return replace(intake, new=intake.new + 1, late=intake.late + late)

    def table(self) -> pd.DataFrame:
        """Return one column a sensor, indexed by time, as ``night-flow`` and ``leaks`` read them."""
        with closing(self._connect()) as base:
            rows = base.execute("SELECT t, sensor, value FROM readings ORDER BY t").fetchall()
        long = pd.DataFrame(rows, columns=["t", "sensor", "value"])
        return long.pivot(index="t", columns="sensor", values="value").rename_axis(columns=None)
