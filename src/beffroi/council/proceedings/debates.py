"""The substance of the debates: sentences taken word for word, never made up, in order, each with its place."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from math import log

from beffroi.council.proceedings.record import Passage
from beffroi.council.proceedings.words import pattern, spoken
from beffroi.council.transcribing.people import plain
from beffroi.engines.search.words import plain_words, stems

TITLE, TELLING = 1.5, 1.4  # how much more a word of the title, or a sentence that takes a side, weighs


class Debates:
    """Chooses the sentences of each item; words that the whole session says weigh less."""

    def __init__(self, passages: Sequence[Passage]) -> None:
        heard = [set(stems(passage.text)) for passage in passages]
        self._said, self._in = len(heard), Counter(stem for one in heard for stem in one)

    def of_item(self, passages: Sequence[Passage], *, title: str, apart: frozenset[int]) -> tuple[Passage, ...]:
        """Return the telling sentences of an item; apart: ranks that the vote already quotes."""
        told: Mapping[str, float] = spoken("debate")
        able = [rank for rank, one in enumerate(passages) if rank not in apart and _says(one)]
        worth = {rank: self._worth(passages[rank], frozenset(stems(title))) for rank in able}
        wanted = min(int(told["most"]), max(int(told["fewest"]), round(told["share"] * len(able))))
        first = _best_of_each(passages, worth)
        order = [*first, *sorted((rank for rank in worth if rank not in first), key=lambda rank: -worth[rank])]
        return tuple(passages[rank] for rank in sorted(order[:wanted]))

    def _worth(self, passage: Passage, title: frozenset[str]) -> float:
        found = set(stems(passage.text))
        weights = [log((self._said + 1) / self._in[stem]) * (TITLE if stem in title else 1.0) for stem in found]
        telling = TELLING if pattern("debate", "telling").search(plain(passage.text)) else 1.0
        return telling * sum(weights) / (len(found) + 8.0)


def _says(passage: Passage) -> bool:
    """Does a passage say something: words enough, and no mere formality?"""
    if passage.closed or len(plain_words(passage.text)) < int(spoken("debate", "words")):
        return False
    said = plain(passage.text)
    return not pattern("debate", "empty").match(said) and not pattern("call").search(said)


def _best_of_each(passages: Sequence[Passage], worth: Mapping[int, float]) -> list[int]:
    """Return the best sentence of each speaker, the best first."""
    best: dict[str | None, int] = {}
    for rank in worth:
        speaker = passages[rank].speaker
        if speaker not in best or worth[rank] > worth[best[speaker]]:
            best[speaker] = rank
    return sorted(best.values(), key=lambda rank: -worth[rank])
