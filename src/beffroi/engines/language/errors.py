"""What may go wrong with a text model: each message is one French sentence that says what to do."""

from beffroi.territory.errors import BadInput


class LanguageError(BadInput):
    """The text model did not answer."""


class AddressUnreadable(LanguageError):
    """BEFFROI_LANGUAGE is no address of a text model."""


class ServerUnreachable(LanguageError):
    """Nothing answers at the address."""


class KeyRefused(LanguageError):
    """The server does not accept the key."""


class ModelUnknown(LanguageError):
    """The server does not have that model."""


class ServerBusy(LanguageError):
    """The server went on refusing for want of room."""


class RequestRefused(LanguageError):
    """The server finds the request wrong: too long, as a rule."""


class AnswerCut(LanguageError):
    """The connection broke, or time ran out, while the answer came."""


class AnswerUnreadable(LanguageError):
    """The answer is not what the protocol or the schema asks."""


class EmbeddedFailed(LanguageError):
    """The embedded model does not start."""
