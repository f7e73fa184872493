"""Names of the vocabulary put back where the recogniser wrote what sounds alike."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from beffroi.council.sheets import family_name
from beffroi.council.transcribing.settings import formulas, marks, naming
from beffroi.council.transcribing.vocabulary import Vocabulary
from beffroi.engines.search.words import fold, stems
from beffroi.engines.speech.pronunciation import alike, spoken

WORD = re.compile(r"[^\W_]+")
CIVILITIES, WAYS, SMALL = (frozenset(marks()["words"][kind]) for kind in ("civilities", "ways", "small"))


ANY_BEGINNING = 0.7  # likeness below which two names may begin otherwise
Kind = Literal["name", "family", "formula", "word"]  # family: after a civility; word: by the same sound alone


@dataclass(frozen=True)
class Correction:
    """What was heard and what is written instead."""

    heard: str
    written: str


@dataclass(frozen=True)
class _Name:
    written: str
    words: tuple[str, ...]  # folded
    sound: str
    kind: Kind


@dataclass(frozen=True)
class _Word:
    text: str
    folded: str
    start: int
    end: int
    opens: bool  # a sentence


@dataclass(frozen=True)
class _Match:
    name: _Name
    first: int
    last: int
    worth: float


class Names:
    """The names of a vocabulary, ready to be looked for."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        whole = [*vocabulary.members, *vocabulary.streets, *vocabulary.words]
        self._told = naming()
        self._names = [_name(text, "name") for text in whole if " " in text or text not in vocabulary.members]
        self._names += [_name(family_name(member), "family") for member in vocabulary.members]
        self._names += [_name(text, "word" if text.startswith("= ") else "formula") for text in formulas()]
        titles = " ".join(item.title for item in vocabulary.agenda)
        long_words = {word for word in WORD.findall(titles) if len(word) >= self._told.long_word}
        self._names += [_name(word, "word") for word in sorted(long_words)]

    def corrected(self, text: str) -> tuple[str, tuple[Correction, ...]]:
        """Return the text with its names as the vocabulary writes them, and what was changed."""
        words = _words(text)
        likely = self._alone(list(self._matches(text, words)))
        found = sorted(likely, key=lambda match: (-match.worth, match.first - match.last))
        taken: set[int] = set()
        kept = []
        for match in found:
            places = set(range(match.first, match.last + 1))
            if not places & taken:
                taken |= places
                kept.append(match)
        corrections = []
        for match in sorted(kept, key=lambda match: match.first, reverse=True):
            start, end = words[match.first].start, words[match.last].end
            written = _written(match.name, text[start:end])
            if text[start:end] != written:
                corrections.append(Correction(text[start:end], written))
                text = text[:start] + written + text[end:]
        return text, tuple(reversed(corrections))

    def _matches(self, text: str, words: Sequence[_Word]) -> Iterator[_Match]:
        for first in range(len(words)):
            for name in self._names:
                for size in range(max(1, len(name.words) - 1), len(name.words) + 2):
                    if first + size <= len(words) and (worth := self._worth(name, text, words, first, size)):
                        yield _Match(name, first, first + size - 1, worth)

    def _alone(self, matches: Sequence[_Match]) -> Iterator[_Match]:
        """Yield matches, without the far ones of a family name where another family name is near too."""
        for match in matches:
            rivals = {one.name for one in matches if one.first == match.first and one.name.kind == "family"}
            if match.name.kind != "family" or match.worth >= self._told.alike_alone or len(rivals) == 1:
                yield match

    def _worth(self, name: _Name, text: str, words: Sequence[_Word], first: int, size: int) -> float:
        """Return how sure a name stands there, 0 where it does not; the same letters win over everything."""
        inside = words[first : first + size]
        called = first > 0 and words[first - 1].folded in CIVILITIES
        if tuple(word.folded for word in inside) == name.words:
            sure = name.kind != "family" or called or all(word.text[0].isupper() for word in inside)
            return 2.0 if sure else 0.0
        if len(name.sound) < self._told.shortest or not _may_be(name, text, inside, called=called):
            return 0.0
        least = self._least(name, called=called)
        heard = spoken(" ".join(word.folded for word in inside))
        if not _near(heard, name.sound, least=least):
            return 0.0
        worth = alike(heard, name.sound)
        return worth if worth >= least else 0.0

    def _least(self, name: _Name, *, called: bool) -> float:
        """Return the least likeness from which words are taken for a name."""
        if name.kind == "word" or (name.kind == "formula" and len(name.sound) < self._told.long_formula):
            return 1.0
        if name.kind == "formula":
            return self._told.alike_formula
        return self._told.alike_called if called and name.kind == "family" else self._told.alike


def _written(name: _Name, heard: str) -> str:
    """Return what is written: a common word with a capital only where the one heard has it; plurals are not touched."""
    if name.kind in {"name", "family"}:
        return name.written
    if name.kind == "word" and stems(name.written) == stems(heard):
        return heard
    if tuple(WORD.findall(fold(heard))) == name.words:
        return heard
    return (
        name.written[0].upper() + name.written[1:] if heard[0].isupper() else name.written[0].lower() + name.written[1:]
    )


def _may_be(name: _Name, text: str, inside: Sequence[_Word], *, called: bool) -> bool:
    """May these words be that name, by their capitals, the sort of way, and no sign that parts them?"""
    if re.search(r"[.,;:!?…«»()]", text[inside[0].start : inside[-1].end]):
        return False
    if name.kind in {"formula", "word"}:
        return inside[0].text[0].islower() or inside[0].opens
    if any(word.folded in CIVILITIES for word in inside):
        return False
    if name.words[0] in WAYS or inside[0].folded in WAYS:
        return len(inside) > 1 and inside[0].folded == name.words[0]
    if called:
        return True
    small = {inside[0].folded, inside[-1].folded} & SMALL
    capital = any(word.text[0].isupper() and not word.opens for word in inside) or (
        len(inside) > 1 and inside[0].text[0].isupper() and inside[1].text[0].isupper()
    )
    return capital and not small - set(name.words)


def _near(heard: str, sound: str, *, least: float) -> bool:
    """May the two be alike, before they are compared letter by letter?"""
    longer, shorter = max(len(heard), len(sound)), min(len(heard), len(sound))
    if not shorter or shorter < least * longer:
        return False
    return least < ANY_BEGINNING or bool(set(heard[:2]) & set(sound[:2]))


def _name(text: str, kind: Kind) -> _Name:
    text = text.removeprefix("= ")
    return _Name(text, tuple(WORD.findall(fold(text))), spoken(text), kind)


def _words(text: str) -> list[_Word]:
    found = []
    for match in WORD.finditer(text):
        opens = not match.start() or bool(re.search(r"[.!?…:«]\s*$", text[: match.start()][-4:]))
        found.append(_Word(match[0], fold(match[0]), match.start(), match.end(), opens))
    return found
