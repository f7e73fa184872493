"""What was said in a session, in order, each sentence with its place: an instant of the sound or a line of the text."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from beffroi.council.minutes import Decision, read_decisions
from beffroi.council.minutes.items import headings
from beffroi.council.minutes.lines import cut_lines
from beffroi.council.minutes.votes import tallies
from beffroi.council.proceedings.sheet import Sheet
from beffroi.council.sheets import Item
from beffroi.council.transcribing.floor import Speaking
from beffroi.council.transcribing.sentences import sentences_of
from beffroi.council.transcribing.transcript import Transcript
from beffroi.council.transcribing.vocabulary import Vocabulary

PARAGRAPH = re.compile(r"(?:[^\n]*\S[^\n]*\n?)+")
SPEAKER = re.compile(r"^(?P<name>[A-ZÉÈÀÂÊÎÔÇŒ][\w.'’()-]*(?: [\w.'’()-]+){0,5}) ?: (?=\S)")
CAPITALS = "[A-ZÉÈÀÂÊÎÔÇŒ][A-ZÉÈÀÂÊÎÔÇŒ'’-]+"
PERSON = re.compile(
    rf"^(?:M\.|Mme|Mlle|Monsieur|Madame|(?:Le |La )?(?:[Mm]aire|[Pp]résidente?)\b)|^\S+ .*(?<!\S){CAPITALS}$"
)
HANDED = re.compile(
    r"^(?:vote|votes?|pour|contre|abst\w*|présents?|absents?|rapporteur|objet|adopt\w*|étaient\b.*)\b", re.IGNORECASE
)


@dataclass(frozen=True)
class Passage:
    """One sentence. start: instant in the recording [s]; line: in the text, from 1; one of them is None.

    speaker, item: None where nothing tells; closed: a closed session, without words.
    """

    text: str
    speaker: str | None = None
    item: str | None = None
    start: float | None = None
    end: float | None = None
    line: int | None = None
    closed: bool = False

    @property
    def place(self) -> str:
        """Return where it stands, as people read it."""
        return clock(self.start) if self.start is not None else f"ligne {self.line}"


@dataclass(frozen=True)
class Record:
    """Passages in order; agenda: items found in a text; decisions: those a text tells, none of a recording."""

    passages: tuple[Passage, ...]
    kind: Literal["recording", "text", "nothing"]
    agenda: tuple[Item, ...] = ()
    decisions: tuple[Decision, ...] = ()
    lines: tuple[int, ...] = ()  # where each line of the text begins, in characters

    def of_item(self, key: str) -> tuple[Passage, ...]:
        """Return the passages of an item."""
        return tuple(passage for passage in self.passages if passage.item == key)

    def line_at(self, offset: int) -> int:
        """Return the line, from 1, of a place in the text."""
        return bisect_right(self.lines, offset)


NOTHING = Record((), "nothing")


def clock(seconds: float) -> str:
    """Return an instant as 1:02:05."""
    whole = int(seconds)
    return f"{whole // 3600}:{whole % 3600 // 60:02}:{whole % 60:02}"


def record_of_transcript(made: Transcript, *, sheet: Sheet) -> Record:
    """Return what a recording says; the sheet's agenda tells items and speakers where the transcription does not."""
    passages = tuple(
        Passage(segment.text, segment.speaker, segment.item, segment.start, segment.end, closed=segment.closed)
        for segment in made.segments
    )
    if not any(passage.item for passage in passages):
        passages = tuple(_followed(passages, sheet))
    return Record(passages, "recording")


def _followed(passages: Sequence[Passage], sheet: Sheet) -> Iterator[Passage]:
    speaking = Speaking(Vocabulary(sheet.members, sheet.chair, agenda=sheet.agenda))
    for passage in passages:
        if passage.closed:
            yield replace(passage, item=speaking.item.number if speaking.item else None)
            continue
        floor = speaking.hear(passage.text, at=passage.start or 0.0)
        yield replace(passage, speaker=passage.speaker or floor.speaker, item=floor.item)


def record_of_text(text: str) -> Record:
    """Return what verbatim minutes say: items by their headings, speakers by the names before a colon."""
    cut = cut_lines(text)
    votes = list(tallies(cut))
    found = headings(cut, votes=votes)
    counted = [(cut[vote.first].offset, cut[vote.last].end) for vote in votes]
    starts = [cut[heading.first].offset for heading in found]
    ends = [cut[heading.last].end for heading in found]
    lines = (0, *(match.end() for match in re.finditer("\n", text)))
    passages: list[Passage] = []
    speaker: str | None = None
    last_item: int | None = None
    for paragraph in PARAGRAPH.finditer(text):
        rank = bisect_right(starts, paragraph.start()) - 1
        if rank != last_item:
            speaker, last_item = None, rank
        if (rank >= 0 and paragraph.start() < ends[rank]) or _within(paragraph.start(), counted):
            continue
        words = " ".join(paragraph[0].split())
        if (named := SPEAKER.match(words)) and PERSON.search(named["name"]) and not HANDED.match(words):
            speaker, words = named["name"], words[named.end() :]
        number = found[rank].number or found[rank].title if rank >= 0 else None
        line = bisect_right(lines, paragraph.start())
        passages += [Passage(sentence, speaker, number, line=line) for sentence in sentences_of(words)]
    agenda = tuple(Item(heading.number, heading.title) for heading in found)
    return Record(tuple(passages), "text", agenda, read_decisions(text), lines)


def _within(place: int, parts: Sequence[tuple[int, int]]) -> bool:
    """Does a place in the text stand in one of these parts, in order?"""
    rank = bisect_right(parts, place, key=lambda part: part[0]) - 1
    return rank >= 0 and place < parts[rank][1]
