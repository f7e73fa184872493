"""The tenant's store of passages, opened for a question; what is loaded of it stays in this process."""

from __future__ import annotations

import sqlite3
import threading
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from secrets import token_hex
from typing import TYPE_CHECKING

from django.conf import settings

from beffroi.engines.search import Store, connect
from beffroi.engines.search.errors import StoreMissing, StoreOfAnother, StoreUnreadable
from beffroi.web.assistant.models import Document
from beffroi.web.platform.models import Tenant

if TYPE_CHECKING:
    from beffroi.engines.search.corpus import Corpus
    from beffroi.engines.search.embeddings import Embedder

KEPT = 6
_LOADING_MODEL = threading.Lock()
BORN, VECTORS_AT = "born", "vectors_at"


def root(tenant: Tenant) -> Path:
    """Return the tenant's folder of the assistant."""
    return Path(settings.MEDIA_ROOT) / str(tenant.pk) / "assistant"


def place(tenant: Tenant) -> Path:
    """Return the file of the tenant's store."""
    return root(tenant) / "store.sqlite3"


@contextmanager
def opened(tenant: Tenant, *, create: bool = False) -> Iterator[Store]:
    """Open the tenant's store for a while; one that another version wrote is made anew where ``create``.

    Raises StoreMissing, StoreUnreadable, StoreOfAnother.
    """
    try:
        store = connect(str(place(tenant)), tenant=tenant.siret, create=create)
    except (StoreUnreadable, StoreOfAnother) as error:
        if not create or isinstance(error.__cause__, sqlite3.OperationalError):
            raise
        # it holds nothing that the originals do not: a changed SIRET or version asks for another
        place(tenant).unlink()
        store = connect(str(place(tenant)), tenant=tenant.siret, create=True)
    try:
        if create and BORN not in store.settings():
            store.note(BORN, token_hex(8))
        yield store
    finally:
        store.close()


def embedder() -> Embedder | None:
    """Return the model of the vectors, loaded once a process."""
    with _LOADING_MODEL:
        return _model(settings.EMBEDDINGS)


@cache
def _model(address: str) -> Embedder | None:
    from beffroi.engines.search.embeddings import connect_embeddings  # noqa: PLC0415  # heavy

    return connect_embeddings(address)


def warm() -> None:
    """Load the model in the background where this process has not: a person is about to ask."""
    if not _model.cache_info().currsize:
        threading.Thread(target=embedder, daemon=True).start()


@dataclass(frozen=True)
class Shelf:
    """A store as it was loaded, and the mark by which a change is seen."""

    mark: tuple[str, ...]
    corpus: Corpus


_SHELVES: OrderedDict[str, Shelf] = OrderedDict()
_LOADING = threading.Lock()


@dataclass(frozen=True)
class Opened:
    """What a question is put to: the corpus, and the embedder where the store has its vectors."""

    corpus: Corpus
    embedder: Embedder | None


@contextmanager
def opened_corpus(tenant: Tenant) -> Iterator[Opened | None]:
    """Open the tenant's corpus; None where nothing was read yet. A connection belongs to its thread, arrays to all."""
    if not place(tenant).exists():
        yield None
        return
    try:
        with opened(tenant) as store:
            corpus = _as_declared(replace(_corpus(str(place(tenant)), store), store=store))
            usable = embedder() if corpus.embedded.any() else None
            told = store.settings().get("vectors")
            same = usable if usable is not None and usable.name == told else None
            yield Opened(corpus, same) if corpus.units else None
    except (StoreMissing, StoreOfAnother):
        yield None


def _corpus(address: str, store: Store) -> Corpus:
    from beffroi.engines.search.corpus import open_corpus  # noqa: PLC0415  # heavy

    notes = store.settings()
    mark = tuple(notes.get(name, "") for name in (BORN, "generation", VECTORS_AT))
    with _LOADING:
        shelf = _SHELVES.pop(address, None)
        if shelf is None or shelf.mark != mark:
            shelf = Shelf(mark, open_corpus(store))
        _SHELVES[address] = shelf
        while len(_SHELVES) > KEPT:
            _SHELVES.popitem(last=False)
    return shelf.corpus


def _as_declared(corpus: Corpus) -> Corpus:
    """Return the corpus where what agents said to be replaced is outdated too, beside what documents say."""
    import numpy as np  # noqa: PLC0415  # heavy

    told = declared()
    if not told:
        return corpus
    replaced = {**corpus.superseded, **told}
    outdated = np.array([unit.entry.source in replaced for unit in corpus.units], bool)
    return replace(corpus, superseded=replaced, outdated=outdated)


def declared() -> dict[str, str]:
    """Return what agents said replaces what, old source to new, in the tenant in scope."""
    pairs = Document.objects.filter(current=True, replaces__current=True).values_list("replaces__source", "source")
    return {old: new for old, new in pairs if old != new}
