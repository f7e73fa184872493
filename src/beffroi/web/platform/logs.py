"""Structured logs: one JSON object a line, no personal data.

A message or a trace may quote what a person typed (an address in a failed INSERT, a name in a path): addresses,
numbers and machines are masked, a database's DETAIL is dropped, and a request is named by its view, never by its path.
"""

from __future__ import annotations

import json
import logging
import re
from datetime import UTC, datetime
from typing import Any

FACTS = ("tenant", "operation", "job", "attempt", "view", "status", "ms")
ADDRESS = re.compile(r"[\w.+-]+@[\w-]+(\.[\w-]+)+")
LONG_NUMBER = re.compile(r"(?<![\w.])(?:\+\d{2,3} ?|0)\d(?:[ .-]?\d{2}){4}(?!\w)")
MACHINE = re.compile(r"(?<![\w.])(?!127\.0\.0\.1)\d{1,3}(?:\.\d{1,3}){3}(?![\w.])")
DETAIL = re.compile(r"^(DETAIL|CONTEXT): .*$", re.MULTILINE)


class JsonLines(logging.Formatter):
    """Writes time, level, logger, message and known facts; the trace of an exception where there is one."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": _message(record),
        }
        line |= {name: value for name in FACTS if (value := getattr(record, name, None)) is not None}
        if record.exc_info:
            line["trace"] = masked(self.formatException(record.exc_info))
        return json.dumps(line, ensure_ascii=False, default=str)


def masked(text: str) -> str:
    """Return the text without e-mail addresses, telephone numbers, machines and quoted rows."""
    for pattern, mask in (
        (DETAIL, r"\1: ‹masqué›"),
        (ADDRESS, "‹courriel›"),
        (LONG_NUMBER, "‹numéro›"),
        (MACHINE, "‹machine›"),
    ):
        text = pattern.sub(mask, text)
    return text


def _message(record: logging.LogRecord) -> str:
    request = getattr(record, "request", None)
    if request is None:
        return masked(record.getMessage())
    found = getattr(request, "resolver_match", None)
    return f"{getattr(record, 'status_code', '')} {found.view_name if found else 'no view'}".strip()
