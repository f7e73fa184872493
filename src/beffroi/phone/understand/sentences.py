"""A caller's sentence cut for reading: what is polite or hesitant goes, clauses and requests come apart."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files

MOST_HALVES = 7
Pattern = re.Pattern[str]


@cache
def _fillers() -> Pattern:
    return re.compile(rf"(?<!\w)(?:{_lines('fillers')})(?!\w)", re.IGNORECASE)


def tidy(text: str) -> str:
    """Return the text with plain apostrophes and single spaces."""
    return " ".join(text.replace("’", "'").replace("\u00a0", " ").split())


def bare(text: str) -> str:
    """Return the text without greetings, hesitations and politeness; the text itself where nothing else was said."""
    left = _fillers().sub(" ", tidy(text))
    left = re.sub(r"\s*([,.;:!?…])(?:\s*[,.;:!?…])*", r"\1", left)
    left = " ".join(left.split()).strip(" ,.;:!?…-")
    return left or tidy(text)


def halves(text: str) -> list[tuple[str, str]]:
    """Return the ways of cutting a sentence in two where a second request may begin, at most MOST_HALVES."""
    told = tidy(text)
    cuts = (
        (told[: cut.start()].strip(" ,"), told[cut.end() :].strip(" ,")) for cut in _pattern_of_cuts().finditer(told)
    )
    return [(left, right) for left, right in cuts if _says(left, 3) and _says(right, 2)][:MOST_HALVES]


def _says(part: str, least: int) -> bool:
    return len(part.split()) >= least


@cache
def _pattern_of_cuts() -> Pattern:
    """Return where a sentence may be cut: at a connector, which goes, or before words that begin a request."""
    connectors, openings = (_lines(name) for name in ("connectors", "openings"))
    return re.compile(rf"\s+(?:{connectors})\s+|[,;.!?]+\s*|\s+(?=(?:{openings})(?!\w))", re.IGNORECASE)


def _lines(name: str) -> str:
    text = files("beffroi.phone.understand").joinpath(f"data/{name}.txt").read_text(encoding="utf-8")
    lines = [line.strip() for line in text.splitlines() if line.strip() and not line.startswith("#")]
    return "|".join(sorted(lines, key=len, reverse=True))
