"""What the made-up town is, and which documents it has."""

from __future__ import annotations

import datetime as dt
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import PurePath
from typing import Any, Literal

from beffroi.assistant.simulate.texts import Block, Heading, read_blocks

Layout = Literal["page", "columns", "poster", "scan"]
Rights = Literal["public", "service"]
DATA = files("beffroi.assistant.simulate") / "data"


@dataclass(frozen=True)
class TownDocument:
    """One document: its file, what it is called, its date, who may read it, what it replaces or amends.

    layout: how its pages look, where it is a PDF. sender, recipient: of a mail.
    """

    file: str
    title: str
    date: dt.date
    blocks: tuple[Block, ...]
    rights: Rights = "public"
    layout: Layout = "page"
    replaces: str = ""
    amends: str = ""
    sender: str = ""
    recipient: str = ""


@dataclass(frozen=True)
class Town:
    """The town: name, code, population, the day its questions are asked, its documents."""

    name: str
    insee: str
    postcode: str
    population: int
    today: dt.date
    documents: tuple[TownDocument, ...]


@cache
def read_town() -> Town:
    """Return the town of the package's data."""
    told = tomllib.loads((DATA / "town.toml").read_text(encoding="utf-8"))
    documents = tuple(_document(**entry) for entry in told.pop("document"))
    return Town(**told, documents=documents)


def _document(*, file: str, title: str = "", **entry: Any) -> TownDocument:
    source = DATA / f"{PurePath(file).stem}.md"
    blocks = read_blocks(source.read_text(encoding="utf-8"))
    first = blocks[0]
    heading = first.text if isinstance(first, Heading) else ""
    return TownDocument(file=file, title=title or heading, blocks=blocks, **entry)
