"""Reading documents from outside: in a child process, watched for its time, processor and resident memory."""

from __future__ import annotations

import json
import os
import selectors
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from beffroi.engines.documents.errors import DocumentRefused, ReadingFailed
from beffroi.engines.documents.limits import Limits
from beffroi.engines.documents.pages import Document
from beffroi.engines.documents.processes import cpu_seconds, resident
from beffroi.engines.documents.progress import Progress, nothing
from beffroi.engines.documents.records import document

EVERY = 0.05
LONGEST_ANSWER = 400_000_000
# A child that has grown past this share of the memory allowed is replaced before the next document.
GROWN = 0.6
UNREADABLE = "n'a pas pu être lu : enregistrez-le de nouveau, si possible en PDF, puis recommencez."


def read_document(path: Path, *, limits: Limits | None = None, progress: Progress = nothing) -> Document:
    """Read a document in a watched child. Raises DocumentRefused with one French sentence that says what to do."""
    with Reader(limits=limits) as reader:
        return reader.read(path, progress=progress)


def read_documents(
    paths: Iterable[Path], *, limits: Limits | None = None
) -> Iterator[tuple[Path, Document | DocumentRefused]]:
    """Read documents one after the other in one watched child; what is refused does not stop the others."""
    with Reader(limits=limits) as reader:
        for path in paths:
            try:
                yield path, reader.read(path)
            except DocumentRefused as error:
                yield path, error


class Reader:
    """A child process that reads one document after another; it is started at the first, and again after it was ended.

    Not for several threads at once.
    """

    def __init__(self, *, limits: Limits | None = None) -> None:
        self._limits = limits or Limits()
        self._child: subprocess.Popen[bytes] | None = None
        self._rest = b""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def pid(self) -> int | None:
        """Return the child's number, None where there is none."""
        return self._child.pid if self._child is not None else None

    def cpu_seconds(self) -> float:
        """Return the processor time that the child has used so far [s]."""
        return cpu_seconds(self._child.pid) if self._child is not None else 0.0

    def close(self) -> None:
        """End the child."""
        if self._child is not None:
            self._child.kill()
            self._child.wait()
            for pipe in (self._child.stdin, self._child.stdout):
                if pipe is not None:
                    pipe.close()
        self._child = None
        self._rest = b""

    def read(self, path: Path, *, progress: Progress = nothing) -> Document:
        """Read a document. Raises DocumentRefused; the child is replaced where it had to be ended."""
        if not path.exists():
            raise DocumentRefused(f"« {path.name} » n'existe pas : vérifiez le chemin.")
        if not path.is_file():
            raise DocumentRefused(f"« {path.name} » n'est pas un fichier : choisissez un document.")
        child = self._started()
        try:
            told = self._asked(child, path, progress)
        except BaseException:
            self.close()  # it may still be at it
            raise
        if "document" in told:
            return _document(told["document"], path)
        raise _refusal(told, path)

    def _asked(self, child: subprocess.Popen[bytes], path: Path, progress: Progress) -> dict[str, Any]:
        assert child.stdin is not None
        asked = {"path": str(path.resolve()), "limits": asdict(self._limits)}
        try:
            child.stdin.write(json.dumps(asked).encode() + b"\n")
            child.stdin.flush()
        except BrokenPipeError as error:
            raise DocumentRefused(f"« {path.name} » {UNREADABLE}") from error
        return self._answer(child, path, progress)

    def _started(self) -> subprocess.Popen[bytes]:
        if self._child is not None and (self._child.poll() is not None or self._grown()):
            self.close()
        if self._child is None:
            command = [sys.executable, "-m", "beffroi.engines.documents.child"]
            self._child = subprocess.Popen(
                command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=_environment()
            )
        return self._child

    def _grown(self) -> bool:
        return self._child is not None and resident(self._child.pid) > GROWN * self._limits.resident

    def _answer(self, child: subprocess.Popen[bytes], path: Path, progress: Progress) -> dict[str, Any]:
        """Wait for the last line of an answer, under watch."""
        watch = _Watch(child.pid, self._limits, path)
        for line in self._lines(child, watch):
            try:
                told = json.loads(line)
            except ValueError as error:
                raise DocumentRefused(f"« {path.name} » {UNREADABLE}") from error
            if "done" not in told:
                return dict(told)
            watch.page_done()
            progress(int(told["done"]), int(told["of"]))
        raise DocumentRefused(f"« {path.name} » {UNREADABLE}") from ReadingFailed(f"code {child.poll()}")

    def _lines(self, child: subprocess.Popen[bytes], watch: _Watch) -> Iterator[bytes]:
        """Yield the child's lines until it ends; raise DocumentRefused where it asks for too much."""
        assert child.stdout is not None
        with selectors.DefaultSelector() as selector:
            selector.register(child.stdout, selectors.EVENT_READ)
            while True:
                while b"\n" in self._rest:
                    line, self._rest = self._rest.split(b"\n", 1)
                    yield line
                watch.check(len(self._rest))
                if selector.select(EVERY):
                    piece = os.read(child.stdout.fileno(), 1 << 20)
                    if not piece:
                        return
                    self._rest += piece


class _Watch:
    """What one document has used so far."""

    def __init__(self, pid: int, limits: Limits, path: Path) -> None:
        self._pid, self._limits, self._name = pid, limits, path.name
        self._start = self._page = time.monotonic()
        self._cpu = cpu_seconds(pid)

    def page_done(self) -> None:
        self._page = time.monotonic()

    def check(self, waiting: int) -> None:
        """Raise DocumentRefused where a limit is passed. waiting: an answer begun [bytes]."""
        now = time.monotonic()
        late = now - self._start > self._limits.seconds or now - self._page > self._limits.page_seconds
        if late or cpu_seconds(self._pid) - self._cpu > self._limits.cpu_seconds:
            raise DocumentRefused(f"« {self._name} » demande trop de temps : découpez-le, puis recommencez.")
        if resident(self._pid) > self._limits.resident or waiting > LONGEST_ANSWER:
            raise DocumentRefused(_too_large(self._name))


def _too_large(name: str) -> str:
    return f"« {name} » demande trop de mémoire : découpez-le, puis recommencez."


def _refusal(told: dict[str, Any], path: Path) -> DocumentRefused:
    if "refused" in told:
        return DocumentRefused(str(told["refused"]))
    if "memory" in told:
        return DocumentRefused(_too_large(path.name))
    refused = DocumentRefused(f"« {path.name} » {UNREADABLE}")
    refused.__cause__ = ReadingFailed(str(told.get("failed", "?")))
    return refused


def _document(told: Any, path: Path) -> Document:
    try:
        return document(told)
    except (KeyError, TypeError, ValueError) as error:
        raise DocumentRefused(f"« {path.name} » {UNREADABLE}") from error


def _environment() -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("BEFFROI_", "DJANGO_"))}
    return {**kept, "OMP_NUM_THREADS": "1"}
