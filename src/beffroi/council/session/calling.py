"""The notice of a session, in clear days (CGCT, L. 2121-11, L. 2121-12, L. 3121-19, L. 5211-1)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from beffroi.council.errors import SessionImpossible
from beffroi.council.law.tables import Body
from beffroi.council.law.thresholds import notice_rule


@dataclass(frozen=True)
class Call:
    """A notice: the day it was sent, of which session, with an agenda, with an explanatory note, in an emergency."""

    sent: date
    session: date
    agenda: tuple[str, ...] = ()
    note: bool = False
    emergency: bool = False


def clear_days(sent: date, session: date) -> int:
    """Count the days that stand between the notice and the session, neither included; holidays and Sundays count.

    Raises SessionImpossible where the notice follows the session.
    """
    if sent > session:
        raise SessionImpossible(f"Convocation du {sent:%d/%m/%Y} pour une séance du {session:%d/%m/%Y} : corrigez l'une.")
    return max((session - sent).days - 1, 0)


def notice_given(call: Call, *, body: Body, residents: int | None) -> bool:
    """Tell whether the notice is long enough, and comes with its note where one is due."""
    rule = notice_rule(body, residents=residents, on=call.session)
    needed = rule.emergency if call.emergency else rule.clear_days
    return clear_days(call.sent, call.session) >= needed and (call.note or not rule.note)
