"""What people say of their situation, and what the benefits for it are called (``data/benefit_names.csv``)."""

from __future__ import annotations

import csv
import re
from functools import cache
from importlib.resources import files

from beffroi.engines.search.words import fold


def called_for(need: str) -> tuple[str, ...]:
    """Return the names of benefits that a situation calls to mind, in the order of the table."""
    folded = fold(need)
    found = [name for said, names in _table() if said.search(folded) for name in names]
    return tuple(dict.fromkeys(found))


@cache
def _table() -> tuple[tuple[re.Pattern[str], tuple[str, ...]], ...]:
    text = files("beffroi.assistant").joinpath("data/benefit_names.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(text.splitlines()[1:], delimiter=";")
    return tuple((re.compile(rf"\b(?:{row['said']})"), tuple(row["benefits"].split("|"))) for row in rows)
