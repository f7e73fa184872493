"""A finished act in any format, to what an agent would note of it."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass

from beffroi.council.acts.identity import act_number, actes_key, session_date, stamps
from beffroi.council.acts.object import act_object
from beffroi.council.acts.vote import act_vote
from beffroi.council.minutes.votes import Tally
from beffroi.engines.documents import Block, Document

HEAD = 40  # blocks where an act says what it is
TAIL = 14  # blocks where it says who voted what
_CODE = re.compile(
    r"(?:matière|nomenclature|classification|code (?:matière|actes))\D{0,40}?(?P<code>[1-9](?:[.-]\d{1,2}){1,3})",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Act:
    """What an act says of itself; None where it does not say. number: as written; vote: counts and outcome."""

    number: str | None
    date: dt.date | None
    actes_id: str | None
    sent: dt.date | None
    received: dt.date | None
    object: str | None
    vote: Tally
    subject_code: str | None


def read_act(document: Document) -> Act:
    """Read an act. The vote is sought at its end first, then in the whole of it."""
    blocks = [block for page in document.pages for block in page.blocks if not block.hidden]
    text = "\n".join(block.text for block in blocks)
    head = "\n".join(block.text for block in blocks[:HEAD])
    days, key = stamps(head) | stamps(_tail(blocks)), actes_key(text)
    code = _CODE.search(text)
    return Act(
        number=act_number(head.split("\n")),
        date=_day(key) or session_date(head),
        actes_id=key,
        sent=days.get("sent"),
        received=days.get("received"),
        object=act_object(blocks),
        vote=_vote(blocks, text),
        subject_code=code["code"].replace("-", ".") if code else None,
    )


def _tail(blocks: Sequence[Block]) -> str:
    return "\n".join(block.text for block in blocks[-TAIL:])


def _day(key: str | None) -> dt.date | None:
    """Return the day of the act that stands in its @CTES key."""
    if not key:
        return None
    try:
        return dt.datetime.strptime(key.split("-")[2], "%Y%m%d").date()  # noqa: DTZ007  # a day has no zone
    except ValueError:
        return None


def _vote(blocks: Sequence[Block], text: str) -> Tally:
    near = act_vote(_tail(blocks))
    return near if near.counted or near.outcome else act_vote(text)
