"""The minutes as records for programs."""

from __future__ import annotations

from typing import Any

from beffroi.council.proceedings.ballots import Ballot
from beffroi.council.proceedings.building import ItemTold, Proceedings
from beffroi.council.proceedings.presence import Room
from beffroi.council.proceedings.record import Passage
from beffroi.council.proceedings.voting import in_favour


def told(made: Proceedings) -> dict[str, Any]:
    """Return the minutes as JSON holds them; instants in seconds, lines from 1, null where nothing tells."""
    sheet, room = made.sheet, made.opening
    return {
        "town": sheet.town,
        "date": sheet.day.isoformat() if sheet.day else None,
        "opening": sheet.opening.isoformat("minutes") if sheet.opening else None,
        "closing": sheet.closing.isoformat("minutes") if sheet.closing else None,
        "president": sheet.chair or None,
        "secretaries": list(sheet.secretaries),
        "present": list(room.present) if room else None,
        "proxies": [{"from": proxy.giver, "to": proxy.holder} for proxy in sheet.proxies],
        "absent": absent(made),
        "quorum": _quorum(room),
        "movements": [*({"member": m.member, "kind": m.kind, "at": f"{m.at:%H:%M}"} for m in sheet.movements)],
        "movements_heard": [{"member": one.member, "kind": one.kind, **_place(one.passage)} for one in made.moved],
        "agenda": [{"item": one.item.number or None, "title": one.item.title} for one in made.items],
        "decisions": [_decision(one, ballot) for one in made.items for ballot in one.ballots],
        "debates": [
            {"item": one.item.number or None, "speaker": passage.speaker, "text": passage.text, **_place(passage)}
            for one in made.items
            for passage in one.debate
        ],
        "requests": [*sheet.requests, *(passage.text for passage in made.asked)],
        "closed": [[one.start, one.end] for one in made.record.passages if one.closed],
        "flags": list(made.flags),
    }


def absent(made: Proceedings) -> list[str]:
    """Return the members neither present nor represented at the opening."""
    if made.opening is None:
        return []
    return [name for name in made.sheet.members if name not in made.opening.voters]


def _decision(one: ItemTold, ballot: Ballot) -> dict[str, Any]:
    quorum = _quorum(one.room)
    return {
        "item": one.item.number or None,
        "title": one.item.title,
        "reporter": one.item.reporter or None,
        "for": ballot.in_favour,
        "against": ballot.against,
        "abstain": ballot.abstain,
        "null": ballot.null,
        "outcome": ballot.outcome,
        "secret": ballot.secret,
        "names": {
            "for": list(in_favour(ballot, one.room)),
            "against": list(ballot.named("against")),
            "abstain": list(ballot.named("abstain")),
        },
        "quorum": quorum,
        "quote": ballot.quote,
        "start": ballot.start,
        "line": ballot.line,
    }


def _quorum(room: Room | None) -> dict[str, Any] | None:
    quorum = room.quorum if room else None
    return {"needed": quorum.needed, "present": quorum.present, "met": quorum.met} if quorum else None


def _place(passage: Passage) -> dict[str, Any]:
    return {"start": passage.start, "line": passage.line}
