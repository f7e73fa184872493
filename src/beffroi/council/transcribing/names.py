"""Names of the vocabulary put back where the recogniser wrote what sounds alike."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from beffroi.council.sheets import family_name
from beffroi.council.transcribing.settings import Naming, marks, naming
from beffroi.council.transcribing.vocabulary import Vocabulary
from beffroi.engines.search.words import fold
from beffroi.engines.speech.pronunciation import alike, spoken

WORD = re.compile(r"[^\W_]+")
CIVILITIES, WAYS, SMALL = (frozenset(marks()["words"][kind]) for kind in ("civilities", "ways", "small"))


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
    family: bool  # looked for after a civility only, or where a capital stands inside a sentence


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
        self._names = [_name(text, family=False) for text in whole if " " in text or text not in vocabulary.members]
        self._names += [_name(family_name(member), family=True) for member in vocabulary.members]
        self._told = naming()

    def corrected(self, text: str) -> tuple[str, tuple[Correction, ...]]:
        """Return the text with its names as the vocabulary writes them, and what was changed."""
        words = _words(text)
        found = sorted(self._matches(text, words), key=lambda match: (-match.worth, match.first - match.last))
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
            if text[start:end] != match.name.written:
                corrections.append(Correction(text[start:end], match.name.written))
                text = text[:start] + match.name.written + text[end:]
        return text, tuple(reversed(corrections))

    def _matches(self, text: str, words: Sequence[_Word]) -> Iterator[_Match]:
        for first in range(len(words)):
            for name in self._names:
                for size in range(max(1, len(name.words) - 1), len(name.words) + 2):
                    if first + size <= len(words) and (worth := self._worth(name, text, words, first, size)):
                        yield _Match(name, first, first + size - 1, worth)

    def _worth(self, name: _Name, text: str, words: Sequence[_Word], first: int, size: int) -> float:
        """Return how sure a name stands there, 0 where it does not; the same letters win over everything."""
        inside = words[first : first + size]
        called = first > 0 and words[first - 1].folded in CIVILITIES
        if tuple(word.folded for word in inside) == name.words:
            return 2.0 if not name.family or called or all(word.text[0].isupper() for word in inside) else 0.0
        if len(name.sound) < self._told.shortest or not _may_be(name, text, inside, called=called):
            return 0.0
        heard = spoken(" ".join(word.folded for word in inside))
        if not heard or not _near(heard, name.sound, told=self._told):
            return 0.0
        worth = alike(heard, name.sound)
        return worth if worth >= (self._told.alike_alone if called else self._told.alike) else 0.0


def _may_be(name: _Name, text: str, inside: Sequence[_Word], *, called: bool) -> bool:
    """May these words be that name, by their capitals, the sort of way, and no sign that parts them?"""
    if re.search(r"[.,;:!?…«»()]", text[inside[0].start : inside[-1].end]):
        return False
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


def _near(heard: str, sound: str, *, told: Naming) -> bool:
    """May the two be alike, before they are compared letter by letter?"""
    longer, shorter = max(len(heard), len(sound)), min(len(heard), len(sound))
    return shorter >= told.alike_alone * longer and bool(set(heard[:2]) & set(sound[:2]))


def _name(text: str, *, family: bool) -> _Name:
    words = tuple(WORD.findall(fold(text)))
    return _Name(text, words, spoken(text), family)


def _words(text: str) -> list[_Word]:
    found = []
    for match in WORD.finditer(text):
        opens = not match.start() or bool(re.search(r"[.!?…:«]\s*$", text[: match.start()][-4:]))
        found.append(_Word(match[0], fold(match[0]), match.start(), match.end(), opens))
    return found
