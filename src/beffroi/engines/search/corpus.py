"""A store opened for searching: pages, passages, words and vectors as arrays."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from beffroi.engines.search import Entry, Row, Store
from beffroi.engines.search.snapshot import read_snapshot, write_snapshot
from beffroi.engines.search.versions import superseded
from beffroi.engines.search.word_index import WordIndex, build_words
from beffroi.engines.search.words import stems

Ints = NDArray[np.int64]
Vectors = NDArray[np.float32]


@dataclass(frozen=True)
class Unit:
    """What is ranked: one page of a document, or a whole document without pages."""

    entry: Entry
    page: int | None


@dataclass(frozen=True)
class Corpus:
    """Units and passages; passage p belongs to unit ``owner[p]`` and bears ``numbers[p]`` in the store.

    first: the first quotable passage of each unit; summary: its summary, or ``first`` where it has none.
    vectors: one a passage, zeros while it is awaited; ``embedded`` tells which are there.
    superseded: documents whose place was taken, to the one that took it.
    """

    store: Store
    units: tuple[Unit, ...]
    numbers: Ints
    owner: Ints
    first: Ints
    summary: Ints
    words: WordIndex
    vectors: Vectors
    embedded: NDArray[np.bool_]
    superseded: Mapping[str, str]

    def page_texts(self, source: str, page: int | None) -> list[str]:
        """Return the quotable passages of a page."""
        wanted = {at for at, unit in enumerate(self.units) if (unit.entry.source, unit.page) == (source, page)}
        inside = [int(self.numbers[at]) for at, owner in enumerate(self.owner.tolist()) if owner in wanted]
        return [passage.text for passage in self.store.texts(inside).values() if passage.quotable]


def open_corpus(store: Store) -> Corpus:
    """Read the store; count its words unless that was kept."""
    rows, entries = store.rows(), {entry.source: entry for entry in store.entries()}
    units, owner = _units(rows, entries)
    quotable = np.array([row.quotable for row in rows], bool)
    vectors, embedded = _vectors(rows)
    return Corpus(
        store=store,
        units=units,
        numbers=np.array([row.number for row in rows], np.int64),
        owner=owner,
        first=_first(owner, quotable, len(units)),
        summary=_first(owner, np.ones_like(quotable), len(units)),
        words=_words(store, rows, units, owner),
        vectors=vectors,
        embedded=embedded,
        superseded=superseded(list(entries.values())),
    )


def _units(rows: Sequence[Row], entries: Mapping[str, Entry]) -> tuple[tuple[Unit, ...], Ints]:
    known: dict[tuple[str, int | None], int] = {}
    owner = np.array([known.setdefault((row.source, row.page), len(known)) for row in rows], np.int64)
    return tuple(Unit(entries[source], page) for source, page in known), owner


def _first(owner: Ints, allowed: NDArray[np.bool_], count: int) -> Ints:
    """Return for each unit its first allowed passage, or its first one where none is."""
    first = np.zeros(count, np.int64)
    order = np.arange(len(owner))[::-1]
    first[owner[order]] = order
    kept = order[allowed[order]]
    first[owner[kept]] = kept
    return first


def _vectors(rows: Sequence[Row]) -> tuple[Vectors, NDArray[np.bool_]]:
    embedded = np.array([bool(row.vector) for row in rows], bool)
    width = max((len(row.vector) // 2 for row in rows), default=0)
    found = np.zeros((len(rows), width), np.float32)
    if embedded.any():
        packed = b"".join(row.vector for row in rows)
        found[embedded] = np.frombuffer(packed, np.float16).reshape(-1, width)
    return found, embedded


def _words(store: Store, rows: Sequence[Row], units: Sequence[Unit], owner: Ints) -> WordIndex:
    notes = store.settings()
    generation = notes.get("generation", "0")
    kept = store.snapshot(generation)
    if kept is not None:
        return read_snapshot(kept)
    index = _count(store, rows, units, owner, with_titles=notes.get("titles") != "no")
    store.keep_snapshot(generation, write_snapshot(index))
    return index


def _count(store: Store, rows: Sequence[Row], units: Sequence[Unit], owner: Ints, *, with_titles: bool) -> WordIndex:
    found = store.stems()
    passages = [found[row.number].split() for row in rows]
    pages = [stems(unit.entry.title) if with_titles else [] for unit in units]
    for number, words in zip(owner, passages, strict=True):
        pages[number] = pages[number] + words
    return build_words(pages, passages)
