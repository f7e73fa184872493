"""The process that reads: asked by a line of JSON, it answers by lines of JSON, how far it is and then what is read.

Files from outside are parsed here and nowhere else; the parent watches this process and may end it at any time.
"""

from __future__ import annotations

import json
import os
import resource
import sys
import traceback
from pathlib import Path
from typing import Any, TextIO

from beffroi.engines.documents.errors import DocumentRefused
from beffroi.engines.documents.limits import Limits
from beffroi.engines.documents.reading import read_here
from beffroi.engines.documents.records import record


def main() -> None:
    """Answer until nothing more is asked."""
    # what a library prints must not mix with the answers
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf-8")
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    for line in sys.stdin:
        told = json.loads(line)
        _say(answers, answer(Path(told["path"]), Limits(**told["limits"]), answers))


def answer(path: Path, limits: Limits, answers: TextIO) -> dict[str, Any]:
    """Read one document; say how far it is meanwhile; return what it says or why it was refused."""
    try:
        read = read_here(path, limits=limits, progress=lambda done, of: _say(answers, {"done": done, "of": of}))
    except DocumentRefused as error:
        return {"refused": str(error)}
    except MemoryError:
        return {"memory": True}
    except Exception as error:  # noqa: BLE001  # whatever a file provokes in a library is a refusal, told by its place
        last = traceback.extract_tb(error.__traceback__)[-1]
        return {"failed": f"{type(error).__name__}, {Path(last.filename).name}:{last.lineno}"}
    return {"document": record(read)}


def _say(answers: TextIO, told: dict[str, Any]) -> None:
    answers.write(json.dumps(told, ensure_ascii=True) + "\n")
    answers.flush()


if __name__ == "__main__":
    main()
