"""Messages of readings, as JSON or CSV: what HTTP and MQTT bring. No table library: a web process reads them."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from beffroi.territory.errors import BadInput
from beffroi.territory.numbers import counted

FORM = "%Y-%m-%d %H:%M:%S"
MOST_BYTES, MOST_READINGS = 5_000_000, 100_000
LONGEST_NAME = 200


class MessageUnreadable(BadInput):
    """The message is no reading: not JSON, no sensor, no time or no number."""


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
            f"{counted(self.new, 'mesure nouvelle')}, dont {self.late} en retard ; {counted(self.repeated, 'redite')}, "
            f"{counted(self.corrected, 'corrigée')}."
        )


def parse_message(body: bytes, *, sensor: str = "") -> list[Reading]:
    """Read the body of an HTTP request or of an MQTT message: {"sensor","t","value"}, or a list of them.

    ``sensor``: the name when the message gives none (last level of an MQTT topic). Raises MessageUnreadable.
    """
    _check_size(body)
    try:
        content = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise MessageUnreadable('Message illisible : il faut du JSON, {"sensor", "t", "value"}.') from error
    items = content if isinstance(content, list) else [content]
    if len(items) > MOST_READINGS:
        raise MessageUnreadable(f"Plus de {MOST_READINGS} mesures dans un message : envoyez-en moins.")
    return [_reading(item, sensor) for item in items]


def _check_size(body: bytes) -> None:
    if len(body) > MOST_BYTES:
        raise MessageUnreadable(f"Message de plus de {MOST_BYTES // 10**6} Mo : envoyez moins de mesures à la fois.")


def _reading(item: Any, sensor: str) -> Reading:
    if not isinstance(item, dict):
        raise MessageUnreadable("Une mesure doit avoir « sensor », « t » et « value ».")
    name, when, value = item.get("sensor") or sensor, item.get("t"), item.get("value")
    if not isinstance(name, str) or not name.strip() or len(name) > LONGEST_NAME:
        raise MessageUnreadable("Une mesure n'a pas de nom de capteur (« sensor »).")
    if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) < 1e12:
        raise MessageUnreadable(f"{name} : la valeur doit être un nombre.")
    return Reading(name.strip(), as_time(when, name), float(value))


def as_time(when: Any, name: str) -> str:
    """Return a naive standard time as written in every file. Raises MessageUnreadable with the sensor's name."""
    try:
        return datetime.strptime(when if isinstance(when, str) else "", FORM).strftime(FORM)  # noqa: DTZ007
    except ValueError as error:
        message = f"{name} : heure illisible ; écrivez AAAA-MM-JJ HH:MM:SS, heure normale sans heure d'été."
        raise MessageUnreadable(message) from error


class Takes(Protocol):
    """A store of readings."""

    def take(self, readings: Iterable[Reading]) -> Intake:
        """Keep readings, all or none; say what became of them."""


def parse_table(body: bytes) -> list[Reading]:
    """Read a CSV body: t then one column a sensor, or sensor, t, value; ``,`` or ``;``. Raises MessageUnreadable.

    An empty cell is no reading.
    """
    _check_size(body)
    try:
        text = body.decode("utf-8-sig")
        lines = csv.DictReader(io.StringIO(text), delimiter=";" if ";" in text.split("\n", 1)[0] else ",", strict=True)
        names = [name.strip() for name in lines.fieldnames or []]
        rows = [{name: row.get(name) or "" for name in lines.fieldnames or []} for row in lines]
    except (UnicodeDecodeError, csv.Error) as error:
        raise MessageUnreadable("Message illisible : il faut du CSV en UTF-8, titres en première ligne.") from error
    if "t" not in names or len(names) < 2 or len(set(names)) < len(names):
        raise MessageUnreadable("Il faut une colonne « t » et une colonne par capteur, ou sensor, t, value.")
    if len(rows) * (len(names) - 1) > MOST_READINGS:
        raise MessageUnreadable(f"Plus de {MOST_READINGS} mesures dans un message : envoyez-en moins.")
    told = [{name.strip(): cell.strip() for name, cell in row.items()} for row in rows]
    return list(_long(told) if {"sensor", "value"} <= set(names) else _wide(told))


def _long(rows: list[dict[str, str]]) -> Iterator[Reading]:
    for row in rows:
        if row["value"]:
            yield _reading({"sensor": row["sensor"], "t": row["t"], "value": _number(row["value"])}, "")


def _wide(rows: list[dict[str, str]]) -> Iterator[Reading]:
    for row in rows:
        for name, cell in row.items():
            if name != "t" and cell:
                yield _reading({"sensor": name, "t": row["t"], "value": _number(cell)}, "")


def _number(text: str) -> float | str:
    try:
        return float(text.replace(",", "."))
    except ValueError:
        return text
