"""A caller's sentence cut for reading: what is polite or hesitant goes, clauses and requests come apart."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files

SHORTEST_CLAUSE = 3
Pattern = re.Pattern[str]


@cache
def _pattern(name: str) -> Pattern:
    """Return the alternatives of a file of data, longest first."""
    text = files("beffroi.phone.understand").joinpath(f"data/{name}.txt").read_text(encoding="utf-8")
    lines = [line.strip() for line in text.splitlines() if line.strip() and not line.startswith("#")]
    return re.compile(rf"(?<!\w)(?:{'|'.join(sorted(lines, key=len, reverse=True))})(?!\w)", re.IGNORECASE)


def tidy(text: str) -> str:
    """Return the text with plain apostrophes and single spaces."""
    return " ".join(text.replace("’", "'").replace("\u00a0", " ").split())


def bare(text: str) -> str:
    """Return the text without greetings, hesitations and politeness; the text itself where nothing else was said."""
    left = _pattern("fillers").sub(" ", tidy(text))
    left = re.sub(r"\s*([,.;:!?…])(?:\s*[,.;:!?…])*", r"\1", left)
    left = " ".join(left.split()).strip(" ,.;:!?…-")
    return left or tidy(text)


def clauses(text: str) -> list[str]:
    """Return the clauses of a sentence that hold at least three words."""
    parts = re.split(r"[,.;:!?…]+|\s(?=(?:parce qu|car |mais |donc |et |alors |du coup |sauf qu|vu qu|comme ))", text)
    return [part.strip() for part in parts if len(part.split()) >= SHORTEST_CLAUSE]


def requests(text: str) -> list[str]:
    """Return the parts of a sentence that connectors set apart ("et aussi", "par la même occasion"…)."""
    parts = [part.strip(" ,.;:!?…-") for part in _pattern("connectors").split(tidy(text))]
    return [part for part in parts if len(part.split()) >= SHORTEST_CLAUSE - 1]
