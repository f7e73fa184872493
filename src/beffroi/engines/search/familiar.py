"""Familiar words put into plain ones before searching (``data/familiar.csv``, dated)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from beffroi.engines.search.words import fold


@cache
def _table() -> Mapping[str, str]:
    text = files("beffroi.engines.search").joinpath("data/familiar.csv").read_text(encoding="utf-8")
    pairs = (line.split(";") for line in text.splitlines()[2:])
    return {fold(familiar): plain for familiar, plain in pairs}


@cache
def _pattern() -> re.Pattern[str]:
    longest_first = sorted(_table(), key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest_first))})(?!\w)")


def in_plain_words(question: str) -> str:
    """Return the question with its familiar words put into plain ones; the same text where it has none."""
    folded = fold(question)
    if len(folded) != len(question):
        # a ligature changes the places: the folded text is searched as well as the question's own
        return _pattern().sub(lambda match: _table()[match.group()], folded)
    parts, place = [], 0
    for match in _pattern().finditer(folded):
        parts += [question[place : match.start()], _table()[match.group()]]
        place = match.end()
    return "".join([*parts, question[place:]])
