"""A recogniser or a voice in a process of its own: it computes beside the calls, may be killed, and comes back.

One JSON line tells what is asked and how many bytes of sound follow; the answer has the same shape.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from threading import Lock
from typing import Any, BinaryIO

import numpy as np

from beffroi.engines.speech.errors import SpeechError
from beffroi.engines.speech.recognition import Recognised
from beffroi.engines.speech.sounds import Sound, tone


class ProcessGone(SpeechError):
    """The process that computes was ended while it did."""


class Apart:
    """The process: started at the first request, again if it ended. Threads wait for each other."""

    def __init__(self, kind: str, address: str, *, packs: Path, prompt: str = "", niceness: int = 1) -> None:
        told = {"kind": kind, "address": address, "packs": str(packs), "prompt": prompt, "niceness": niceness}
        self._told = json.dumps(told)
        self._lock = Lock()
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int | None:
        """Return the number of the process, None when it does not run."""
        return self._process.pid if self._process and self._process.poll() is None else None

    def ask(self, what: dict[str, Any], sound: bytes = b"") -> tuple[dict[str, Any], bytes]:
        """Send a request and wait for its answer, once more if the process ended. Raises SpeechError."""
        with self._lock:
            for last in (False, True):
                try:
                    return self._exchange(what, sound)
                except (OSError, EOFError, ValueError) as error:
                    self._end()
                    if last:
                        raise ProcessGone(
                            "La reconnaissance ou la voix s'arrête sans cesse : voyez le journal."
                        ) from error
        raise AssertionError

    def close(self) -> None:
        """End the process."""
        with self._lock:
            self._end()

    def _exchange(self, what: dict[str, Any], sound: bytes) -> tuple[dict[str, Any], bytes]:
        process = self._running()
        assert process.stdin is not None
        assert process.stdout is not None
        write_message(process.stdin, what, sound)
        told, content = read_message(process.stdout)
        if "error" in told:
            raise SpeechError(str(told["error"]))
        return told, content

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is None or self._process.poll() is not None:
            self._end()
            command = [sys.executable, "-m", "beffroi.engines.speech.apart_child", self._told]
            self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        return self._process

    def _end(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        for stream in (process.stdin, process.stdout):
            try:
                if stream:
                    stream.close()
            except OSError:
                continue
        process.kill()
        process.wait()


class RecogniserApart:
    """A recogniser in a process of its own."""

    def __init__(self, address: str, *, packs: Path, prompt: str = "", niceness: int = 1) -> None:
        self.apart = Apart("recogniser", address, packs=packs, prompt=prompt, niceness=niceness)

    def recognise(self, sound: Sound, *, vocabulary: Sequence[str] = ()) -> Recognised:
        """Return the words of one sentence. Raises SpeechError."""
        told, _ = self.apart.ask({"rate": sound.rate, "vocabulary": list(vocabulary)}, sound.samples.tobytes())
        return Recognised(told["text"], told["confidence"], told["seconds"], told["model"])

    def warm(self) -> None:
        """Start the process and load its model."""
        self.recognise(tone(500, 0.5))

    def close(self) -> None:
        """End the process."""
        self.apart.close()


class VoiceApart:
    """A voice in a process of its own; name: of the voice that it runs."""

    def __init__(self, address: str, *, name: str, packs: Path, niceness: int = 5) -> None:
        self.name = name
        self.apart = Apart("voice", address, packs=packs, niceness=niceness)

    def say(self, text: str, *, speed: float = 1.0) -> Sound:
        """Return the text said. Raises SpeechError."""
        told, content = self.apart.ask({"text": text, "speed": speed})
        return Sound(np.frombuffer(content, np.int16), told["rate"])

    def close(self) -> None:
        """End the process."""
        self.apart.close()


def write_message(stream: BinaryIO | Any, what: dict[str, Any], content: bytes = b"") -> None:
    """Write a message."""
    stream.write(json.dumps({**what, "bytes": len(content)}).encode() + b"\n" + content)
    stream.flush()


def read_message(stream: BinaryIO | Any) -> tuple[dict[str, Any], bytes]:
    """Read a message. Raises EOFError when the other end has left."""
    line = stream.readline()
    if not line.endswith(b"\n"):
        raise EOFError
    told: dict[str, Any] = json.loads(line)
    content = stream.read(told["bytes"])
    if len(content) < told["bytes"]:
        raise EOFError
    return told, content
