"""Text to the pieces of multilingual-e5-small: a SentencePiece unigram model, cut word by word.

No piece crosses a word (the mark ``▁`` stands only at its start), so that each word is cut once and remembered.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from beffroi.engines.search.e5_weights import Vocabulary

START = "▁"
UNKNOWN_PENALTY = 10.0
REMEMBERED = 200_000


class Tokeniser:
    """Cuts text into the numbers of pieces; remembers the words that it has cut."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary
        self.numbers = {piece: number for number, piece in enumerate(vocabulary.pieces) if piece}
        self.numbers.pop(vocabulary.pieces[vocabulary.unknown], None)
        self.longest = max(map(len, self.numbers))
        self.scores = vocabulary.scores.tolist()
        self.unknown_score = min(self.scores) - UNKNOWN_PENALTY
        self._cut: dict[str, tuple[int, ...]] = {}

    def tokens(self, text: str, *, longest: int) -> list[int]:
        """Return at most ``longest`` numbers of pieces, marks of beginning and end included."""
        content: list[int] = []
        for word in self._words(text):
            content += self._word(word)
            if len(content) >= longest - 2:
                break
        return [self.vocabulary.begin, *content[: longest - 2], self.vocabulary.end]

    def _words(self, text: str) -> Iterable[str]:
        folded = re.sub(" {2,}", " ", text.translate(self.vocabulary.folded))
        marked = (folded if folded.startswith(" ") else f" {folded}").replace(" ", START)
        return re.findall(f"{START}[^{START}]*", marked)

    def _word(self, word: str) -> tuple[int, ...]:
        known = self._cut.get(word)
        if known is None:
            known = tuple(self._viterbi(word))
            if len(self._cut) < REMEMBERED:
                self._cut[word] = known
        return known

    def _viterbi(self, word: str) -> list[int]:
        size = len(word)
        best: list[tuple[float, int, int]] = [(0.0, 0, 0), *[(float("-inf"), 0, 0)] * size]
        for start in range(size):
            score = best[start][0]
            for stop in range(start + 1, min(size, start + self.longest) + 1):
                number = self.numbers.get(word[start:stop])
                if number is not None and score + self.scores[number] > best[stop][0]:
                    best[stop] = (score + self.scores[number], number, start)
            if score + self.unknown_score > best[start + 1][0]:
                best[start + 1] = (score + self.unknown_score, self.vocabulary.unknown, start)
        return _walk_back(best)


def _walk_back(best: list[tuple[float, int, int]]) -> list[int]:
    found, place = [], len(best) - 1
    while place:
        _, number, place = best[place]
        found.append(number)
    return found[::-1]
