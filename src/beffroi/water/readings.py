"""Readings that arrive by file, HTTP or MQTT: late, twice, out of order; kept once, by sensor and time."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pandas as pd

from beffroi.territory.errors import BadInput
from beffroi.water.messages import Intake, MessageUnreadable, Reading, as_time
from beffroi.water.tables import numbers, read_rows

TABLE = "CREATE TABLE IF NOT EXISTS readings (sensor TEXT, t TEXT, value REAL, PRIMARY KEY (sensor, t)) WITHOUT ROWID"


class StoreUnusable(BadInput):
    """The store is not a file of readings."""


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
            yield Reading(str(name).strip(), as_time(when.strip(), str(name)), float(value))


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
