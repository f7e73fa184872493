"""``beffroi work``: takes jobs off the queue and does them."""

from __future__ import annotations

import os
import signal
import time
from types import FrameType

from beffroi.web.preparing import load

IDLE_SECONDS = 0.5


def work(*, once: bool = False, child: bool = False) -> int:
    """Do jobs until SIGINT or SIGTERM, or until none waits (once), or until the parent dies (child)."""
    load()
    from django.db import close_old_connections, connections

    from beffroi.web.platform.jobs import work_once

    parent, stopping = os.getppid(), _Stopping()
    while not stopping.asked and not (child and os.getppid() != parent):
        close_old_connections()
        if work_once():
            continue
        if once:
            break
        time.sleep(IDLE_SECONDS)
    connections.close_all()
    return 0


class _Stopping:
    """Turns SIGINT and SIGTERM into a word read between two jobs."""

    def __init__(self) -> None:
        self.asked = False
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._ask)

    def _ask(self, *_signal: int | FrameType | None) -> None:
        self.asked = True
