"""What keeps the telephone from knowing its town or from being measured."""

from beffroi.territory.errors import BadInput


class TownUnreadable(BadInput):
    """A file of the town's folder cannot be used."""


class UtterancesUnreadable(BadInput):
    """A line of a file of utterances cannot be used."""


class RulesUnreadable(BadInput):
    """A file of rules of understanding cannot be used."""


class CallsUnreadable(BadInput):
    """A file of calls cannot be used."""


class GatewayFailed(BadInput):
    """A message or an SMS was not accepted by the server that should send it."""


class GatewayUnreadable(BadInput):
    """A gateway of messages or SMS is asked for, and what is told of it cannot be used."""


class StaffingInvalid(BadInput):
    """Calls, times or agents of a queue make no sense."""
