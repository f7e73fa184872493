"""The tables beside the code: codes, articles, chapters and what they hold, texts that were replaced."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Literal

Body = Literal["commune", "epci", "department"]
DATA = Path(__file__).parent / "data"


@dataclass(frozen=True)
class Code:
    """A code: the words that name it, the first digits that its articles of four or three digits may have."""

    code: str
    name: str
    pattern: str
    parts: str
    link: str

    def holds(self, article: str) -> bool:
        """May an article of this number stand in this code?"""
        digit = re.match(r"[LRD]O?(\d)\d{2,3}-", article)
        if not (self.parts and digit):
            return True
        first, last = self.parts.split("-")
        return first <= digit[1] <= last


@dataclass(frozen=True)
class Article:
    """An article: what it is about in our words, whom it concerns, from and until when it is in force (end excluded)."""

    code: str
    article: str
    subject: str
    bodies: str
    since: date | None
    until: date | None
    replaced_by: str
    sure: bool


@dataclass(frozen=True)
class Bound:
    """The highest article of a chapter, or the highest chapter of a title."""

    code: str
    prefix: str
    what: Literal["articles", "chapters"]
    highest: int


@dataclass(frozen=True)
class LegalText:
    """A law, an ordinance or a decree: number, date, when it ended and what took its place."""

    kind: str
    number: str
    dated: date
    subject: str
    ended: date | None
    replaced_by: str
    sure: bool


@dataclass(frozen=True)
class OldName:
    """Words that name what is no longer in force (a former code, a former duty), save beside ``unless``."""

    pattern: str
    told: str
    ended: date
    replaced_by: str
    unless: str
    sure: bool


def _rows(name: str) -> Iterator[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file, delimiter=";")


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


@cache
def codes() -> dict[str, Code]:
    """Return the codes by their short name."""
    return {row["code"]: Code(**row) for row in _rows("codes.csv")}


@cache
def articles() -> dict[tuple[str, str], Article]:
    """Return the articles by code and number."""
    return {
        (row["code"], row["article"]): Article(
            code=row["code"],
            article=row["article"],
            subject=row["subject"],
            bodies=row["bodies"],
            since=_day(row["from"]),
            until=_day(row["to"]),
            replaced_by=row["replaced_by"],
            sure=row["sure"] == "true",
        )
        for row in _rows("articles.csv")
    }


@cache
def bounds() -> dict[tuple[str, str], Bound]:
    """Return, by code and prefix ("L2121", "L212"), the highest number that is sure."""
    return {
        (row["code"], row["prefix"]): Bound(row["code"], row["prefix"], row["what"], int(row["highest"]))  # type: ignore[arg-type]
        for row in _rows("bounds.csv")
        if row["sure"] == "true"
    }


@cache
def texts() -> dict[str, LegalText]:
    """Return the laws, ordinances and decrees by number."""
    return {
        row["number"]: LegalText(
            row["kind"],
            row["number"],
            date.fromisoformat(row["dated"]),
            row["subject"],
            _day(row["ended"]),
            row["replaced_by"],
            row["sure"] == "true",
        )
        for row in _rows("texts.csv")
    }


@cache
def old_names() -> tuple[OldName, ...]:
    """Return the names of what is no longer in force."""
    return tuple(
        OldName(
            row["pattern"],
            row["told"],
            date.fromisoformat(row["ended"]),
            row["replaced_by"],
            row["unless"],
            row["sure"] == "true",
        )
        for row in _rows("names.csv")
    )
