"""Cards kept in a store of ``engines/search``: imported, withdrawn, found by a need told in plain words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from beffroi.engines.search import Entry, Passage, Store
from beffroi.engines.search.corpus import Corpus
from beffroi.engines.search.embeddings import Embedder
from beffroi.engines.search.searching import search
from beffroi.library.cards import Card

AT_ONCE = 128


@dataclass(frozen=True)
class Found:
    """A card that answers a need, and its score (only its order means something)."""

    id: str
    title: str
    score: float


@dataclass(frozen=True)
class Imported:
    """Cards that were new or changed, the same, withdrawn."""

    changed: int
    unchanged: int
    withdrawn: int


def entry_of(card: Card, *, origin: str) -> Entry:
    """Return the card as a sheet: what it is about opens it; what it used and where comes after."""
    rest = " ".join(part for part in (card.method, card.data, card.theme) if part)
    told = [f"{card.title}. {card.problem}", rest, " ".join(one.figure for one in card.results), card.failed]
    passages = [Passage(text) for text in told if text]
    return Entry(card.id, card.title, (*passages, Passage(card.authority)), origin=origin, sheet=True)


def import_cards(store: Store, cards: Sequence[Card], *, origin: str) -> Imported:
    """Put new and changed cards; forget those of the same origin that are no longer there."""
    store.note("titles", "yes")
    known, entries = store.digests(), [entry_of(card, origin=origin) for card in cards]
    fresh = [entry for entry in entries if known.get(entry.source) != entry.digest]
    if fresh:
        store.put(fresh, with_titles=True)
    present = {entry.source for entry in entries}
    gone = [source for source, own in store.origins().items() if own == origin and source not in present]
    if gone:
        store.delete(gone)
    return Imported(len(fresh), len(entries) - len(fresh), len(gone))


def embed_cards(store: Store, embedder: Embedder) -> int:
    """Give their vectors to the passages that wait; return how many did."""
    if store.settings().get("vectors", embedder.name) != embedder.name:
        store.forget_vectors()
    store.note("vectors", embedder.name)
    done = 0
    while waiting := store.waiting(most=AT_ONCE):
        vectors = embedder.passages([one.text for one in waiting]).astype(np.float16)
        store.put_vectors({one.number: row.tobytes() for one, row in zip(waiting, vectors, strict=True)})
        done += len(waiting)
    return done


def find_cards(corpus: Corpus, need: str, *, embedder: Embedder | None, most: int = 10) -> list[Found]:
    """Return the cards nearest a need, best first."""
    hits = search(corpus, need, embedder=embedder, most=most)
    return [Found(hit.unit.entry.source, hit.unit.entry.title, hit.score) for hit in hits]


def ids(found: Iterable[Found]) -> list[str]:
    """Return the ids, in order."""
    return [one.id for one in found]
