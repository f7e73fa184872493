"""``beffroi work``: one process does the jobs, another watches over it and starts it again when it dies."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from types import FrameType

from beffroi.web.preparing import load, occupy, prepare

SHORTEST_LIFE = 5.0
STOP_SECONDS = 20.0


def command() -> list[str]:
    """Return the command of a worker process that ends with its parent."""
    return [sys.executable, "-m", "beffroi", "work", "--child"]


def watch() -> int:
    """Keep one worker process alive until SIGINT or SIGTERM. Raises InstanceUnusable, BadInput."""
    held = occupy(prepare())
    stopping = asked_to_stop(threading.Event())
    print("Un ouvrier fait les travaux (Ctrl+C pour arrêter)", flush=True)
    while not stopping.is_set():
        began, child = time.monotonic(), subprocess.Popen(command())
        while child.poll() is None and not stopping.wait(0.2):
            pass
        end(child)
        stopping.wait(max(0.0, SHORTEST_LIFE - (time.monotonic() - began)))
    held.close()
    return 0


def end(child: subprocess.Popen[bytes]) -> None:
    """Stop a worker process: it lays its job down first."""
    if child.poll() is None:
        child.terminate()
    try:
        child.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()


def asked_to_stop(asked: threading.Event) -> threading.Event:
    """Set the event on SIGINT and SIGTERM."""

    def ask(*_signal: int | FrameType | None) -> None:
        # in a thread: the one that the signal interrupts may hold the lock of the event
        threading.Thread(target=asked.set).start()

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, ask)
    return asked


def work(*, once: bool = False) -> int:
    """Do jobs until SIGINT or SIGTERM, or until the parent dies; once: until none waits."""
    parent = os.getppid()
    if once:
        prepare()
    else:
        load()
    from beffroi.web.platform.shift import SHIFT
    from beffroi.web.platform.working import do_jobs

    asked_to_stop(SHIFT.stop)
    do_jobs(once=once, wanted=lambda: once or os.getppid() == parent)
    return 0
