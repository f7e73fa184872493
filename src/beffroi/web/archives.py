"""An archive on disk: a compressed tar whose last member, the manifest, holds the digest of each other."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import tarfile
import zlib
from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from types import TracebackType
from typing import Any, Self

from beffroi.territory.errors import BadInput

MANIFEST = "manifest.json"
PIECE = 1 << 20
FORMAT = 1


class ArchiveUnreadable(BadInput):
    """A file that is no whole archive of ours."""


class Writing:
    """Writes an archive beside its place and moves it there when it is whole; its owner alone reads it."""

    def __init__(self, path: Path) -> None:
        self._path, self._part = path, path.with_name(f".{path.name}.part")
        self._digests: dict[str, str] = {}

    def __enter__(self) -> Self:
        self._part.touch(mode=0o600)
        self._tar = tarfile.open(self._part, "w:gz", compresslevel=3)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            self._tar.close()
            if error is None:
                self._part.replace(self._path)
        finally:
            self._part.unlink(missing_ok=True)

    def add(self, file: Path, name: str) -> None:
        """Add a file; one that vanished since it was listed is left out."""
        try:
            with file.open("rb") as source:
                self._digests[name] = hashlib.file_digest(source, "sha256").hexdigest()
            self._tar.add(file, name, recursive=False)
        except FileNotFoundError:
            self._digests.pop(name, None)

    def add_folder(self, folder: Path, name: str) -> None:
        """Add every file below a folder."""
        for file in sorted(folder.rglob("*")):
            if file.is_file() and not file.is_symlink():
                self.add(file, f"{name}/{file.relative_to(folder).as_posix()}")

    def add_text(self, text: str, name: str) -> None:
        """Add a small text."""
        data = text.encode()
        self._digests[name] = hashlib.sha256(data).hexdigest()
        self._put(name, data)

    def finish(self, facts: Mapping[str, Any]) -> None:
        """Add the manifest."""
        manifest = {**facts, "format": FORMAT, "sha256": self._digests}
        self._put(MANIFEST, json.dumps(manifest, ensure_ascii=False, indent=1).encode())

    def _put(self, name: str, data: bytes) -> None:
        member = tarfile.TarInfo(name)
        member.size, member.mode = len(data), 0o600
        self._tar.addfile(member, io.BytesIO(data))


def unpack(path: Path, folder: Path) -> dict[str, Any]:
    """Unpack an archive into an empty folder; return its manifest. Raises ArchiveUnreadable.

    Nothing but plain files below the folder is written, and each must have the digest that the manifest gives.
    """
    seen: dict[str, str] = {}
    try:
        with tarfile.open(path, "r:gz") as tar:
            for member in tar:
                seen[member.name] = _unpack_one(tar, member, folder)
        manifest: dict[str, Any] = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        whole = manifest["format"] == FORMAT and {**manifest["sha256"], MANIFEST: seen[MANIFEST]} == seen
    except FileNotFoundError as error:
        raise ArchiveUnreadable(_refusal(path, "il n'existe pas, ou n'est pas complet")) from error
    except (tarfile.TarError, gzip.BadGzipFile, zlib.error, EOFError, ValueError, KeyError) as error:
        raise ArchiveUnreadable(_refusal(path, "ce n'est pas une sauvegarde de Beffroi, ou elle est coupée")) from error
    if not whole:
        raise ArchiveUnreadable(_refusal(path, "une partie a été modifiée ou manque"))
    return manifest


def _refusal(path: Path, why: str) -> str:
    return f"L'archive {path} ne peut pas être lue : {why}."


def _unpack_one(tar: tarfile.TarFile, member: tarfile.TarInfo, folder: Path) -> str:
    name = PurePosixPath(member.name)
    source = tar.extractfile(member) if member.isfile() else None
    if source is None or name.is_absolute() or ".." in name.parts:
        raise ArchiveUnreadable(f"L'archive contient une entrée qui n'est pas un fichier simple : {member.name}.")
    target, digest = folder / name, hashlib.sha256()
    target.parent.mkdir(parents=True, exist_ok=True)
    with source, target.open("wb") as file:
        while piece := source.read(PIECE):
            digest.update(piece)
            file.write(piece)
    return digest.hexdigest()
