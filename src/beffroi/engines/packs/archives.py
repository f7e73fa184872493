"""Read one member of an archive as bytes: nothing of it is ever unpacked, imported or run."""

from __future__ import annotations

import tarfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from beffroi.territory.errors import BadInput


class MemberMissing(BadInput):
    """The archive does not hold that member."""


@contextmanager
def open_member(archive: Path, path: str) -> Iterator[IO[bytes]]:
    """Open a member of a wheel, of an npm archive or of a source archive; ``path`` empty: the archive itself.

    Raises MemberMissing.
    """
    if not path:
        with archive.open("rb") as stream:
            yield stream
    elif zipfile.is_zipfile(archive):
        with _in_zip(archive, path) as stream:
            yield stream
    else:
        with _in_tar(archive, path) as stream:
            yield stream


@contextmanager
def _in_zip(archive: Path, path: str) -> Iterator[IO[bytes]]:
    with zipfile.ZipFile(archive) as opened:
        if path not in opened.namelist():
            raise MemberMissing(_said(archive, path))
        with opened.open(path) as stream:
            yield stream


@contextmanager
def _in_tar(archive: Path, path: str) -> Iterator[IO[bytes]]:
    try:
        with tarfile.open(archive) as opened:
            stream = opened.extractfile(path)
            if stream is None:
                raise MemberMissing(_said(archive, path))
            with stream:
                yield stream
    except (tarfile.TarError, KeyError, EOFError) as error:
        raise MemberMissing(_said(archive, path)) from error


def _said(archive: Path, path: str) -> str:
    return f"L'archive {archive.name} ne contient pas « {path} » : essayez une autre source."
