"""Whether what a text cites exists and is in force on the day of the session."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from beffroi.council.law.citations import Citation
from beffroi.council.law.legal_base import LegalBase
from beffroi.council.law.tables import LegalText, OldName, articles, bounds, codes, old_names, texts

State = Literal["in_force", "superseded", "not_yet", "unknown", "unverified"]
_TEXT = re.compile(
    r"\b(?P<kind>loi|ordonnance|décret|decret)\s+(?:organique\s+)?n\s?[°ºo]?\s?(?P<number>(?:19|20)?\d{2}\s?[-‑–]\s?\d+)", re.I
)


@dataclass(frozen=True)
class Standing:
    """What is known of a citation on a day, and what to cite instead."""

    state: State
    sure: bool = True
    instead: str = ""


def standing(citation: Citation, *, on: date, base: LegalBase | None = None) -> Standing:
    """Tell what is known of a cited article on a day: the tenant's base first, then our tables, then the bounds."""
    if base and (held := base.in_force(citation.code, citation.article, on=on)) is not None:
        return Standing("in_force" if held else "superseded")
    known = _by_table(citation, on)
    if known:
        return known
    if _impossible(citation):
        return Standing("unknown")
    return Standing("unverified", sure=False)


def _by_table(citation: Citation, on: date) -> Standing | None:
    chapter = f"{citation.article.split('-')[0]}-*"
    row = articles().get((citation.code, citation.article)) or articles().get((citation.code, chapter))
    if row is None:
        return None
    if row.until and row.until <= on and not citation.former:
        return Standing("superseded", row.sure, row.replaced_by)
    if row.since and on < row.since and citation.code in {"cgfp", "ccp"}:
        return Standing("not_yet", row.sure)
    return Standing("in_force", row.sure)


def _impossible(citation: Citation) -> bool:
    """Is the number beyond what the code, the title or the chapter holds?"""
    code = codes().get(citation.code)
    if code and not code.holds(citation.article):
        return True
    chapter, first = re.match(r"([LRD]\d+)-(\d+)", citation.article).groups()  # type: ignore[union-attr]
    return _beyond(citation.code, chapter, int(first))


def _beyond(code: str, chapter: str, first: int) -> bool:
    most = bounds().get((code, chapter))
    if most and most.what == "articles":
        return first > most.highest
    title = bounds().get((code, chapter[:-1]))
    return bool(title and title.what == "chapters" and int(chapter[-1]) > title.highest)


def superseded_texts(text: str, *, on: date) -> Iterator[tuple[re.Match[str], LegalText]]:
    """Yield the laws, ordinances and decrees cited that were replaced before a day."""
    for match in _TEXT.finditer(text):
        known = texts().get(legal_number(match["number"]))
        if known and known.ended and known.ended <= on:
            yield match, known


def legal_number(number: str) -> str:
    """Return a number of law as the table writes it: 84-53, 2015-899."""
    number = re.sub(r"\s", "", number).replace("‑", "-").replace("–", "-")
    return number[2:] if number.startswith("19") and number not in texts() else number


def superseded_names(text: str, *, on: date) -> Iterator[tuple[re.Match[str], OldName]]:
    """Yield the former codes and former duties named as if they were in force."""
    for row in old_names():
        if row.ended <= on and not (row.unless and re.search(row.unless, text)):
            for match in re.finditer(row.pattern, text, re.IGNORECASE):
                yield match, row
