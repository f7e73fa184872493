"""What happens in a call, and what the dialogue orders: the border between the dialogue and any telephone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Heard:
    """Words of the caller. final: the sentence is over (else the words so far, which only an emergency may cut)."""

    text: str
    final: bool = True
    confidence: float = 1.0


@dataclass(frozen=True)
class Key:
    """A key of the telephone: ``0`` to ``9``, ``*``, ``#``."""

    key: str


@dataclass(frozen=True)
class Quiet:
    """The caller has said nothing for so long [s] since the agent fell silent."""

    seconds: float


@dataclass(frozen=True)
class Noise:
    """There was sound without words."""


@dataclass(frozen=True)
class Played:
    """Everything ordered to be said was said, or cut by the caller (barge-in)."""

    cut: bool = False


@dataclass(frozen=True)
class Transferred:
    """How a transfer ended."""

    done: bool


@dataclass(frozen=True)
class HungUp:
    """The caller has left."""


@dataclass(frozen=True)
class Recorded:
    """The message ordered by `TakeMessage` is over. text: its words; sound: its WAV; nothing was kept before."""

    text: str
    sound: bytes | None = None


@dataclass(frozen=True)
class LinkFailed:
    """The link ordered by `SendLink` was not sent."""


Event = Heard | Key | Quiet | Noise | Played | Transferred | HungUp | Recorded | LinkFailed


@dataclass(frozen=True)
class Say:
    """Say this. name: key of the cached sound where the text is fixed; cuttable: the caller may speak over it.

    What cannot be cut is said to its end before the next orders, save that an emergency cuts everything; the caller's
    words reach the dialogue meanwhile. slow: said more slowly, for a caller who did not understand.
    """

    text: str
    name: str = ""
    cuttable: bool = True
    slow: bool = False


@dataclass(frozen=True)
class Listen:
    """Listen. wanted: what is expected, which helps the recogniser and the end of the turn."""

    wanted: Literal["request", "choice", "yes_no", "name", "number", "date", "message", "nothing"] = "request"
    vocabulary: tuple[str, ...] = ()


@dataclass(frozen=True)
class Transfer:
    """Pass the call to an extension. priority: ahead of every waiting call."""

    extension: str
    why: str
    priority: bool = False


@dataclass(frozen=True)
class TakeMessage:
    """Record the caller's voice from now on, until silence, a key or the time limit [s]; `Recorded` follows."""

    seconds: float


@dataclass(frozen=True)
class SendLink:
    """Send a link by SMS to the caller's number."""

    number: str
    link: str


@dataclass(frozen=True)
class Hang:
    """End the call."""


Order = Say | Listen | Transfer | TakeMessage | SendLink | Hang
