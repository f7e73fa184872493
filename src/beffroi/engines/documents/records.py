"""Documents as JSON, to cross from one process to another and to be looked at."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict
from typing import Any

from beffroi.engines.documents.pages import Block, Document, Page

Record = dict[str, Any]


def record(document: Document) -> Record:
    """Return a document as values that JSON knows."""
    return {**asdict(document), "date": document.date.isoformat() if document.date else None}


def document(told: Record) -> Document:
    """Make a document again from its record. Raises KeyError, TypeError or ValueError where it is none."""
    return Document(
        name=str(told["name"]),
        format=str(told["format"]),
        pages=tuple(_page(page) for page in told["pages"]),
        title=str(told["title"]),
        date=dt.date.fromisoformat(told["date"]) if told["date"] else None,
        remarks=tuple(map(str, told["remarks"])),
    )


def _page(told: Record) -> Page:
    number = told["number"]
    blocks = tuple(_block(block) for block in told["blocks"])
    return Page(None if number is None else int(number), blocks, bool(told["recognised"]))


def _block(told: Record) -> Block:
    kind = told["kind"]
    if kind not in {"heading", "text", "list", "table"}:
        raise ValueError(kind)
    left, top, right, bottom = told["box"] or (0, 0, 0, 0)
    return Block(
        kind=kind,
        text=str(told["text"]),
        level=int(told["level"]),
        rows=tuple(tuple(map(str, row)) for row in told["rows"]),
        box=(float(left), float(top), float(right), float(bottom)) if told["box"] else None,
        hidden=bool(told["hidden"]),
    )
