"""Minutes of a session, read: which items, which votes, in order, each with its passage."""

from __future__ import annotations

from beffroi.council.minutes.decisions import Decision, read_decisions
from beffroi.council.minutes.votes import Outcome, Tally

__all__ = ["Decision", "Outcome", "Tally", "read_decisions"]
