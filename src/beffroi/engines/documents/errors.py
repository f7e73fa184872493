"""Why a document is not read."""

from beffroi.territory.errors import BadInput


class DocumentRefused(BadInput):
    """The file cannot be read as it is; the message is one French sentence that says what to do."""


class ReadingFailed(Exception):
    """Where a library failed, for engineers: the cause of a DocumentRefused, without words of the file."""
