"""What this worker process is doing: its name, the work at hand, whether it was asked to stop."""

from __future__ import annotations

import secrets
import threading
from dataclasses import dataclass, field
from datetime import timedelta

from beffroi.web.platform.models import Job


@dataclass(frozen=True)
class AtHand:
    """The job that runs now, since when (monotonic seconds), and how long it may take."""

    job: Job
    began: float
    longest: timedelta


@dataclass
class Shift:
    """One a process. The thread that keeps the lease reads it, the main thread writes it."""

    name: str = field(default_factory=lambda: secrets.token_hex(16))
    stop: threading.Event = field(default_factory=threading.Event)
    at_hand: AtHand | None = None


SHIFT = Shift()
