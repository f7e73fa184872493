"""A passage to what may be quoted of it: sentences and lines, each an exact slice."""

from __future__ import annotations

import re
from dataclasses import dataclass

END = re.compile(r"(?<=[.!?…])\s+(?=[A-ZÀ-Ý«0-9(–-])|\n+")
SHORTENED = re.compile(r"(?:\b(?:M|MM|Mme|art|n|p|cf|ex|etc|tél|av|bd|St|Ste|L|R|D)\.|\b[A-Z]\.)$")


@dataclass(frozen=True)
class Sentence:
    """A slice of a passage: where it starts and stops there."""

    text: str
    start: int
    stop: int


def sentences_of(text: str) -> list[Sentence]:
    """Cut at line feeds and at the ends of sentences; an abbreviation ends nothing."""
    cuts, start = [], 0
    for match in END.finditer(text):
        if "\n" not in match.group() and SHORTENED.search(text[start : match.start()]):
            continue
        cuts.append((start, match.start()))
        start = match.end()
    cuts.append((start, len(text)))
    return [Sentence(text[first:last], first, last) for first, last in cuts if text[first:last].strip()]
