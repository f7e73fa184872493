"""Files from outside are read in a child process, under watch of its time, processor and resident memory.

The memory is watched, not limited: a limit on addresses stops libraries that map more than they use.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile

from beffroi.territory.errors import BadInput

PAGE = os.sysconf("SC_PAGE_SIZE")
EVERY = 0.02
BAD_INPUT = 2


class TooHeavy(BadInput):
    """The file asks for more time or memory than it may."""


class FileRefused(BadInput):
    """The reading command said what is wrong."""


@dataclass(frozen=True)
class Limits:
    """Wall time [s], processor time [s], resident memory [bytes], size of a file written [bytes]."""

    seconds: float = 120
    cpu_seconds: int = 100
    resident: int = 2_000_000_000
    file_size: int = 2_000_000_000


def run_beffroi(
    arguments: Sequence[object], *, limits: Limits | None = None, meanwhile: Callable[[float], None] = lambda _: None
) -> str:
    """Run a ``beffroi`` command in a watched child and return what it printed.

    meanwhile: called again and again with the seconds gone by; what it raises ends the child.
    Raises TooHeavy, FileRefused with the command's own sentence.
    """
    limits = limits or Limits()
    command = [sys.executable, "-m", "beffroi", *map(str, arguments)]
    with TemporaryFile("w+", encoding="utf-8") as out, TemporaryFile("w+", encoding="utf-8") as told:
        child = subprocess.Popen(command, stdout=out, stderr=told, stdin=subprocess.DEVNULL, env=_environment())
        _limit(child.pid, limits)
        code = _watch(child, limits, meanwhile)
        out.seek(0)
        told.seek(0)
        if code == 0:
            return out.read()
        raise FileRefused(_sentence(code, told.read()))


def _environment() -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("BEFFROI_", "DJANGO_"))}
    return {**kept, "OMP_NUM_THREADS": "1"}


def _limit(pid: int, limits: Limits) -> None:
    for kind, value in ((resource.RLIMIT_CPU, limits.cpu_seconds), (resource.RLIMIT_FSIZE, limits.file_size)):
        resource.prlimit(pid, kind, (value, value))


def _watch(child: subprocess.Popen[bytes], limits: Limits, meanwhile: Callable[[float], None]) -> int:
    began = time.monotonic()
    try:
        while child.poll() is None:
            if time.monotonic() - began > limits.seconds or _resident(child.pid) > limits.resident:
                raise TooHeavy("Le fichier demande trop de temps ou de mémoire : découpez-le, par exemple par année.")
            meanwhile(time.monotonic() - began)
            time.sleep(EVERY)
    except BaseException:
        child.kill()
        child.wait()
        raise
    return child.returncode


def _resident(pid: int) -> int:
    try:
        return int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1]) * PAGE
    except (OSError, IndexError):
        return 0


def _sentence(code: int, told: str) -> str:
    if code == BAD_INPUT and told.strip():
        return told.strip().splitlines()[-1]
    return "Le fichier n'a pas pu être lu : enregistrez-le de nouveau en CSV (UTF-8), puis recommencez."
