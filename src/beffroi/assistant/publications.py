"""Sheets of service-public.fr as the "vosdroits" feed publishes them: XML, one a publication, alone or in a zip.

The format is told in docs/services/assistant-sources.md. No entity, DTD or network is read.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

from lxml import etree

from beffroi.assistant.errors import SheetUnreadable
from beffroi.assistant.publication_text import text_of
from beffroi.assistant.sheets import read_date
from beffroi.engines.search.cutting import cut_sheet
from beffroi.engines.search.passages import Entry

SUFFIXES = (".xml", ".zip")
START = 4096
ROOT = re.compile(rb"<Publication[\s>]")
MOST_MEMBERS, MOST_BYTES, MOST_UNPACKED, MOST_TIMES = 20_000, 8_000_000, 500_000_000, 200
DC = "{http://purl.org/dc/elements/1.1/}"
ADDRESSES = {
    "particuliers": "https://www.service-public.fr/particuliers/vosdroits/",
    "associations": "https://www.service-public.fr/associations/vosdroits/",
    "professionnels": "https://entreprendre.service-public.fr/vosdroits/",
}


def is_publications(path: Path) -> bool:
    """Tell whether a file is a publication, or a zip that holds some, by its name and its content."""
    if path.suffix.lower() == ".xml":
        with path.open("rb") as file:
            return bool(ROOT.search(file.read(START)))
    if path.suffix.lower() != ".zip" or not zipfile.is_zipfile(path):
        return False
    with zipfile.ZipFile(path) as archive:
        return any(member.filename.lower().endswith(".xml") for member in archive.infolist())


def read_publications(path: Path) -> Iterator[Entry]:
    """Return the sheets of a file; lists of links and forms have no text and are left out. Raises SheetUnreadable."""
    if path.suffix.lower() == ".xml":
        yield from _entry(path.read_bytes(), path.name)
        return
    try:
        with zipfile.ZipFile(path) as archive:
            for member in _members(archive, path.name):
                yield from _entry(archive.read(member), member.filename)
    except (zipfile.BadZipFile, RuntimeError, EOFError, zlib.error) as error:
        raise SheetUnreadable(f"{path.name} : archive abîmée ou protégée ; téléchargez-la de nouveau.") from error


def _members(archive: zipfile.ZipFile, name: str) -> list[zipfile.ZipInfo]:
    found = [one for one in archive.infolist() if one.filename.lower().endswith(".xml")]
    large = any(one.file_size > MOST_BYTES or one.file_size > MOST_TIMES * max(one.compress_size, 1) for one in found)
    if large or len(found) > MOST_MEMBERS or sum(one.file_size for one in found) > MOST_UNPACKED:
        raise SheetUnreadable(f"{name} : archive démesurée ; donnez celle de lecomarquage.service-public.fr.")
    return sorted(found, key=lambda one: one.filename)


def _entry(content: bytes, name: str) -> Iterator[Entry]:
    root = _parsed(content, name)
    if root.tag != "Publication" or not root.get("ID"):
        return
    text = text_of(root)
    if not text:
        return
    key = str(root.get("ID"))
    yield Entry(
        source=key,
        title=_line(root.findtext(f"{DC}title")) or key,
        passages=cut_sheet(text, summary=_line(root.findtext(f"{DC}description")), subject=_subject(root)),
        url=_address(root, key),
        date=read_date(_line(root.findtext(f"{DC}date")).removeprefix("modified").strip()),
        sheet=True,
    )


def _parsed(content: bytes, name: str) -> etree._Element:
    parser = etree.XMLParser(resolve_entities=False, load_dtd=False, no_network=True, huge_tree=False)
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        raise SheetUnreadable(f"{name} : ce n'est pas du XML bien formé ; téléchargez de nouveau l'archive.") from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise SheetUnreadable(f"{name} : ce fichier définit des entités, ce que le flux officiel ne fait pas.")
    return root


def _line(text: str | None) -> str:
    return " ".join((text or "").split())


def _subject(root: etree._Element) -> str:
    """Return the theme and the file where the sheet is kept."""
    names = (root.findtext("Theme/Titre"), root.findtext("SousThemePere/Titre"), root.findtext("DossierPere/Titre"))
    told = [_line(name) for name in names if _line(name)]
    return "\n".join(dict.fromkeys(told or [_line(root.findtext(f"{DC}subject"))])).strip()


def _address(root: etree._Element, key: str) -> str:
    told = str(root.get("spUrl") or "")
    if told.startswith("https://"):
        return told
    audience = _line(root.findtext("Audience")).lower()
    return ADDRESSES.get(audience, ADDRESSES["particuliers"]) + key
