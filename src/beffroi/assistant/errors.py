"""What keeps the assistant from reading its sources or its questions."""

from beffroi.territory.errors import BadInput


class SourceMissing(BadInput):
    """The source to index does not exist or holds nothing that is read."""


class SheetUnreadable(BadInput):
    """A line of a file of sheets cannot be used."""


class QuestionUnreadable(BadInput):
    """A line of a file of questions cannot be used."""


class AddressRefused(BadInput):
    """An address that may not be asked."""


class PageUnread(BadInput):
    """A page that could not be fetched this time; status: what its server answered, 0 where it did not."""

    status = 0


class MailboxUnread(BadInput):
    """A mailbox that could not be read this time."""
