"""Which format a file has: told by its content, not by its name."""

from __future__ import annotations

import re
from pathlib import Path
from zipfile import BadZipFile, ZipFile

from beffroi.engines.documents.errors import DocumentRefused
from beffroi.engines.documents.limits import Limits

START = 4096
READERS = {
    "pdf": "beffroi.engines.documents.pdf.reader",
    "html": "beffroi.engines.documents.web_page",
    "txt": "beffroi.engines.documents.plain_text",
    "docx": "beffroi.engines.documents.word",
    "odt": "beffroi.engines.documents.open_text",
}


def format_of(path: Path, *, limits: Limits) -> str:
    """Return "pdf", "docx", "odt", "html" or "txt". Raises DocumentRefused for what cannot be read."""
    size = path.stat().st_size
    if size == 0:
        raise DocumentRefused(f"« {path.name} » est vide : choisissez le fichier complet.")
    if size > limits.size:
        raise DocumentRefused(f"« {path.name} » dépasse {limits.size // 1_000_000} Mo : découpez-le.")
    with path.open("rb") as opened:
        start = opened.read(START)
    if b"%PDF-" in start[:1024]:
        return "pdf"
    if start.startswith(b"PK"):
        return _archive(path)
    if re.search(rb"<(?:!doctype\s+html|html|head|body)\b", start, re.IGNORECASE):
        return "html"
    if b"\x00" in start and not start.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise DocumentRefused(f"« {path.name} » n'a pas un format connu : enregistrez-le en PDF, DOCX ou ODT.")
    return "txt"


def _archive(path: Path) -> str:
    try:
        with ZipFile(path) as archive:
            names = set(archive.namelist())
    except BadZipFile as error:
        told = "est abîmé ou incomplet : ouvrez-le, enregistrez-le de nouveau, puis recommencez."
        raise DocumentRefused(f"« {path.name} » {told}") from error
    if "word/document.xml" in names:
        return "docx"
    if "content.xml" in names:
        return "odt"
    raise DocumentRefused(f"« {path.name} » n'a pas un format connu : enregistrez-le en PDF, DOCX ou ODT.")
