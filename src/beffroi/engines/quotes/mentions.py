"""What a sentence states that can be right or wrong: numbers, dates, amounts, times, addresses, names."""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass
from typing import Literal

Kind = Literal[
    "number", "ordinal", "amount", "percent", "date", "time", "phone", "postcode", "url", "email", "code", "name"
]
# One sign for one sign, so that places in the text stay the same.
ONE_FOR_ONE = str.maketrans(
    {
        **dict.fromkeys("\u00a0\u202f\u2009\t\n\r", " "),
        **dict.fromkeys("’‘ʼ", "'"),
        **dict.fromkeys("\u2010\u2011‒–—−", "-"),
    }
)


@dataclass(frozen=True)
class Mention:
    """One thing stated: the words, where they stand, what they mean.

    value: compared as it is. unit: of a number, in one spelling. label: the word that a number belongs to ("article").
    nouns: the words that follow a number. table: it stands in a table's row.
    """

    kind: Kind
    text: str
    start: int
    end: int
    value: Hashable
    unit: str = ""
    label: str = ""
    nouns: frozenset[str] = frozenset()
    table: bool = False


Rule = Callable[[re.Match[str]], Iterator[Mention]]


class Reader:
    """Takes one kind of mention after the other out of a text; what was taken is not looked at again."""

    def __init__(self, text: str) -> None:
        self.text = text.translate(ONE_FOR_ONE)
        self.left = self.text
        self.found: list[Mention] = []

    def take(self, pattern: re.Pattern[str], rule: Rule) -> None:
        """Find a pattern and take what the rule makes of it; a rule that makes nothing leaves the words."""
        for match in pattern.finditer(self.left):
            made = list(rule(match))
            self.found += made
            if made:
                start, end = match.span()
                # a sign that no pattern knows keeps the places
                self.left = self.left[:start] + "\x00" * (end - start) + self.left[end:]
