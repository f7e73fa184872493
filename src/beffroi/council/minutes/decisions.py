"""What a council decided, item by item, in order of its minutes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from beffroi.council.minutes.items import headings
from beffroi.council.minutes.layouts import Heading
from beffroi.council.minutes.lines import Line, cut_lines
from beffroi.council.minutes.secrecy import is_secret
from beffroi.council.minutes.spoken import spoken_tally
from beffroi.council.minutes.votes import Outcome, Tally, line_outcome, tallies


@dataclass(frozen=True)
class Decision:
    """One vote or one acknowledgement. Counts that the text does not give are None.

    item: its number as written, None for the agenda and the former minutes; quote: the very words of the vote;
    offset: where the quote begins in the text, in characters.
    """

    item: str | None
    title: str
    in_favour: int | None
    against: int | None
    abstain: int | None
    null: int | None
    outcome: Outcome
    secret: bool
    quote: str
    offset: int


def read_decisions(text: str) -> tuple[Decision, ...]:
    """Return the decisions that minutes tell, verbatim or summary, in order of the text."""
    lines = cut_lines(text)
    votes = list(tallies(lines))
    found = headings(lines, votes=votes)
    ends = [heading.first for heading in found[1:]] + [len(lines)][: len(found)]
    return tuple(
        decision
        for heading, end in zip(found, ends, strict=True)
        for decision in _of_item(text, lines, heading, end, votes=votes)
    )


def _of_item(text: str, lines: Sequence[Line], heading: Heading, end: int, *, votes: Sequence[Tally]) -> list[Decision]:
    if line_outcome(heading.title) == "withdrawn":
        withdrawn = Tally(outcome="withdrawn", first=heading.first, last=heading.last)
        return [_decision(text, lines, heading, withdrawn, secret=False)]
    inside = [vote for vote in votes if heading.first <= vote.first < end]
    body = lines[heading.first : end]
    kept = _kept(inside) or spoken_tally(lines, heading.last, end)
    words = " ".join(line.text for line in body)
    return [_decision(text, lines, heading, vote, secret=is_secret(words, vote)) for vote in kept]


def _kept(votes: Sequence[Tally]) -> list[Tally]:
    """Return the votes that count: those with figures, each with the outcome told beside it, else the last outcome."""
    counted = [vote for vote in votes if vote.counted]
    alone = [vote for vote in votes if not vote.counted and vote.outcome]
    if not counted:
        return alone[-1:]
    elected = next((vote for vote in alone if vote.outcome == "elected"), None)
    if elected and all(vote.outcome is None for vote in counted):
        counted = [replace(vote, outcome="elected") for vote in counted]
    return counted


def _decision(text: str, lines: Sequence[Line], heading: Heading, vote: Tally, *, secret: bool) -> Decision:
    offset = lines[vote.first].offset
    return Decision(
        heading.number or None,
        heading.title,
        vote.in_favour,
        vote.against,
        vote.abstain,
        vote.null,
        vote.outcome or _by_counts(vote),
        secret,
        text[offset : lines[vote.last].end].strip(),
        offset + len(text[offset:]) - len(text[offset:].lstrip()),
    )


def _by_counts(vote: Tally) -> Outcome:
    return "adopted" if (vote.in_favour or 0) > (vote.against or 0) else "rejected"


def heading_words(title: str) -> str:
    """Return a title with its spaces and dashes made alike, to be compared."""
    return re.sub(r"\s*[-–—]\s*", " - ", " ".join(title.split()))
