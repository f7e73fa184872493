"""Which format a file has, told by its content and not by its name; what is refused before it is opened."""

from __future__ import annotations

import re
from pathlib import Path

from beffroi.engines.documents.archives import office_format
from beffroi.engines.documents.errors import DocumentRefused
from beffroi.engines.documents.limits import MEGABYTE, Limits

START = 8192
READERS = {
    "pdf": "beffroi.engines.documents.pdf.reader",
    "html": "beffroi.engines.documents.web_page",
    "txt": "beffroi.engines.documents.plain_text",
    "csv": "beffroi.engines.documents.comma_file",
    "docx": "beffroi.engines.documents.word",
    "odt": "beffroi.engines.documents.open_text",
    "xlsx": "beffroi.engines.documents.workbook",
    "ods": "beffroi.engines.documents.open_sheet",
    "eml": "beffroi.engines.documents.mail",
    "picture": "beffroi.engines.documents.picture",
}
PICTURES = (b"\x89PNG\r\n", b"\xff\xd8\xff", b"II*\x00", b"MM\x00*", b"GIF8", b"BM")
OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
HTML = re.compile(rb"<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE)
MAIL = re.compile(rb"\A(?:[A-Za-z][A-Za-z0-9-]{1,40}:[^\n]*\n(?:[ \t][^\n]*\n)*){2,}")
MAIL_SIGNS = re.compile(
    rb"^(?:From|Received|Return-Path|Message-ID|MIME-Version|Delivered-To):", re.IGNORECASE | re.MULTILINE
)
UNKNOWN = "n'a pas un format connu : enregistrez-le en PDF, DOCX, ODT, XLSX ou ODS."


def format_of(path: Path, *, limits: Limits) -> str:
    """Return a key of READERS. Raises DocumentRefused for what is empty, too large, or cannot be read."""
    size = path.stat().st_size
    if size > limits.size:
        raise DocumentRefused(f"« {path.name} » dépasse {limits.size // MEGABYTE} Mo : découpez-le.")
    with path.open("rb") as opened:
        start = opened.read(START)
    if not start.strip():
        raise DocumentRefused(f"« {path.name} » est vide : choisissez le fichier complet.")
    if b"%PDF-" in start[:1024]:
        return "pdf"
    if start.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return office_format(path, limits=limits)
    if start.startswith(PICTURES) or start[8:12] == b"WEBP":
        return "picture"
    return _text_format(path, start)


def _text_format(path: Path, start: bytes) -> str:
    _refuse_known(path, start)
    unmarked = start.removeprefix(b"\xef\xbb\xbf").lstrip()
    head = unmarked.replace(b"\r\n", b"\n")
    if MAIL.match(head) and (MAIL_SIGNS.search(head) or path.suffix.lower() == ".eml"):
        return "eml"
    if HTML.search(start):
        return "html"
    if b"\x00" in start and not start.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise DocumentRefused(f"« {path.name} » {UNKNOWN}")
    if start.count(b"\x1b") + sum(start.count(bytes([sign])) for sign in range(1, 8)) > len(start) // 50:
        raise DocumentRefused(f"« {path.name} » {UNKNOWN}")
    return "csv" if path.suffix.lower() in {".csv", ".tsv"} else "txt"


def _refuse_known(path: Path, start: bytes) -> None:
    """Raise DocumentRefused for formats that are known and not read."""
    told = ""
    if start.startswith(OLD_OFFICE):
        told = _old_office(path)
    elif start.startswith(b"{\\rtf"):
        told = "est au format RTF : ouvrez-le et enregistrez-le en DOCX ou ODT."
    elif start.startswith((b"\x1f\x8b", b"7z\xbc\xaf", b"Rar!", b"BZh", b"\xfd7zXZ")):
        told = "est une archive : ouvrez-la et déposez les documents qu'elle contient."
    elif start.startswith((b"<?xml", b"\xef\xbb\xbf<?xml")) and not HTML.search(start):
        told = "est un fichier XML : déposez le document d'origine (PDF, DOCX, ODT)."
    elif start.startswith((b"MZ", b"\x7fELF", b"#!")):
        told = "est un programme : il n'est pas ouvert."
    if told:
        raise DocumentRefused(f"« {path.name} » {told}")


def _old_office(path: Path) -> str:
    """Say what an OLE file is: a protected document, a message of Outlook, a document of before 2007."""
    with path.open("rb") as opened:
        content = opened.read(4 * MEGABYTE)
    if "EncryptedPackage".encode("utf-16-le") in content:
        return "est protégé par un mot de passe : enregistrez-en une copie sans mot de passe, puis recommencez."
    if "__substg1.0".encode("utf-16-le") in content:
        return "est un message d'Outlook : enregistrez-le au format EML."
    return "est dans un format d'avant 2007 : ouvrez-le et enregistrez-le en DOCX, XLSX, ODT ou ODS."
