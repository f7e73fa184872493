"""Articles cited in a text, each with its code."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from beffroi.council.law.tables import codes

_ARTICLE = re.compile(
    r"(?<![\w-])(?P<letter>[LRD])\s?\.?\s?[*°]?\s?(?P<number>\d{3,4})\s?[-‑–]\s?(?P<rest>\d+(?:\s?[-‑–]\s?\d+){0,3})(?![\w])"
)
_SENTENCE_END = re.compile(r"\n\s*\n|;|\n(?=\s*(?:vu|considérant|[-–•])\b)|(?<=[a-zéè)\d])\.\s+(?=[A-ZÉÀ](?![.\s]?\s?\d))", re.I)


@dataclass(frozen=True)
class Citation:
    """An article cited: its code ("" where the text names none), its number as L2121-29, the words and where they stand."""

    code: str
    article: str
    quote: str
    offset: int
    former: bool = False


@cache
def _names() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((code, re.compile(rf"(?<![\w]){row.pattern}", re.IGNORECASE)) for code, row in codes().items())


def citations(text: str) -> Iterator[Citation]:
    """Yield every article cited, with the code named after it (« du code… »), before it, or none."""
    start = 0
    for end in [*(match.start() for match in _SENTENCE_END.finditer(text)), len(text)]:
        yield from _cited(text[start:end], start)
        start = end


def _cited(part: str, start: int) -> Iterator[Citation]:
    named = _codes_named(part)
    former = bool(re.search(r"\banciens?\b|rédaction antérieure|version antérieure|en vigueur (?:avant|jusqu)", part, re.I))
    for match in _ARTICLE.finditer(part):
        rest = re.sub(r"\s", "", match["rest"]).replace("‑", "-").replace("–", "-")
        article = f"{match['letter']}{match['number']}-{rest}"
        yield Citation(_code_of(match, part, named), article, match[0].strip(), start + match.start(), former)


def _codes_named(part: str) -> list[tuple[int, int, str]]:
    found: dict[int, tuple[int, int, str]] = {}
    for code, pattern in _names():
        for match in pattern.finditer(part):
            if not any(begin <= match.start() < end for begin, end, _ in found.values()):
                found[match.start()] = (match.start(), match.end(), code)
    return sorted(found.values())


def _code_of(match: re.Match[str], part: str, named: list[tuple[int, int, str]]) -> str:
    """Return the code that an article belongs to, by its place among the names of codes."""
    after = next((row for row in named if row[0] >= match.end()), None)
    before = next((row for row in reversed(named) if row[1] <= match.start()), None)
    if after and _linked(part[match.end() : after[0]]):
        return _known(after[2])
    chosen = before or after
    return _known(chosen[2]) if chosen else ""


def _linked(between: str) -> bool:
    """Is what parts an article from the code after it only other articles and « du » ?"""
    rest = _ARTICLE.sub(" ", between)
    words = re.findall(r"[a-zà-ÿ]+", rest.lower())
    allowed = {"du", "de", "la", "le", "l", "et", "à", "a", "ou", "suivants", "alinéa", "articles", "article", "ainsi", "que", "les"}
    return set(words) <= allowed and bool({"du", "de"} & set(words)) and "vu" not in words


def _known(code: str) -> str:
    return "" if code == "general" else code
