"""Keeps a process that holds calls alive, with a spare one ready: the next call is answered at once."""

from __future__ import annotations

import contextlib
import logging
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Sequence
from types import FrameType

from beffroi.phone.calls.worker import GO, OPEN, READY
from beffroi.phone.telephony.errors import TelephonyError

LOG = logging.getLogger(__name__)
PAUSE, LONGEST_PAUSE = 0.5, 30.0  # before a process that fails at once is started again [s]
FAREWELL = 5.0  # longest wait for a process that was told to end [s]
SHORT = 5.0  # a process that lived less failed at once [s]


class Supervisor:
    """command: starts a process that speaks `worker`'s words with ``standby``. told: hears what happens, in French."""

    def __init__(self, command: Sequence[str], *, told: Callable[[str], None] = print) -> None:
        self._command, self._told = list(command), told
        self._over = threading.Event()
        self._live: subprocess.Popen[str] | None = None
        self._spare: subprocess.Popen[str] | None = None
        self._pause = PAUSE

    @property
    def pid(self) -> int | None:
        """Return the number of the process that holds calls."""
        return self._live.pid if self._live else None

    def run(self) -> None:
        """Hold calls until a signal. Raises TelephonyError when the first process does not open."""
        before = {number: signal.signal(number, self._stop) for number in (signal.SIGTERM, signal.SIGINT)}
        try:
            self._keep()
        finally:
            self._end()
            for number, handler in before.items():
                signal.signal(number, handler)

    def stop(self) -> None:
        """End everything."""
        self._stop(0, None)

    def _keep(self) -> None:
        first = True
        while not self._over.is_set():
            began = time.monotonic()
            opened = self._one()
            if first and not opened and not self._over.is_set():
                raise TelephonyError("Le téléphone ne s'ouvre pas : voyez la ligne au-dessus.")
            first = False
            self._rest(time.monotonic() - began)

    def _one(self) -> bool:
        """Let one process hold calls until it ends; tell whether it opened."""
        self._live, self._spare = self._spare or self._start(), None
        live = self._live
        opened = _word(live, READY) and _tell(live, GO) and _word(live, OPEN)
        if opened and not self._over.is_set():
            self._told(f"Appels pris par le processus {live.pid}.")
            self._spare = self._start()
        live.wait()
        _ended(live)
        if not self._over.is_set():
            self._told(f"Le processus {live.pid} s'est arrêté : le suivant prend les appels.")
        return opened

    def _start(self) -> subprocess.Popen[str]:
        return subprocess.Popen(self._command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def _rest(self, lived: float) -> None:
        if lived >= SHORT:
            self._pause = PAUSE
            return
        self._over.wait(self._pause)
        self._pause = min(2 * self._pause, LONGEST_PAUSE)

    def _stop(self, _number: int, _frame: FrameType | None) -> None:
        self._over.set()
        for process in (self._live, self._spare):
            if process is not None and process.poll() is None:
                process.terminate()

    def _end(self) -> None:
        self.stop()
        for process in (self._live, self._spare):
            if process is not None:
                _ended(process)


def _ended(process: subprocess.Popen[str]) -> None:
    """Wait for the end of a process, and make it end if it does not."""
    try:
        process.wait(FAREWELL)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    for stream in (process.stdin, process.stdout):
        if stream is not None:
            with contextlib.suppress(OSError):
                stream.close()


def _word(process: subprocess.Popen[str], wanted: str) -> bool:
    """Wait for a word of the process; other lines pass by."""
    assert process.stdout is not None
    return any(line.strip() == wanted for line in iter(process.stdout.readline, ""))


def _tell(process: subprocess.Popen[str], word: str) -> bool:
    assert process.stdin is not None
    try:
        process.stdin.write(word + "\n")
        process.stdin.flush()
    except OSError:
        return False
    return True
