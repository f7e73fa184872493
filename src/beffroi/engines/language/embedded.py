"""``embedded:``, a GGUF model in a child process of its own: its gigabytes leave with it when nobody asks any more."""

from __future__ import annotations

import json
import logging
import os
import secrets
import select
import signal
import subprocess
import sys
import threading
import time
import weakref
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

import httpx

from beffroi.engines.footprint import Meter, count_apart
from beffroi.engines.language import chat
from beffroi.engines.language.addresses import EmbeddedAddress
from beffroi.engines.language.completions import Completion, Message, OnText, Schema
from beffroi.engines.language.errors import AnswerCut, EmbeddedFailed, RequestRefused

CHILD = "beffroi.engines.language.embedded_child"
LOADING = 120.0  # seconds that the weights may take to come from a slow disk
SILENCE = 600.0
LOG = logging.getLogger(__name__)


class Embedded:
    """A model on this machine. Calls of several threads wait for each other: it has one compute thread.

    What the messages have in common with those of the calls before, from their first word on, is not read again.
    """

    def __init__(self, address: EmbeddedAddress, weights: Path) -> None:
        self.address, self.weights = address, weights
        self._child: _Child | None = None
        self._end: Callable[[], object] = _nothing
        self._turn = threading.Lock()

    def complete(
        self,
        messages: Sequence[Message],
        *,
        max_tokens: int,
        schema: Schema | None = None,
        stop: Sequence[str] = (),
        temperature: float = 0.0,
        on_text: OnText | None = None,
    ) -> Completion:
        """Let the child write; it is started where it is not there. Raises LanguageError."""
        body = chat.request(
            self.address.pack,
            messages,
            max_tokens=max_tokens,
            schema=schema,
            stop=stop,
            temperature=temperature,
            stream=True,  # a child that writes is a child that lives: silence is what tells that it does not
        )
        with self._turn, self._at_work() as child:
            began = time.monotonic()
            with Meter(pid=child.pid) as meter:
                answer = child.ask(body, on_text or _unheard)
        return Completion(
            text=answer.text,
            model=self.weights.name if self.address.pack.endswith(".gguf") else self.address.pack,
            tokens_in=answer.tokens_in,
            tokens_out=answer.tokens_out,
            seconds=time.monotonic() - began,
            wh=meter.energy_wh,
            measured=meter.measured,
            finished=answer.finished,
        )

    def close(self) -> None:
        """End the child."""
        with self._turn:
            self._leave()

    @property
    def pid(self) -> int | None:
        """The child's number, or None when there is none."""
        return self._child.pid if self._child is not None and self._child.alive() else None

    @contextmanager
    def _at_work(self) -> Iterator[_Child]:
        if self._child is None or not self._child.take():
            self._leave()
            self._child = _start(self.address, self.weights)
            self._end = weakref.finalize(self, self._child.end)
            self._child.take()
        try:
            yield self._child
        finally:
            self._child.let_go()

    def _leave(self) -> None:
        if self._child is not None:
            self._end()
            self._child = None


def _unheard(_piece: str) -> None:
    return None


def _nothing() -> None:
    return None


@dataclass
class _Child:
    """The process that holds the weights, and the connection to it.

    It counts the calls that it is told of, and leaves after the idle time without one, or when its parent is gone.
    """

    process: subprocess.Popen[bytes]
    client: httpx.Client
    parent: int = field(default_factory=os.getpid)

    @property
    def pid(self) -> int:
        return self.process.pid

    def alive(self) -> bool:
        """Tell whether it is there, and ours: a fork of this process starts its own."""
        try:
            left = os.waitid(os.P_PID, self.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT)
        except ChildProcessError:
            return False
        return left is None and self.parent == os.getpid()

    def take(self) -> bool:
        """Announce a call; False where the child has left."""
        if not (self.alive() and self._write(b"+")):
            return False
        try:
            return self.client.get("models").is_success
        except httpx.TransportError:  # it was leaving
            return False

    def let_go(self) -> None:
        self._write(b"-")

    def ask(self, body: dict[str, object], on_text: OnText) -> chat.Answer:
        try:
            return chat.ask(self.client, body, on_text=on_text, limit=SILENCE)
        except httpx.HTTPStatusError as error:
            reason = " ".join(error.response.text.split())[:200]
            raise RequestRefused(f"Le modèle embarqué refuse la demande : {reason}") from error
        except httpx.TransportError as error:
            raise AnswerCut("Le modèle embarqué s'est arrêté en écrivant : réessayez.") from error

    def end(self) -> None:
        """Close the connection, end the process, and leave its time out of this one's."""
        self.client.close()
        if self.parent == os.getpid():
            self._reap()
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe is not None:
                pipe.close()

    def _reap(self) -> None:
        try:
            # not Popen.kill, which would reap it without telling what it used
            os.kill(self.pid, signal.SIGKILL)
            _, status, used = os.wait4(self.pid, 0)
        except (ProcessLookupError, ChildProcessError):
            return
        self.process.returncode = os.waitstatus_to_exitcode(status)
        count_apart(used.ru_utime + used.ru_stime)

    def _write(self, sign: bytes) -> bool:
        if self.process.stdin is None:
            return False
        try:
            self.process.stdin.write(sign)
        except OSError:
            return False
        return True


def _start(address: EmbeddedAddress, weights: Path) -> _Child:
    key = secrets.token_hex(16)
    told = {**_settings(address), "weights": str(weights), "key": key}
    process = subprocess.Popen(
        [sys.executable, "-m", CHILD],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        bufsize=0,  # a sign that finds the pipe broken is not kept, to break it again when it is closed
        env={**os.environ, "OMP_NUM_THREADS": str(address.threads)},
    )
    child = _Child(process, httpx.Client())
    if process.stdin is None or process.stdout is None or not child._write(json.dumps(told).encode() + b"\n"):
        child.end()
        raise EmbeddedFailed(_failed(weights))
    url = _hello(process.stdout)
    if not url:
        child.end()
        raise EmbeddedFailed(_failed(weights))
    headers = {"Authorization": f"Bearer {key}"}
    # the child is on this machine: no proxy of the environment stands in between
    child.client = httpx.Client(base_url=f"{url}/v1/", headers=headers, timeout=SILENCE, trust_env=False)
    LOG.info("embedded model started, process %d", process.pid)
    return child


def _settings(address: EmbeddedAddress) -> dict[str, float]:
    return {"context": address.context, "threads": address.threads, "idle": address.idle}


def _hello(stream: IO[bytes]) -> str:
    ready, _, _ = select.select([stream], [], [], LOADING)
    return stream.readline().decode().strip() if ready else ""


def _failed(weights: Path) -> str:
    return (
        f"Le modèle embarqué ne démarre pas ({weights.name}) : lancez beffroi packs verify, "
        "et vérifiez qu'il reste 2 Go de mémoire."
    )
