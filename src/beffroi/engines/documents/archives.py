"""Office files are ZIP archives: what they hold is looked at before anything is unpacked."""

from __future__ import annotations

import re
import zlib
from pathlib import Path
from zipfile import BadZipFile, ZipFile, ZipInfo

from beffroi.engines.documents.errors import DocumentRefused
from beffroi.engines.documents.limits import Limits

MOST_MEMBERS = 10_000
HIGHEST_RATIO = 200
SMALL = 10_000_000
MEMBERS = {"word/document.xml": "docx", "xl/workbook.xml": "xlsx"}
OPEN_DOCUMENT = {
    "application/vnd.oasis.opendocument.text": "odt",
    "application/vnd.oasis.opendocument.text-template": "odt",
    "application/vnd.oasis.opendocument.spreadsheet": "ods",
    "application/vnd.oasis.opendocument.spreadsheet-template": "ods",
}
READ = frozenset({*MEMBERS.values(), *OPEN_DOCUMENT.values()})
MACROS = re.compile(
    r"(?:^|/)(?:vbaProject\.bin|vbaData\.xml|Scripts/.+|Basic/[^/]+/(?!(?:script|dialog)-lb\.xml)[^/]+)$", re.IGNORECASE
)
PROLOG = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
ELEMENT = re.compile(rb"<[A-Za-z_]")
DAMAGED = "est abîmé ou incomplet : ouvrez-le, enregistrez-le de nouveau, puis recommencez."
PROTECTED = "est protégé par un mot de passe : enregistrez-en une copie sans mot de passe, puis recommencez."
WITH_MACROS = "contient des macros : enregistrez-en une copie sans macro (DOCX, XLSX, ODT ou ODS), puis recommencez."
BOMB = "se déploie en un contenu démesuré : il n'est pas ouvert ; demandez-en un PDF à son auteur."
ENTITIES = "contient des références extérieures cachées : ouvrez-le et enregistrez-le de nouveau, puis recommencez."
UNKNOWN = "n'est pas un document connu : ouvrez-le et enregistrez-le en PDF, DOCX, ODT, XLSX ou ODS."
SLIDES = "est un diaporama : enregistrez-le en PDF."
ARCHIVE = "est une archive : ouvrez-la et déposez les documents qu'elle contient."


def office_format(path: Path, *, limits: Limits) -> str:
    """Return "docx", "xlsx", "odt" or "ods". Raises DocumentRefused for bombs, macros, passwords, entities, damage."""
    try:
        with ZipFile(path) as archive:
            _check_size(path, archive.infolist(), limits)
            told = _objection(archive) or _format(archive)
    except (BadZipFile, EOFError, OSError, NotImplementedError, ValueError, RuntimeError, zlib.error) as error:
        raise DocumentRefused(f"« {path.name} » {DAMAGED}") from error
    if told in READ:
        return told
    raise DocumentRefused(f"« {path.name} » {told}")


def _check_size(path: Path, members: list[ZipInfo], limits: Limits) -> None:
    whole = sum(member.file_size for member in members)
    packed = max(1, sum(member.compress_size for member in members))
    if whole > limits.unpacked or len(members) > MOST_MEMBERS or (whole > SMALL and whole > HIGHEST_RATIO * packed):
        raise DocumentRefused(f"« {path.name} » {BOMB}")


def _objection(archive: ZipFile) -> str:
    """Say why the archive is not to be opened, or nothing."""
    names = set(archive.namelist())
    if any(member.flag_bits & 1 for member in archive.infolist()) or _encrypted(archive, names):
        return PROTECTED
    if any(MACROS.search(name) for name in names):
        return WITH_MACROS
    return ENTITIES if _declares_entities(archive) else ""


def _format(archive: ZipFile) -> str:
    """Return a format that is read, or say what the archive is."""
    names = set(archive.namelist())
    for name, told in MEMBERS.items():
        if name in names:
            return told
    kind = archive.read("mimetype")[:200].decode("ascii", errors="replace").strip() if "mimetype" in names else ""
    if "content.xml" in names and kind in OPEN_DOCUMENT:
        return OPEN_DOCUMENT[kind]
    if "presentation" in kind or any(name.startswith("ppt/") for name in names):
        return SLIDES
    return UNKNOWN if kind or "[Content_Types].xml" in names else ARCHIVE


def _encrypted(archive: ZipFile, names: set[str]) -> bool:
    """Return whether an OpenDocument archive says that its members are encrypted."""
    manifest = "META-INF/manifest.xml"
    return manifest in names and b"encryption-data" in archive.read(manifest)


def _declares_entities(archive: ZipFile) -> bool:
    """Return whether a part opens with a document type, as no office program writes."""
    return any(
        _doctype(archive, member.filename)
        for member in archive.infolist()
        if member.filename.lower().endswith((".xml", ".rels", ".rdf"))
    )


def _doctype(archive: ZipFile, name: str) -> bool:
    """Look at a part as far as its first element."""
    start = b""
    with archive.open(name) as opened:
        while len(start) < SMALL:
            piece = opened.read(4096)
            start += piece
            if PROLOG.search(start):
                return True
            if not piece or ELEMENT.search(start):
                return False
    return True
