"""Languages in which quotes may be said again, and what of a sentence can be compared across them."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from beffroi.assistant.faithful import counting_words
from beffroi.engines.search.words import fold

WORD = re.compile(r"[^\W\d_]+-feira|(?<!\w)[^\W\d_]+")
NUMBER = re.compile(r"\d{1,3}(?:[ \u00a0\u202f.,]\d{3})+(?!\d)|\d+(?:[.,]\d+)?")
SHARP = re.compile(r"(?<=\d)\s?[:h]\s?00\b")  # "10:00", "10 h 00"
ORDINAL = re.compile(r"\b1(?:er|re|st|º|ª|°)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Language:
    """A language: its French name and its own, and its words that are compared (``data/languages.toml``).

    numbers: folded word to the French word of ``data/figures.txt``; capital: words that may bear a capital;
    capital_only: words that count only with one ("May"); denial: what denies, forbids or excepts; small: its commonest.
    """

    code: str
    name: str
    own: str
    numbers: Mapping[str, str]
    capital: frozenset[str]
    capital_only: frozenset[str]
    denial: re.Pattern[str]
    small: frozenset[str]


@cache
def languages() -> Mapping[str, Language]:
    """Return the languages that are offered, by code."""
    told = tomllib.loads(files("beffroi.assistant").joinpath("data/languages.toml").read_text(encoding="utf-8"))
    return {code: _language(code, one) for code, one in told.items()}


def _language(code: str, told: Mapping[str, str]) -> Language:
    return Language(
        code,
        told["name"],
        told["own"],
        dict(pair.split(":") for pair in told["numbers"].split()),
        frozenset(map(fold, told["capital"].split())),
        frozenset(told["capital_only"].split()),
        re.compile(told["denial"]),
        frozenset(told["small"].split()),
    )


def figures_of(text: str, language: Language) -> list[str]:
    """Return numbers, months and days of a sentence in that language, as French figures, sorted."""
    found = numbers_of(text)
    for match in WORD.finditer(text):
        word = fold(match.group())
        if word in language.capital_only and not match.group()[0].isupper():
            continue
        if word in language.numbers:
            found.append(language.numbers[word])
    return sorted(found)


def french_figures(text: str) -> list[str]:
    """Return numbers, months and days of a French sentence, sorted."""
    known = counting_words()
    return sorted([*numbers_of(text), *(known[word] for word in WORD.findall(fold(text)) if word in known)])


def numbers_of(text: str) -> list[str]:
    """Return the numbers written in digits, without what parts their groups; 1er and 1st are one word."""
    bare = SHARP.sub(" ", ORDINAL.sub(" ", text))
    return ["1er"] * len(ORDINAL.findall(text)) + [_plain(match.group()) for match in NUMBER.finditer(bare)]


def _plain(number: str) -> str:
    if re.fullmatch(r"\d{1,3}(?:[ \u00a0\u202f.,]\d{3})+", number):
        return re.sub(r"\D", "", number)
    return number.replace(",", ".")
