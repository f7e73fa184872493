"""What goes wrong with the telephone; the docstring is the cause, the message says what to do."""

from __future__ import annotations

from beffroi.territory.errors import BadInput


class TelephonyError(BadInput):
    """The telephone does not start."""


class AddressUnreadable(TelephonyError):
    """The address of a telephone driver is not understood."""


class PortTaken(TelephonyError):
    """Something else listens at that address."""
