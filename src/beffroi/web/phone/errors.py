"""What a person can mend, in French."""

from beffroi.territory.errors import BadInput


class NothingToUnderstand(BadInput):
    """The town has too few topics for the telephone to tell one from another."""


class NothingToGroup(BadInput):
    """No request is without an answer."""


class NothingToRehearse(BadInput):
    """No past request was sent."""


class PastUnreadable(BadInput):
    """A file of past requests cannot be read."""


class TopicKept(BadInput):
    """An answer cannot be approved as it stands."""


class MessageEnded(BadInput):
    """A message that was dealt with stays as it is."""
