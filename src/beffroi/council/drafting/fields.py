"""The keys of a request, their labels in French and the other names that people give them (``data/fields.csv``)."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True)
class Field:
    """A key: its label; ``of_object``: what the object of the request stands in for, where nothing else is said."""

    key: str
    label: str
    of_object: bool


@cache
def fields() -> Mapping[str, Field]:
    """Return the fields by key."""
    return {row["key"]: Field(row["key"], row["label"], row["object"] == "1") for row in _rows()}


@cache
def names() -> Mapping[str, str]:
    """Return the key that each name stands for."""
    found = {row["key"]: row["key"] for row in _rows()}
    for row in _rows():
        for alias in filter(None, row["aliases"].split(",")):
            found.setdefault(alias, row["key"])
    return found


def label_of(key: str) -> str:
    """Return the label of a key."""
    return fields()[key].label if key in fields() else key.replace("_", " ")


@cache
def _rows() -> tuple[dict[str, str], ...]:
    text = files("beffroi.council.drafting").joinpath("data/fields.csv").read_text(encoding="utf-8")
    return tuple(csv.DictReader(text.splitlines(), delimiter=";"))
