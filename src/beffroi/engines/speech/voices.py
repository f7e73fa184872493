"""What a voice is asked, whichever back end runs it."""

from __future__ import annotations

from typing import Protocol

from beffroi.engines.speech.sounds import Sound


class Voice(Protocol):
    """Reads a text aloud. Its calls may come from several threads.

    name: stands in the keys of cached sounds, so that no voice is taken for another.
    """

    @property
    def name(self) -> str:
        """Return the name of the voice."""
        ...

    def say(self, text: str, *, speed: float = 1.0) -> Sound:
        """Return the text said, at any rate of samples; speed: 0.8 is slower. Raises SpeechError."""
        ...
