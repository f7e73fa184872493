"""A line as any telephone driver shows it: what comes from the caller, what may be done."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Samples = NDArray[np.int16]
RATE = 8000
FRAME = 160  # samples: 20 ms
FRAME_SECONDS = FRAME / RATE
STOPPED = 0.3  # nothing received for so long [s] is silence
SILENT_FRAME: Samples = np.zeros(FRAME, np.int16)


@dataclass(frozen=True, eq=False, slots=True)
class Frame:
    """20 ms of the caller, or of silence where nothing comes any more. samples: shape (160,) at 8 kHz."""

    samples: Samples


@dataclass(frozen=True, slots=True)
class Pressed:
    """A key of the telephone."""

    key: str


@dataclass(frozen=True, slots=True)
class Written:
    """A sentence of a caller who writes."""

    text: str


@dataclass(frozen=True, slots=True)
class Moved:
    """How a transfer ended."""

    done: bool


@dataclass(frozen=True, slots=True)
class Left:
    """The call is over."""


Signal = Frame | Pressed | Written | Moved | Left


class Line(Protocol):
    """One call. Used from one event loop."""

    @property
    def caller(self) -> str:
        """Return the number of the caller, empty where it is hidden."""
        ...

    @property
    def writes(self) -> bool:
        """Tell whether the caller reads and writes instead of listening and speaking."""
        ...

    async def answer(self) -> None:
        """Take the call."""
        ...

    def signals(self) -> AsyncIterator[Signal]:
        """Give what comes, at least every 20 ms, until `Left`."""
        ...

    def play(self, samples: Samples, *, text: str = "") -> None:
        """Say samples at 8 kHz after what waits to be said; text: what they say, for those who read."""
        ...

    def stop(self) -> None:
        """Drop what waits to be said."""
        ...

    @property
    def waiting(self) -> float:
        """Return how much still waits to be said [s]."""
        ...

    async def transfer(self, target: str, *, priority: bool = False) -> None:
        """Ask the caller's telephone to ring another, ahead of waiting calls; `Moved` tells how it ended."""
        ...

    async def hang_up(self) -> None:
        """End the call."""
        ...


OnCall = Callable[[Line], None]


class Driver(Protocol):
    """Where calls come from."""

    async def open(self, on_call: OnCall) -> None:
        """Listen; tell each call. A call that is not answered is refused. Raises TelephonyError."""
        ...

    async def refuse(self, line: Line) -> None:
        """Refuse a call as busy."""
        ...

    async def close(self) -> None:
        """Stop listening; end what goes on."""
        ...


def frames(samples: Samples) -> list[Samples]:
    """Return whole frames; the last one is filled with silence."""
    missing = -len(samples) % FRAME
    padded = np.concatenate([samples, np.zeros(missing, np.int16)]) if missing else samples
    return [padded[start : start + FRAME] for start in range(0, len(padded), FRAME)]
