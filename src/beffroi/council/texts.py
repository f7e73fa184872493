"""The text of a file given on the command line: plain, compressed, or any document that is read."""

from __future__ import annotations

import gzip
import zlib
from pathlib import Path

from beffroi.council.errors import ActUnreadable

MOST_LETTERS = 20_000_000


def read_text(path: Path) -> str:
    """Return the whole text of a file, pages one after the other. Raises ActUnreadable, DocumentRefused."""
    if path.suffix == ".gz":
        return _decoded(_unpacked(path), path)
    if path.suffix in {".txt", ".md"}:
        return _decoded(path.read_bytes(), path)
    from beffroi.engines.documents import read_document  # noqa: PLC0415  # its child imports the parsers

    return "\n".join(page.text for page in read_document(path).pages)


def _unpacked(path: Path) -> bytes:
    try:
        with gzip.open(path) as file:
            content = file.read(MOST_LETTERS + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise ActUnreadable(
            f"{path.name} ne se décompresse pas : le fichier est tronqué ou n'est pas un gzip."
        ) from error
    if len(content) > MOST_LETTERS:
        raise ActUnreadable(f"{path.name} est trop long : plus de {MOST_LETTERS // 1_000_000} millions de signes.")
    return content


def _decoded(content: bytes, path: Path) -> str:
    if b"\0" in content[:4096]:
        raise ActUnreadable(f"{path.name} n'est pas un texte : donnez un .txt, .pdf, .odt ou .docx.")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")
