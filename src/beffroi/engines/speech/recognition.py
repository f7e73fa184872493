"""What a recogniser is asked and what it answers, whichever back end runs it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from beffroi.engines.speech.sounds import Sound


@dataclass(frozen=True, slots=True)
class Recognised:
    """The words of a sentence. confidence: between 0 and 1, as the model tells it; seconds: time of computing [s]."""

    text: str
    confidence: float
    seconds: float
    model: str


class Recogniser(Protocol):
    """Turns a sentence into words. Its calls may come from several threads."""

    def recognise(self, sound: Sound, *, vocabulary: Sequence[str] = ()) -> Recognised:
        """Return the words of one sentence; vocabulary: names that may be heard. Raises SpeechError."""
        ...
