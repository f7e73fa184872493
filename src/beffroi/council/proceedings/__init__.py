"""The minutes of a session (procès-verbal), from its sheet and from what was said: every line with its passage."""

from __future__ import annotations

from beffroi.council.proceedings.building import Proceedings, proceedings_of
from beffroi.council.proceedings.record import Passage, Record, record_of_text, record_of_transcript
from beffroi.council.proceedings.sheet import Sheet, read_sheet, sheet_of

__all__ = [
    "Passage",
    "Proceedings",
    "Record",
    "Sheet",
    "proceedings_of",
    "read_sheet",
    "record_of_text",
    "record_of_transcript",
    "sheet_of",
]
