"""A session of a council: notice, presence, proxies, quorum, votes, appointments, as pure rules."""

from __future__ import annotations

from beffroi.council.session.appointing import Round, absolute_majority, appointed
from beffroi.council.session.calling import Call, clear_days, notice_given
from beffroi.council.session.presence import Attendance, Movement, Proxy
from beffroi.council.session.quorum import Quorum, quorum_needed, quorum_of
from beffroi.council.session.voting import Ballot, Result, Vote, secret_ballot_due, vote_result

__all__ = [
    "Attendance",
    "Ballot",
    "Call",
    "Movement",
    "Proxy",
    "Quorum",
    "Result",
    "Round",
    "Vote",
    "absolute_majority",
    "appointed",
    "clear_days",
    "notice_given",
    "quorum_needed",
    "quorum_of",
    "secret_ballot_due",
    "vote_result",
]
