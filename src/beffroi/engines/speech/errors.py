"""What goes wrong with speech; the docstring is the cause, the message says what to do."""

from __future__ import annotations

from beffroi.territory.errors import BadInput


class SpeechError(BadInput):
    """The recogniser or the voice did not do what was asked."""


class AddressUnreadable(SpeechError):
    """The address of a speech engine is not understood."""


class SoundUnreadable(SpeechError):
    """The sound is no WAV file that is understood."""


class LibraryMissing(SpeechError):
    """A library of the embedded engines is not installed, or does not load here."""


class ServerFailed(SpeechError):
    """The speech server refuses or does not answer."""
