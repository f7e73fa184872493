"""The words of residents beside those of the administration (``data/synonyms.csv``, dated)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files

from beffroi.engines.search.words import stems

Stems = tuple[str, ...]


@cache
def synonyms() -> Mapping[Stems, tuple[Stems, ...]]:
    """Return the table: stems that people say, to the stems of what the administration says."""
    text = files("beffroi.engines.search").joinpath("data/synonyms.csv").read_text(encoding="utf-8")
    found: dict[Stems, tuple[Stems, ...]] = {}
    for line in text.splitlines()[2:]:
        people, official = line.split(";")
        said = tuple(stems(people))
        meant = [stemmed for words in official.split("|") if (stemmed := tuple(stems(words))) and stemmed != said]
        found[said] = tuple(dict.fromkeys([*found.get(said, ()), *meant]))
    return found


LONGEST = 4


def meanings(words: Sequence[str]) -> list[tuple[Stems, ...]]:
    """Return, for each word of a question, what the administration may call it or the expression it stands in."""
    table = synonyms()
    found: list[tuple[Stems, ...]] = [()] * len(words)
    for start in range(len(words)):
        for stop in range(start + 1, min(start + LONGEST, len(words)) + 1):
            for place in range(start, stop):
                found[place] = (*found[place], *table.get(tuple(words[start:stop]), ()))
    return [tuple(dict.fromkeys(one)) for one in found]
