"""How names are pronounced: a word that the voice gets wrong is read under another spelling."""

from __future__ import annotations

import re
from collections.abc import Mapping


class Lexicon:
    """spoken: the spelling that is read, by the word as it is written (« Plaisir » : « plézir »)."""

    def __init__(self, spoken: Mapping[str, str]) -> None:
        self.spoken = {word.casefold(): reading for word, reading in spoken.items()}
        longest_first = sorted(self.spoken, key=len, reverse=True)
        words = "|".join(re.escape(word) for word in longest_first)
        self._words = re.compile(rf"(?<!\w)(?:{words})(?!\w)", re.IGNORECASE) if words else None

    def read(self, text: str) -> str:
        """Return the text as it is to be read."""
        if self._words is None:
            return text
        return self._words.sub(lambda found: self.spoken[found[0].casefold()], text)
