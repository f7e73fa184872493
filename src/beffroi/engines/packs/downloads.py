"""Bring a file from a path or an address: what is there already is kept, what was cut goes on."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from http.client import HTTPException
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

Progress = Callable[[int], None]
CHUNK = 1 << 18
SECONDS = 60
TRIES = 5


def download(place: str, part: Path, progress: Progress) -> bool:
    """Copy or download to ``part``, going on from what it holds; False when the source fails.

    progress: called with the bytes that stand in ``part``.
    """
    if Path(place).is_file():
        shutil.copyfile(place, part)
        return True
    if "://" not in place:
        return False
    for _ in range(TRIES):
        before = _size(part)
        try:
            return _ask(place, part, progress)
        except HTTPError:
            return False
        except (HTTPException, OSError, ValueError):
            if _size(part) == before:  # cut before it gave anything: asking again would change nothing
                return False
    return False


def _ask(place: str, part: Path, progress: Progress) -> bool:
    done = _size(part)
    request = Request(place, headers={"Range": f"bytes={done}-"} if done else {})  # noqa: S310  # set by the operator
    with urlopen(request, timeout=SECONDS) as answer:  # noqa: S310
        resumed = answer.status == 206
        end = int(answer.headers.get("Content-Length") or -1) + (done if resumed else 0)
        with part.open("ab" if resumed else "wb") as target:
            while chunk := answer.read(CHUNK):
                target.write(chunk)
                progress(target.tell())
            got = target.tell()
    if "Content-Length" in answer.headers and got < end:
        raise ConnectionResetError
    return True


def _size(file: Path) -> int:
    return file.stat().st_size if file.exists() else 0
