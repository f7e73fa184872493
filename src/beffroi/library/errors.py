"""What keeps the library from reading cards, feeds or tables."""

from beffroi.territory.errors import BadInput


class CardUnreadable(BadInput):
    """A card cannot be used."""


class ColumnMissing(BadInput):
    """A column that was asked for is not in the table."""


class TableUnreadable(BadInput):
    """The table holds no row, or is no table."""


class FeedUnreadable(BadInput):
    """A file is no feed, state, list of keys or list of data sets."""


class FeedRefused(BadInput):
    """A feed that is not taken: unknown key, false signature, old number, past its date."""


class KeyUnreadable(BadInput):
    """A file holds no Ed25519 private key."""


class QuestionsUnreadable(BadInput):
    """The questions, cards or truth of an evaluation cannot be used."""
