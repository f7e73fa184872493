"""What keeps a dialogue from being held."""

from beffroi.territory.errors import BadInput


class FirstSentenceUnlawful(BadInput):
    """The first sentence does not say that the agent is automatic, or how to reach a person (AI Act, article 50)."""


class NotBegun(BadInput):
    """Nothing may happen in a call before its first sentence."""
