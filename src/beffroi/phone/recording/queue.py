"""A message as it waits in the queue of a service, and the one that a cut call leaves."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from beffroi.phone.records import Message, Report, Turn

CUT_SUBJECT = "Appel coupé par une panne"
SPEAKERS = {"caller": "Appelant", "agent": "Agent"}


@dataclass(frozen=True)
class Kept:
    """A message in the queue. call: key of its call; transcript: what was said until then; sound: name of its WAV."""

    call: str
    at: datetime
    message: Message
    transcript: tuple[Turn, ...] = ()
    sound: str = ""


def transcript_text(turns: tuple[Turn, ...]) -> str:
    """Write what was said, one line a turn."""
    return "\n".join(f"{SPEAKERS[turn.speaker]} : {turn.text}" for turn in turns)


def cut_message(*, caller: str, topics: tuple[str, ...], turns: tuple[Turn, ...]) -> Message:
    """Return the request to call back a caller whose call was cut by a crash, with what was understood."""
    heard = " / ".join(turn.text for turn in turns if turn.speaker == "caller")
    subject = f"{CUT_SUBJECT} ({topics[-1]})" if topics else CUT_SUBJECT
    return Message("", subject, heard, caller, call_back=True)


def without_words(report: Report) -> Report:
    """Return the report of a call as it is kept for the figures: nothing of what was said."""
    return Report(
        began=report.began,
        seconds=report.seconds,
        ending=report.ending,
        topics=report.topics,
        turns=(),
        waited=report.waited,
        service=report.service,
        transfers=report.transfers,
    )
