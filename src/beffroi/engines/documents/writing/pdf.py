"""Accessible PDF by Typst: tagged, titled, in French (PDF/UA-1), with the fonts that Typst carries."""

from __future__ import annotations

import datetime as dt
import json
import re
from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import Any

import typst

from beffroi.engines.documents.writing.text import Grid, Part, Text, cleaned

TEMPLATE = Path(__file__).with_name("page.typ")
# The fonts that Typst carries know the letters of Europe; the machine's may know more.
TRIES: tuple[tuple[bool, list[typst.PDFStandard]], ...] = ((False, ["ua-1"]), (True, ["ua-1"]), (True, []))
WEB = re.compile(r"https?://\S+$|mailto:\S+$")


def write_pdf(text: Text, path: Path) -> Path:
    """Write the text to a file, which is replaced if it exists."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(pdf_of(text))
    return path


def pdf_of(text: Text) -> bytes:
    """Return the text as PDF. Where no font has one of its signs, the PDF is tagged all the same, but not PDF/UA-1."""
    text = cleaned(text)
    told = {"title": text.title, "author": text.author, "titled": text.titled, "parts": list(map(_told, text.parts))}
    for system_fonts, standards in TRIES:
        try:
            made = _compiler(system_fonts).compile(
                TEMPLATE.read_bytes(),
                format="pdf",
                sys_inputs={"text": json.dumps(told)},
                pdf_standards=standards,
                timestamp=_moment(text.date),
            )
        except typst.TypstError as error:
            if not standards or "could not be displayed" not in str(error):
                raise
            continue
        return b"".join(made) if isinstance(made, list) else made or b""
    raise AssertionError("the last try returns or raises")


@cache
def _compiler(system_fonts: bool) -> typst.Compiler:
    return typst.Compiler(font_paths=typst.Fonts(include_system_fonts=system_fonts))


def _told(part: Part) -> dict[str, Any]:
    told = {"kind": type(part).__name__.lower(), **asdict(part)}
    if isinstance(part, Grid):
        width = max(1, len(part.headings))
        told["headings"] = list(part.headings) or [""]
        told["rows"] = [[*row, *[""] * width][:width] for row in part.rows]
    if not WEB.match(told.get("url", "")):
        told["url"] = ""
    return told


def _moment(date: dt.date | None) -> dt.datetime | None:
    return dt.datetime.combine(date, dt.time(12), tzinfo=dt.UTC) if date else None
