"""Who has the floor, and on which item, as what is said tells it; nobody where nothing does."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from beffroi.council.sheets import Item
from beffroi.council.transcribing.people import People, plain
from beffroi.council.transcribing.settings import longest_turn, marks
from beffroi.council.transcribing.vocabulary import Vocabulary
from beffroi.engines.quotes.numerals import WORDS, value
from beffroi.engines.search.words import stems

CHAIR = "Présidence"  # where the sheet does not name who presides
TITLE = 0.6  # share of a title's words that announces its item
FEWEST = 2  # words


@dataclass(frozen=True)
class Floor:
    """Who says a sentence (None where nothing tells), and on which item of the agenda."""

    speaker: str | None
    item: str | None


class Speaking:
    """Follows the sentences of a session in order."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._people, self._agenda = People(vocabulary.members), vocabulary.agenda
        self.chair = vocabulary.chair or CHAIR
        self._floor, self._reporter, self._of_chair = (self._compiled(kind) for kind in ("floor", "reporter", "chair"))
        self._items, self._next = self._compiled("item"), self._compiled("next_item")
        self._named = re.compile(rf"^{self._people.pattern} ?: ")
        self._titles = {item.number: frozenset(stems(item.title)) for item in vocabulary.agenda}
        self._speaker: str | None = None
        self._since, self._item = 0.0, -1
        self.recent: list[str] = []

    @property
    def item(self) -> Item | None:
        """Return the item under way."""
        return self._agenda[self._item] if self._item >= 0 else None

    def hear(self, sentence: str, *, at: float) -> Floor:
        """Return who says a sentence that begins at that instant [s], and remember whom it gives the floor to."""
        said = plain(sentence)
        self._follow_item(sentence, said)
        given = self._given(said)
        if found := self._named.match(said):
            self._speaker, self._since = self._people.named(found), at
        elif given or any(pattern.search(said) for pattern in self._of_chair):
            self._speaker, self._since = self.chair, at
        speaker = self._speaker if at - self._since <= longest_turn() else None
        if given:
            self._speaker, self._since = given, at
            self.recent = [given, *(name for name in self.recent if name != given)][:8]
        return Floor(speaker, self.item.number if self.item else None)

    def _given(self, said: str) -> str | None:
        """Return who gets the floor in a sentence, the last one named."""
        for pattern in self._floor:
            if found := list(pattern.finditer(said)):
                return self._people.named(found[-1])
        if any(pattern.search(said) for pattern in self._reporter):
            return self.item.reporter or None if self.item else None
        return None

    def _follow_item(self, sentence: str, said: str) -> None:
        numbers = {number for pattern in self._items for number in _numbers(pattern, said)}
        by_number = next((rank for rank, item in enumerate(self._agenda) if item.number in numbers), None)
        if by_number is not None and (by_number > self._item or len(numbers) == 1):
            self._item = by_number
        elif (by_title := self._titled(sentence)) is not None:
            self._item = by_title
        elif any(pattern.search(said) for pattern in self._next) and self._item + 1 < len(self._agenda):
            self._item += 1

    def _titled(self, sentence: str) -> int | None:
        """Return the item to come whose title a sentence says."""
        words = set(stems(sentence))
        for rank in range(self._item + 1, len(self._agenda)):
            title = self._titles[self._agenda[rank].number]
            if len(title) >= FEWEST and len(title & words) >= TITLE * len(title):
                return rank
        return None

    def _compiled(self, kind: str) -> Sequence[re.Pattern[str]]:
        patterns = (text.replace("NUMBER", rf"(?P<number>\d{{1,3}}|{WORDS})") for text in marks()[kind])
        return [re.compile(text.replace("NAME", self._people.pattern)) for text in patterns]


def _numbers(pattern: re.Pattern[str], said: str) -> set[str]:
    return {str(value(found["number"])) for found in pattern.finditer(said)}
