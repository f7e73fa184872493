"""What cannot be done with what was given."""

from __future__ import annotations

from beffroi.territory.errors import BadInput


class MinutesWithoutDecisions(BadInput):
    """No item and no vote is found: are these the minutes of a council?"""


class ActUnreadable(BadInput):
    """The act cannot be read."""


class SubjectUnknown(BadInput):
    """The code is not in the nomenclature, or the title says nothing."""


class RequestUnreadable(BadInput):
    """The request for a draft cannot be read."""


class TransmissionImpossible(BadInput):
    """What the envelope or the export needs is missing or wrong."""


class LegalBaseUnreadable(BadInput):
    """The tenant's legal base cannot be read."""


class SetUnreadable(BadInput):
    """A set of acts and planted errors cannot be read."""


class SessionImpossible(BadInput):
    """What is said of a session cannot be: more present than in office, a proxy from nobody."""


class FolderMissing(BadInput):
    """The folder to be measured is missing."""


class RecordingRefused(BadInput):
    """The recording cannot be read."""


class SpeechMissing(BadInput):
    """Nobody speaks in the recording."""


class TranscriptUnreadable(BadInput):
    """The transcription is no file that « council transcribe » wrote."""
