"""What keeps a store from being used."""

from beffroi.territory.errors import BadInput


class StoreMissing(BadInput):
    """There is no store at that place."""


class StoreUnknown(BadInput):
    """The address of the store names no known back end."""


class StoreUnreadable(BadInput):
    """What stands at that place is no store of this version."""


class StoreOfAnother(BadInput):
    """The store belongs to another tenant."""
