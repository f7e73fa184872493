"""What is already recognised, kept beside the output: a line a span, so that a cut transcription goes on where it was.

Words of a closed session are never written, not even there.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True)
class Heard:
    """A span that was recognised: from where to where [s], its sentences, each kept or left out, how sure it is.

    shut: whether the session is closed after it.
    """

    first: float
    last: float
    sentences: tuple[str, ...]
    closed: tuple[bool, ...]
    confidence: float
    shut: bool = False
    corrections: tuple[tuple[str, str], ...] = ()


class Partial:
    """The file of what is done. key: what the work depends on; what another work left is thrown away."""

    def __init__(self, path: Path, *, key: str) -> None:
        self.path, self._key = path, key
        self.done = self._read()
        self.path.parent.mkdir(parents=True, exist_ok=True)
        lines = [json.dumps({"key": key}), *map(_line, self.done)]
        self.path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")

    def add(self, heard: Heard) -> None:
        """Keep a span."""
        with self.path.open("a", encoding="utf-8") as file:
            file.write(f"{_line(heard)}\n")

    def remove(self) -> None:
        """Remove the file: the transcription is written."""
        self.path.unlink(missing_ok=True)

    def _read(self) -> tuple[Heard, ...]:
        if not self.path.is_file():
            return ()
        first, *lines = self.path.read_text(encoding="utf-8").split("\n")
        if first != json.dumps({"key": self._key}):
            return ()
        return _whole(lines)


def _line(heard: Heard) -> str:
    return json.dumps(asdict(heard), ensure_ascii=False)


def _whole(lines: Sequence[str]) -> tuple[Heard, ...]:
    """Return the spans of whole lines; the last one may be cut."""
    found = []
    for line in lines:
        try:
            told = json.loads(line)
        except ValueError:
            break
        pairs = tuple((heard, written) for heard, written in told.pop("corrections"))
        sentences, closed = tuple(told.pop("sentences")), tuple(told.pop("closed"))
        found.append(Heard(sentences=sentences, closed=closed, corrections=pairs, **told))
    return tuple(found)
