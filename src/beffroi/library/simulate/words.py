"""The word lists of the generator."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

TASKS = ("forecast", "spot", "answer", "sort", "write")
PARTS = ("title", "problem", "method")


@dataclass(frozen=True)
class Use:
    """A use of AI: theme and task; label of the theme and what it bears on, each said in two ways."""

    theme: str
    task: str
    labels: tuple[str, str]
    told: tuple[str, str]

    @property
    def name(self) -> str:
        """Return what names it in the truth and in the questions."""
        return f"{self.theme}/{self.task}"


def _rows(name: str) -> list[dict[str, str]]:
    text = files("beffroi.library.simulate").joinpath(f"data/{name}").read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()[1:], delimiter=";"))


@cache
def uses() -> tuple[Use, ...]:
    """Return the 200 uses: forty themes, five tasks."""
    return tuple(
        Use(row["theme"], task, _two(row["label"]), _two(row[task])) for row in _rows("themes.csv") for task in TASKS
    )


def _two(text: str) -> tuple[str, str]:
    first, second = text.split("|")
    return first, second


@cache
def sentences() -> Mapping[tuple[str, str], tuple[str, ...]]:
    """Return the sentences of each task and part."""
    found: dict[tuple[str, str], tuple[str, ...]] = {}
    for row in _rows("templates.csv"):
        key = (row["task"], row["part"])
        found[key] = (*found.get(key, ()), row["text"])
    return found


@cache
def town_names() -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return beginnings and endings of names of towns."""
    rows = _rows("towns.csv")
    return tuple(row["first"] for row in rows), tuple(row["last"] for row in rows)
