"""Votes, movements and requests as they are said, each with its sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from beffroi.council.minutes import Outcome
from beffroi.council.proceedings.ballots import Ballot
from beffroi.council.proceedings.record import Passage
from beffroi.council.proceedings.words import number_of, pattern, spoken
from beffroi.council.transcribing.people import People, plain

FIELDS = {"pour": "in_favour", "contre": "against", "abst": "abstain", "nul": "null", "blan": "null"}
SENSES = ("in_favour", "against", "abstaining")


def spoken_ballots(passages: Sequence[Passage], *, people: People) -> list[Ballot]:
    """Return the votes of an item, in order: each from its call, or from what came of it alone."""
    found, rank, window = [], 0, int(spoken("window"))
    while rank < len(passages):
        last = _ends(passages, rank, window)
        if last is not None:
            found.append(_ballot(passages[rank : last + 1], first=rank, people=people))
            rank = last
        rank += 1
    return found


def _ends(passages: Sequence[Passage], first: int, window: int) -> int | None:
    """Return where a vote that begins here ends, None where none begins."""
    said = plain(passages[first].text)
    if spoken_outcome(said):
        return None if pattern("elsewhere").search(said) else first
    if not pattern("call").search(said):
        return None
    for rank in range(first, min(len(passages), first + window)):
        if spoken_outcome(plain(passages[rank].text)):
            return rank
    counted = [r for r in range(first, min(len(passages), first + window)) if spoken_counts(plain(passages[r].text))]
    return counted[-1] if counted else None


def spoken_outcome(said: str) -> Outcome | None:
    """Return what a folded sentence says came of a vote."""
    kinds: tuple[Outcome, ...] = ("rejected", "withdrawn", "elected", "noted", "adopted")
    return next((kind for kind in kinds if pattern("outcome", kind).search(said)), None)


def spoken_counts(said: str) -> dict[str, int]:
    """Return the counts of a folded sentence: « quatorze voix pour, 3 contre, aucune abstention »."""
    counts: dict[str, int] = {}
    for found in pattern("none").finditer(said):
        counts[_field(found["kind"])] = 0
    for key in ("count_before", "count_after"):
        for found in pattern(key).finditer(said):
            counts.setdefault(_field(found["kind"]), number_of(found["number"]))
    return counts


def _field(kind: str) -> str:
    return next(field for word, field in FIELDS.items() if kind.startswith(word))


def _ballot(passages: Sequence[Passage], *, first: int, people: People) -> Ballot:
    counts: dict[str, int] = {}
    for passage in passages:
        counts |= spoken_counts(plain(passage.text))
    words = " ".join(passage.text for passage in passages)
    names = spoken_names([plain(passage.text) for passage in passages], people=people)
    for sense in ("against", "abstain"):
        if sense in names:
            counts.setdefault(sense, len(names[sense]))
    outcome = spoken_outcome(plain(passages[-1].text))
    if outcome is None and "in_favour" in counts:
        outcome = "adopted" if counts["in_favour"] > counts.get("against", 0) else "rejected"
    unanimous = "unanimite" in plain(words)
    return Ballot(
        **counts,
        outcome=outcome,
        secret=bool(pattern("secret").search(plain(words))),
        unanimous=unanimous,
        names=names,
        quote=words,
        first=first,
        last=first + len(passages) - 1,
        start=passages[0].start,
        line=passages[0].line,
    )


def spoken_names(sentences: Sequence[str], *, people: People) -> dict[str, tuple[str, ...]]:
    """Return who votes how: the names after « contre », after « s'abstient », in the same sentence or the next."""
    sense, names = "", dict[str, tuple[str, ...]]()
    for said in sentences:
        if spoken_outcome(said) and not spoken_counts(said):
            break
        cuts = sorted((found.start(), kind) for kind in SENSES for found in _sense(kind).finditer(said))
        for start, end, kind in _parts(cuts, said, before=sense):
            if named := people.all_in(said[start:end]):
                if not kind:
                    continue
                field = kind.replace("abstaining", "abstain")
                names[field] = tuple(dict.fromkeys([*names.get(field, ()), *named]))
        sense = cuts[-1][1] if cuts else sense
    return names


def _sense(kind: str) -> re.Pattern[str]:
    return pattern({"in_favour": "in_favour", "against": "against", "abstaining": "abstaining"}[kind])


def _parts(cuts: Sequence[tuple[int, str]], said: str, *, before: str) -> Iterator[tuple[int, int, str]]:
    """Yield the parts of a sentence with the sense they fall under; « M. X vote contre » names before its sense."""
    if len(cuts) == 1 and not (before and re.search(r"[,;:?!.]", said[: cuts[0][0]])):
        yield 0, len(said), cuts[0][1]
        return
    starts = [(0, before), *cuts]
    ends = [*(start for start, _ in cuts), len(said)]
    for (start, kind), end in zip(starts, ends, strict=True):
        yield start, end, kind


@dataclass(frozen=True)
class Moved:
    """Somebody who comes or goes, as it is said."""

    member: str
    kind: Literal["arrives", "leaves"]
    passage: Passage


def spoken_movements(passages: Sequence[Passage], *, people: People) -> tuple[Moved, ...]:
    """Return the arrivals and departures that are said."""
    kinds: tuple[Literal["arrives", "leaves"], ...] = ("arrives", "leaves")
    compiled: Mapping[str, list[re.Pattern[str]]] = {
        kind: [re.compile(text.replace("NAME", people.pattern)) for text in spoken("movements", kind)] for kind in kinds
    }
    found = []
    for passage in passages:
        said = plain(passage.text)
        for kind in kinds:
            match = next((hit for one in compiled[kind] if (hit := one.search(said)) and hit["member"]), None)
            if match:
                found.append(Moved(people.named(match), kind, passage))
    return tuple(found)


def ballots_asked(passages: Sequence[Passage]) -> tuple[Passage, ...]:
    """Return the passages that ask for a particular ballot."""
    return tuple(passage for passage in passages if pattern("ballot", "asked").search(plain(passage.text)))
