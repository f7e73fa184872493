"""From an original to the store: read, described as the town told, put in its words."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from django.utils import timezone

from beffroi.assistant.folders import entry_of, sheets_in
from beffroi.assistant.indexing import index_words
from beffroi.engines.documents import Reader
from beffroi.engines.search import Entry, Store
from beffroi.engines.search.cutting import cut_document
from beffroi.territory.errors import BadInput
from beffroi.web.assistant.models import Document, DocumentState, Kind, Rights
from beffroi.web.assistant.sources import origin_of, original
from beffroi.web.assistant.store import opened_corpus
from beffroi.web.platform.models import Tenant

NO_TEXT = "Aucun texte n'y a été trouvé : vérifiez que le document s'ouvre et qu'il contient des mots."
Progress = Callable[[float], None]


def stamp_of(document: Document) -> str:
    """Return the fingerprint of what goes into the store: the file, and what the town told of it."""
    told = (document.digest, document.title, document.date, document.rights, document.source)
    where = (document.url,) if document.url else ()
    return hashlib.sha256(repr((*told, *where)).encode()).hexdigest()


def to_read(store: Store) -> list[Document]:
    """Return the current documents that the store does not hold as they now are."""
    there = set(store.origins().values())
    return [
        document
        for document in Document.objects.filter(current=True)
        if document.stamp != stamp_of(document)
        or (document.state == DocumentState.READ and origin_of(document) not in there)
    ]


def read_into(
    store: Store, tenant: Tenant, document: Document, *, reader: Reader, progress: Progress = lambda _: None
) -> int:
    """Read one document and put it into the store; its row says what was found. Return the number of passages.

    progress: told the share of the pages read (0 to 1), where the format has pages.
    """
    entries: list[Entry] = []
    found = _entries(tenant, document, reader, progress)
    try:
        done = index_words(store, _noted(found, entries), with_titles=True, origins={origin_of(document)})
    except BadInput as error:
        _unread(store, document, str(error))
        return 0
    _describe(document, entries)
    return done.passages


def _noted(entries: Iterable[Entry], kept: list[Entry]) -> Iterator[Entry]:
    for entry in entries:
        kept.append(entry)
        yield entry


def _entries(tenant: Tenant, document: Document, reader: Reader, progress: Progress) -> Iterator[Entry]:
    """Return the entries of a file: one a document, many a file of sheets. Raises BadInput where it is not read."""
    path = original(tenant, document)
    if document.kind == Kind.SHEETS:
        for entry in sheets_in(path):
            yield replace(entry, origin=origin_of(document), public=_public(document, entry))
        return
    read = reader.read(path, progress=lambda done, pages: progress(done / max(pages, 1)))
    passages = cut_document(read)
    if not passages:
        raise BadInput(NO_TEXT)
    found = entry_of(read, passages, path=Path(document.source))
    yield replace(
        found,
        source=document.source,
        title=document.title or found.title,
        date=document.date or found.date,
        public=_public(document, found),
        origin=origin_of(document),
        url=document.url,
    )


def _public(document: Document, entry: Entry) -> bool:
    return entry.public if document.rights == Rights.AUTO else document.rights == Rights.PUBLIC


def _describe(document: Document, entries: list[Entry]) -> None:
    first = entries[0] if entries else None
    document.state, document.reason = DocumentState.READ, ""
    document.entries, document.read_at, document.stamp = len(entries), timezone.now(), stamp_of(document)
    document.public = all(entry.public for entry in entries)
    if first and document.kind == Kind.DOCUMENT:
        document.read_title, document.read_date = first.title[:300], first.date
        document.flags = list(first.flags)
        document.passages = len(first.passages)
        document.pages = len({passage.page for passage in first.passages} - {None})
    document.save()


def _unread(store: Store, document: Document, reason: str) -> None:
    gone = [source for source, origin in store.origins().items() if origin == origin_of(document)]
    if gone:
        store.delete(gone)
    document.state, document.reason = DocumentState.UNREAD, reason
    document.stamp, document.read_at = stamp_of(document), timezone.now()
    document.passages = document.pages = document.entries = 0
    document.save()


@dataclass(frozen=True)
class ReadPage:
    """A page as it was read: its number where the format has pages, its passages."""

    number: int | None
    texts: tuple[str, ...]


def page_texts(tenant: Tenant, document: Document) -> list[ReadPage]:
    """Return what the store holds of a document, page by page; nothing for an earlier version or for sheets."""
    if not document.current or document.kind == Kind.SHEETS:
        return []
    with opened_corpus(tenant) as opened:
        if opened is None:
            return []
        corpus = opened.corpus
        own = [unit for unit in corpus.units if unit.entry.source == document.source]
        return [ReadPage(unit.page, tuple(corpus.page_texts(document.source, unit.page))) for unit in own]
