"""A transcription: sentences with times and speakers; its file, and what is kept while it is being made."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from beffroi.council.errors import TranscriptUnreadable


@dataclass(frozen=True)
class Segment:
    """What one person says in a row. start, end: [s]; speaker, item: None where nothing tells; closed: no text then."""

    start: float
    end: float
    text: str
    speaker: str | None = None
    closed: bool = False
    item: str | None = None
    confidence: float = 0.0


@dataclass(frozen=True)
class Corrected:
    """A name put right. at: [s]."""

    at: float
    heard: str
    written: str


@dataclass(frozen=True)
class Transcript:
    """Segments in order of time; seconds: length of the recording; model: what recognised it."""

    segments: tuple[Segment, ...]
    seconds: float
    model: str = ""
    corrections: tuple[Corrected, ...] = ()
    remarks: tuple[str, ...] = ()


def write_transcript(made: Transcript, path: Path) -> None:
    """Write a transcription as JSON."""
    told = asdict(made) | {"closed": [[one.start, one.end] for one in made.segments if one.closed]}
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def read_transcript(path: Path) -> Transcript:
    """Read what ``write_transcript`` wrote, or any JSON of that shape. Raises TranscriptUnreadable."""
    try:
        told = json.loads(path.read_text(encoding="utf-8-sig"))
        segments = tuple(_segment(one) for one in told["segments"])
        seconds = float(told.get("seconds") or max((segment.end for segment in segments), default=0.0))
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise TranscriptUnreadable(
            f"{path.name} n'est pas une transcription : donnez le JSON de « beffroi council transcribe », ou un texte."
        ) from error
    in_order = sorted(segments, key=lambda one: one.start)
    return Transcript(tuple(joined_closed(in_order)), seconds, str(told.get("model", "")))


def joined_closed(segments: Sequence[Segment]) -> Iterator[Segment]:
    """Yield segments, a closed session in one piece from its announcement to its end."""
    shut: Segment | None = None
    for segment in segments:
        if segment.closed:
            shut = replace(shut, end=segment.end) if shut else segment
            continue
        if shut:
            yield shut
            shut = None
        yield segment
    if shut:
        yield shut


def _segment(told: Mapping[str, Any]) -> Segment:
    """Return a segment; one that is closed loses its text, whoever wrote it."""
    closed = bool(told.get("closed", False))
    speaker, item = told.get("speaker"), told.get("item")
    return Segment(
        float(told["start"]),
        float(told["end"]),
        "" if closed else str(told["text"]),
        str(speaker) if speaker and not closed else None,
        closed,
        str(item) if item else None,
        float(told.get("confidence") or 0.0),
    )
