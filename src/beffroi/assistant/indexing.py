"""Sources to a store: words first, so that they are found at once; vectors as they come."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from beffroi.engines.search import Store
from beffroi.engines.search.bridge import bridge_of
from beffroi.engines.search.corpus import open_corpus
from beffroi.engines.search.embeddings import Embedder
from beffroi.engines.search.passages import Entry

BATCH = 200
EMBEDDED_AT_ONCE = 256

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Indexed:
    """What an indexing did: documents added or changed, unchanged, deleted; passages written."""

    changed: int
    unchanged: int
    deleted: int
    passages: int


def index_words(
    store: Store,
    entries: Iterable[Entry],
    *,
    with_titles: bool,
    origins: Collection[str] = (),
    progress: Progress | None = None,
) -> Indexed:
    """Store what is new or changed, and forget what came from one of the ``origins`` and is no longer there."""
    titles = "yes" if with_titles else "no"
    known = dict(store.digests()) if store.settings().get("titles") == titles else {}
    store.note("titles", titles)
    seen: set[str] = set()
    changed: set[str] = set()
    passages = 0
    for batch in _batches(_fresh(entries, known, seen), BATCH):
        passages += store.put(batch, with_titles=with_titles)
        changed |= {entry.source for entry in batch}
        if progress:
            progress(len(changed), 0)
    gone = [source for source, origin in store.origins().items() if origin in origins and source not in seen]
    if gone:
        store.delete(gone)
    return Indexed(len(changed), len(seen) - len(changed), len(gone), passages)


def _fresh(entries: Iterable[Entry], known: dict[str, str], seen: set[str]) -> Iterator[Entry]:
    for entry in entries:
        # a sheet that stands in two files is taken once
        new = entry.source not in seen
        seen.add(entry.source)
        if new and known.get(entry.source) != entry.digest:
            yield entry


def _batches(entries: Iterable[Entry], size: int) -> Iterator[list[Entry]]:
    held: list[Entry] = []
    for entry in entries:
        held.append(entry)
        if len(held) == size:
            yield held
            held = []
    if held:
        yield held


def index_vectors(store: Store, embedder: Embedder, *, progress: Progress | None = None) -> int:
    """Embed what waits, openings first; return how many passages were. May be stopped and run again."""
    if store.settings().get("vectors", embedder.name) != embedder.name:
        store.forget_vectors()
    store.note("vectors", embedder.name)
    done = 0
    while waiting := store.waiting(most=EMBEDDED_AT_ONCE):
        texts = list(dict.fromkeys(one.text for one in waiting))
        vectors = dict(zip(texts, embedder.passages(texts).astype(np.float16), strict=True))
        store.put_vectors({one.number: vectors[one.text].tobytes() for one in waiting})
        done += len(waiting)
        if progress:
            progress(done, 0)
    # learnt now, so that the first question does not wait for it
    bridge_of(open_corpus(store), embedder)
    return done
