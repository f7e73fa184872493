"""The closed session (CGCT, L. 2121-18): from the sentence that announces it to its end, nothing is kept."""

from __future__ import annotations

import re

from beffroi.council.transcribing.people import plain
from beffroi.council.transcribing.settings import marks
from beffroi.engines.speech.pronunciation import alike, spoken


class ClosedSession:
    """Follows the sentences of a session in order; what is uncertain is shut."""

    def __init__(self) -> None:
        told = marks()["closed"]
        self._said, self._not_shut, self._shut = (re.compile(told[name]) for name in ("said", "not_shut", "shut"))
        self._ends = [re.compile(text) for text in told["ends"]]
        self._brief_end, self._alike = re.compile(told["brief_end"]), float(told["alike"])
        self.shut = False

    def hear(self, sentence: str) -> bool:
        """Tell whether a sentence is left out: the announcement and the end are."""
        said = plain(sentence)
        if self.shut:
            self.shut = not self._ending(said)
            return True
        self.shut = self._announced(said)
        return self.shut

    def _announced(self, said: str) -> bool:
        if not self._said.search(said) or self._ending(said):
            return False
        return bool(self._shut.search(said)) or not self._not_shut.search(said)

    def _ending(self, said: str) -> bool:
        if any(pattern.search(said) for pattern in self._ends):
            return True
        brief = self._brief_end.match(said) if self.shut else None
        return brief is not None and alike(spoken(brief["what"]), spoken("huis clos")) >= self._alike
