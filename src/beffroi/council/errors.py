"""What cannot be done with what was given."""

from __future__ import annotations

from beffroi.territory.errors import BadInput


class MinutesWithoutDecisions(BadInput):
    """No item and no vote is found: are these the minutes of a council?"""


class ActUnreadable(BadInput):
    """The act cannot be read."""
