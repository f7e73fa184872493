"""The votes of an item: the sheet's, else those that are read; who voted in favour, where it can be known."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from beffroi.council.minutes import Decision
from beffroi.council.proceedings.ballots import Ballot
from beffroi.council.proceedings.presence import Room
from beffroi.council.proceedings.record import Passage, Record
from beffroi.council.proceedings.sheet import Sheet
from beffroi.council.proceedings.spoken import spoken_ballots, spoken_names
from beffroi.council.session import Vote, vote_result
from beffroi.council.transcribing.people import People, plain
from beffroi.territory.numbers import counted

COUNTS = (("pour", "in_favour"), ("contre", "against"), ("abstentions", "abstain"), ("nuls", "null"))


def read_ballots(record: Record, *, key: str, passages: Sequence[Passage], people: People) -> list[Ballot]:
    """Return the votes of an item that a text or a recording tells."""
    if record.kind == "text":
        found = [decision for decision in record.decisions if (decision.item or decision.title) == key]
        return [_of_decision(decision, record, people=people) for decision in found]
    return spoken_ballots(passages, people=people)


def _of_decision(decision: Decision, record: Record, *, people: People) -> Ballot:
    said = [plain(line) for line in decision.quote.splitlines() if line.strip()]
    return Ballot(
        decision.in_favour,
        decision.against,
        decision.abstain,
        decision.null,
        decision.outcome,
        decision.secret,
        "unanimite" in plain(decision.quote),
        spoken_names(said, people=people),
        " ".join(decision.quote.split()),
        line=record.line_at(decision.offset),
    )


def settled(sheet: Sheet, key: str, heard: Sequence[Ballot]) -> tuple[Ballot, ...]:
    """Return the votes of an item: the sheet's word wins over what was read, which keeps its passage."""
    told = sheet.ballots.get(key)
    if told is None:
        return tuple(heard)
    last = heard[-1] if heard else Ballot()
    kept = ("in_favour", "against", "abstain", "null", "outcome", "secret", "unanimous")
    counts: dict[str, Any] = {field: getattr(told, field) for field in kept}
    return (*heard[:-1], replace(last, **counts, names=told.names or last.names))


def differences(sheet: Sheet, key: str, heard: Sequence[Ballot]) -> Iterator[str]:
    """Yield where the sheet and what was read give two figures."""
    told = sheet.ballots.get(key)
    if told is None or not heard:
        return
    for word, field in COUNTS:
        written, read = getattr(told, field), getattr(heard[-1], field)
        if written is not None and read is not None and written != read:
            yield f"Point {key} : la feuille dit {written} {word}, le compte rendu {read}."


def in_favour(ballot: Ballot, room: Room | None) -> tuple[str, ...]:
    """Return who voted in favour: those who voted and are in no other list, where all counts agree with that."""
    if ballot.named("in_favour"):
        return ballot.named("in_favour")
    if room is None or ballot.secret or ballot.outcome not in {"adopted", "rejected"} or ballot.null:
        return ()
    others = {*ballot.named("against"), *ballot.named("abstain")}
    if not ballot.unanimous and ballot.in_favour is None:
        return ()
    if any((getattr(ballot, kind) or 0) != len(ballot.named(kind)) for kind in ("against", "abstain")):
        return ()
    found = tuple(name for name in room.voters if name not in others)
    return found if ballot.in_favour in {None, len(found)} else ()


def ballot_problems(ballot: Ballot, room: Room | None, *, key: str) -> Iterator[str]:
    """Yield what in a vote cannot be, or is missing."""
    if ballot.outcome is None:
        yield f"Point {key} : l'issue du vote n'est pas dite."
    if room and ballot.counted is not None and ballot.counted > len(room.voters):
        voters = counted(len(room.voters), "votant")
        yield f"Point {key} : {ballot.counted} voix comptées pour {voters} (présents et pouvoirs)."
    if _contradicts(ballot):
        yield f"Point {key} : l'issue du vote contredit les voix comptées."
    if not ballot.secret and ballot.outcome in {"adopted", "rejected"} and not in_favour(ballot, room):
        yield f"Point {key} : le nom des votants et le sens de leur vote ne sont pas tous connus (scrutin public)."


def _contradicts(ballot: Ballot) -> bool:
    if ballot.in_favour is None or ballot.outcome not in {"adopted", "rejected"}:
        return False
    against = ballot.against or 0
    return against != ballot.in_favour and vote_result(Vote(ballot.in_favour, against)) != ballot.outcome
