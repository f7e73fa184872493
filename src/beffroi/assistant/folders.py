"""A folder of documents to entries, whatever their format; what cannot be read is told, not fatal."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import takewhile
from pathlib import Path

from beffroi.assistant.days import days_in
from beffroi.assistant.errors import SourceMissing
from beffroi.assistant.orders import gives_orders
from beffroi.assistant.publications import is_publications, read_publications
from beffroi.assistant.rights import is_public
from beffroi.assistant.sheets import is_sheets, read_sheets
from beffroi.engines.documents import Document
from beffroi.engines.search.cutting import cut_document
from beffroi.engines.search.passages import Entry, Passage
from beffroi.engines.search.words import fold
from beffroi.territory.errors import BadInput

REPLACES = re.compile(
    r"\b(?:annulent? et remplacent?|remplacent?|abrogent?|se substituent? (?:à|aux?))\b[^.\n]{8,200}"
    r"|[^.\n]{8,200}\b(?:est|sont) (?:abrogée?s?|remplacée?s? par (?:le|la|les) présente?s?)\b",
    re.IGNORECASE,
)
AMENDING = re.compile(
    r"\b(?:modification|modifiant|modificati(?:f|ve)|rectificati(?:f|ve)|avenant|complétant|portant modification"
    r"|modifi(?:e|ent) (?:le|la|les|l['’]))",
    re.IGNORECASE,
)
AMENDED = re.compile(
    r"[^.\n]*\b(?:modifi\w+|complét\w+|rectifi\w+|avenant"
    r"|(?:a|ont|avait) (?:fixé|adopté|approuvé|voté|institué|réglementé))\b[^.\n]*(?:19|20)\d{2}[^.\n]*",
    re.IGNORECASE,
)
DATE_FROM = re.compile(
    r"(?:en date du|mise? à jour (?:du|le)|séance du|date\s?:"
    r"|(?:adopté|voté|rédigé|publié|pris|fait|approuvé)\w*[^.\n]{0,60}?\ble"
    r"|(?:note|arrêté|délibération|règlement|avis|compte rendu)[^.\n]{0,40}?\bdu)\s",
    re.IGNORECASE,
)
FIRST_LETTERS = 1500
WORKBOOKS = {"ods", "xlsx", "xls", "csv"}
MOST_TITLE_BLOCKS, LONGEST_TITLE = 4, 120
ORDERS_FOUND = "Ce document s'adresse à l'assistant : ces passages ne sont ni suivis ni cités."
YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})(?!\d)")


@dataclass(frozen=True)
class Unread:
    """A file that was not read, and why, in French."""

    name: str
    reason: str


def read_sources(sources: list[Path]) -> Iterator[Entry | Unread]:
    """Return the entries of folders, sheets, publications and documents. Raises SourceMissing, SheetUnreadable."""
    for source in sources:
        if not source.exists():
            raise SourceMissing(f"Source absente : {source} ; donnez un dossier, un document ou des fiches .jsonl.")
        for path in _files(source):
            yield from (_placed(one, source) for one in _read(path, source))


def _read(path: Path, source: Path) -> Iterator[Entry | Unread]:
    if is_sheets(path) or is_publications(path):
        return sheets_in(path)
    return iter([read_one(path, below=_top(source))])


def sheets_in(path: Path) -> Iterator[Entry]:
    """Return the sheets of a file of JSON lines, or of the "vosdroits" feed. Raises SheetUnreadable."""
    return read_sheets(path) if is_sheets(path) else read_publications(path)


def _top(source: Path) -> Path:
    return source if source.is_dir() else source.parent


def _placed(found: Entry | Unread, source: Path) -> Entry | Unread:
    return found if isinstance(found, Unread) else replace(found, origin=str(source.resolve()))


def _files(source: Path) -> list[Path]:
    if source.is_file():
        return [source]
    return sorted(path for path in source.rglob("*") if path.is_file() and not path.name.startswith((".", "~$")))


def read_one(path: Path, *, below: Path) -> Entry | Unread:
    """Read one document of a folder."""
    from beffroi.engines.documents import read_document  # noqa: PLC0415  # slow to import

    try:
        document = read_document(path)
    except BadInput as error:
        return Unread(path.name, str(error))
    passages = cut_document(document)
    if not passages:
        return Unread(path.name, "aucun texte n'y a été trouvé.")
    return entry_of(document, passages, path=path.relative_to(below))


def entry_of(document: Document, passages: tuple[Passage, ...], *, path: Path) -> Entry:
    """Return the entry of a document that was read: title, date, rights, what it replaces, what is odd in it."""
    texts = [passage.text for passage in passages]
    orders = any(gives_orders(block.text) for page in document.pages for block in page.blocks)
    return Entry(
        source=path.name,
        title=title_of(document) or path.stem.replace("_", " ").replace("-", " "),
        passages=passages,
        date=_date(document, path, texts),
        public=is_public(path, texts),
        replaces=tuple(match.group().strip() for text in texts for match in REPLACES.finditer(text)),
        amends=_amends(title_of(document), texts),
        flags=(*document.remarks, *([ORDERS_FOUND] if orders else [])),
    )


def _amends(title: str, texts: list[str]) -> tuple[str, ...]:
    """Return the sentences by which an act names what it changes in part; none where it does not say it changes any."""
    if not AMENDING.search("\n".join([title, *texts])[:FIRST_LETTERS]):
        return ()
    return tuple(match.group().strip() for text in texts for match in AMENDED.finditer(text))


def title_of(document: Document) -> str:
    """Return the headings at the top of the document, or the title of its metadata where that is the same but longer.

    A workbook has none: the headings of its sheets name the sheets.
    """
    if document.format in WORKBOOKS:
        return document.title.strip()
    blocks = [block for page in document.pages[:1] for block in page.blocks if not block.hidden][:MOST_TITLE_BLOCKS]
    headings = [block.text.strip() for block in takewhile(lambda block: block.kind == "heading", blocks)]
    first = next((block.text.strip() for block in blocks if block.kind == "heading"), "")
    if not first or fold(document.title).startswith(fold(first)):
        return document.title.strip()
    return " ".join(headings[:2]) if len(headings) > 1 and len(" ".join(headings[:2])) < LONGEST_TITLE else first


def _date(document: Document, path: Path, texts: list[str]) -> dt.date | None:
    """Return the day that the document gives for its own at its start, else its year, else that of its metadata."""
    opening = "\n".join(texts)[:FIRST_LETTERS]
    told = days_in(path.stem.replace("_", "-")) or [
        day for match in DATE_FROM.finditer(opening) for day in days_in(opening[match.end() : match.end() + 22])[:1]
    ]
    if told:
        return told[0]
    year = YEAR.search(f"{path.stem} {title_of(document)}")
    return dt.date(int(year[1]), 1, 1) if year else document.date
