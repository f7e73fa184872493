"""What a sheet or a document says of who may have a benefit, and of where to go: exact slices of its passages."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from beffroi.assistant.quoting import grown, may_be_quoted
from beffroi.assistant.sentences import Sentence, sentences_of
from beffroi.engines.search.passages import Passage
from beffroi.engines.search.words import fold

CONDITIONS, PLACES, OTHERS = "conditions", "places", "others"
ENDS = (".", ";", ":", ",", "!")


@dataclass(frozen=True)
class Wording:
    """How sheets speak of benefits, and how much is shown (``data/benefits.toml``)."""

    cuts: str
    benefits: int
    shown: int
    looked_at: int
    held: float
    conditions: int
    places: int
    shortest: int
    called: re.Pattern[str]
    headings: Mapping[str, re.Pattern[str]]
    sentences: Mapping[str, re.Pattern[str]]
    questions: Mapping[str, str]


@cache
def wording() -> Wording:
    """Return the dated data."""
    told = tomllib.loads(files("beffroi.assistant").joinpath("data/benefits.toml").read_text(encoding="utf-8"))
    return Wording(
        **told
        | {
            "called": re.compile(told["called"]),
            "headings": _compiled(told["headings"]),
            "sentences": _compiled(told["sentences"]),
        }
    )


def _compiled(told: Mapping[str, str]) -> dict[str, re.Pattern[str]]:
    return {name: re.compile(pattern) for name, pattern in told.items()}


@dataclass(frozen=True)
class Told:
    """A quote and its page; headed: it stands under a heading that says what it is; said: its own words say it."""

    text: str
    page: int | None
    headed: bool
    said: bool


@dataclass(frozen=True)
class Found:
    """What a document says of who may have a benefit and of where to go."""

    conditions: tuple[Told, ...]
    places: tuple[Told, ...]


def conditions_and_places(passages: Sequence[Passage], *, resident: bool) -> Found:
    """Walk a document in order. What gives orders is left out; for residents, what holds personal data too."""
    found: dict[str, list[Told]] = {CONDITIONS: [], PLACES: []}
    section = ""
    for passage in passages:
        if not passage.quotable:
            continue
        section = section_of(passage.heading.rsplit(" > ", 1)[-1]) or section
        allowed = may_be_quoted(passage.text, resident=resident)
        for kind, told in _walk(passage, section):
            if allowed and told.text not in {one.text for one in found[kind]}:
                found[kind].append(told)
        section = _last_section(passage.text) or section
    return Found(tuple(found[CONDITIONS]), tuple(found[PLACES]))


def section_of(line: str) -> str:
    """Return what a heading announces: conditions, places, others; nothing where it says neither."""
    folded = fold(line).strip().rstrip(" ?:")
    if line.rstrip().endswith(ENDS):
        return ""
    return next((name for name, pattern in wording().headings.items() if pattern.fullmatch(folded)), "")


def _last_section(text: str) -> str:
    return next((found for line in reversed(text.split("\n")) if (found := section_of(line))), "")


def _walk(passage: Passage, section: str) -> Iterator[tuple[str, Told]]:
    sentences = sentences_of(passage.text)
    until = 0
    for number, sentence in enumerate(sentences):
        if here := section_of(sentence.text):
            section = here
            continue
        if sentence.start < until or not _worth_it(sentence.text):
            continue
        for kind in (CONDITIONS, PLACES):
            said = bool(wording().sentences[kind].search(fold(sentence.text)))
            if section == kind or (said and section != OTHERS):
                text = _quote(passage.text, sentences, number)
                until = sentence.start + len(text)
                if text.endswith(":"):  # what it announces stands elsewhere
                    break
                yield kind, Told(text, passage.page, section == kind, said)
                break


def _quote(text: str, sentences: Sequence[Sentence], number: int) -> str:
    """Return the sentence, with its list where it announces one."""
    own = sentences[number].text
    return grown(text, sentences, number) if own.rstrip().endswith(":") else own.strip()


def _worth_it(line: str) -> bool:
    bare = line.strip()
    return len(bare) >= wording().shortest and (bare.endswith((".", ":", ";", "!")) or " | " in bare)
