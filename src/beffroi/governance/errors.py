"""What stops a command of the frame; each class's sentence is shown as it is."""

from beffroi.territory.errors import BadInput


class InventoryUnreadable(BadInput):
    """The inventory of systems cannot be read."""


class CommitmentUnknown(BadInput):
    """The charter names a commitment that does not exist."""


class CharterUnreadable(BadInput):
    """The file of the chosen charter cannot be read."""


class PeriodUnreadable(BadInput):
    """The period ends before it begins."""


class AnswersUnreadable(BadInput):
    """The answers to the six questions cannot be read."""


class AuthorityNotChosen(BadInput):
    """Several authorities are there and one text is asked for."""
