"""The sentences of a document that a synthesis keeps: those that decide, give a figure, or open a heading."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from tomllib import loads

from beffroi.assistant.answering import Citation
from beffroi.assistant.quoting import may_be_quoted
from beffroi.assistant.sentences import sentences_of
from beffroi.engines.search.corpus import Corpus, Unit
from beffroi.engines.search.words import fold

WHOLE = re.compile(r"^[^\W\d_a-zà-öø-ÿœ].*[.!]$", re.DOTALL)
FIGURE = re.compile(r"\d")


@dataclass(frozen=True)
class Worth:
    """What makes a sentence worth keeping (``data/composing.toml``)."""

    sentences_each: int
    shortest: int
    longest: int
    figure: float
    decides: float
    first: float
    decisive: re.Pattern[str]


@cache
def _worth() -> Worth:
    told: Mapping[str, object] = loads(
        files("beffroi.assistant").joinpath("data/composing.toml").read_text(encoding="utf-8")
    )
    named = {name: told[name] for name in Worth.__dataclass_fields__}
    return Worth(**{**named, "decisive": re.compile(str(told["decisive"]))})  # type: ignore[arg-type]


@dataclass(frozen=True)
class _Sentence:
    unit: Unit
    text: str
    worth: float


def key_sentences(corpus: Corpus, source: str, *, resident: bool) -> tuple[Citation, ...]:
    """Return the best sentences of a document in its order; a resident's are of public documents only."""
    found = [one for one in _sentences(corpus, source, resident=resident) if one.worth > 0]
    best = sorted(range(len(found)), key=lambda place: (-found[place].worth, place))[: _worth().sentences_each]
    return tuple(_citation(corpus, found[place]) for place in sorted(best))


def _sentences(corpus: Corpus, source: str, *, resident: bool) -> list[_Sentence]:
    found: list[_Sentence] = []
    seen: set[str] = set()
    for at, owner in enumerate(corpus.owner.tolist()):
        unit = corpus.units[owner]
        if unit.entry.source != source or (resident and not unit.entry.public):
            continue
        number = int(corpus.numbers[at])
        passage = corpus.store.texts([number])[number]
        if not passage.quotable or not may_be_quoted(passage.text, resident=resident):
            continue
        whole = [one.text.strip() for one in sentences_of(passage.text) if _fits(one.text.strip())]
        new = [text for text in whole if text not in seen]
        seen |= set(new)
        found += [_Sentence(unit, text, _value(text, opens=place == 0)) for place, text in enumerate(new)]
    return found


def _fits(text: str) -> bool:
    told = _worth()
    return told.shortest <= len(text) <= told.longest and bool(WHOLE.match(text)) and " | " not in text


def _value(text: str, *, opens: bool) -> float:
    told = _worth()
    decides = told.decides if told.decisive.search(fold(text)) else 0.0
    return decides + (told.figure if FIGURE.search(text) else 0.0) + (told.first if opens else 0.0)


def _citation(corpus: Corpus, one: _Sentence) -> Citation:
    entry = one.unit.entry
    newer = corpus.superseded.get(entry.source, "")
    return Citation(entry.source, entry.title, one.unit.page, entry.date, one.text, entry.url, one.worth, newer)
