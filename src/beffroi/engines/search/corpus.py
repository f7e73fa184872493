"""A store opened for searching: pages, passages, words and vectors as arrays."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from beffroi.engines.search import Entry, Row, Store
from beffroi.engines.search.snapshot import read_snapshot, write_snapshot
from beffroi.engines.search.versions import amended, superseded
from beffroi.engines.search.word_index import WordIndex, build_words
from beffroi.engines.search.words import stems

WORDS = "words"
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]
Vectors = NDArray[np.float32]


@dataclass(frozen=True)
class Unit:
    """What is ranked: one page of a document, or a whole document without pages."""

    entry: Entry
    page: int | None


@dataclass(frozen=True)
class Corpus:
    """Units and passages; passage p belongs to unit ``owner[p]`` and bears ``numbers[p]`` in the store.

    vectors: one a passage, their average taken away, zeros while it is awaited. pages: one a unit, from its opening
    and its summary; subjects: one a unit, from its subject. embedded: the passages whose vector is there; quotable:
    those that stand on the page. sheets: the units that are sheets. whole: no vector is awaited.
    superseded: documents whose place was taken, to the one that took it; outdated: the units of those.
    amended: documents that acts change in part, to those acts, the newest first.
    """

    store: Store
    units: tuple[Unit, ...]
    numbers: Ints
    owner: Ints
    words: WordIndex
    vectors: Vectors
    pages: Vectors
    subjects: Vectors
    embedded: Flags
    quotable: Flags
    sheets: Flags
    whole: bool
    superseded: Mapping[str, str]
    amended: Mapping[str, tuple[str, ...]]
    outdated: Flags

    def page_texts(self, source: str, page: int | None) -> list[str]:
        """Return the quotable passages of a page."""
        wanted = {at for at, unit in enumerate(self.units) if (unit.entry.source, unit.page) == (source, page)}
        inside = [int(self.numbers[at]) for at, owner in enumerate(self.owner.tolist()) if owner in wanted]
        return [passage.text for passage in self.store.texts(inside).values() if passage.quotable]


def open_corpus(store: Store) -> Corpus:
    """Read the store; count its words unless that was kept."""
    rows, entries = store.rows(), {entry.source: entry for entry in store.entries()}
    units, owner = _units(rows, entries)
    roles = np.array([row.role for row in rows])
    replaced = superseded(list(entries.values()))
    vectors, embedded = _vectors(rows)
    kept = {role: _vectors_of(roles == role, owner, vectors, len(units)) for role in ("text", "summary", "subject")}
    return Corpus(
        store=store,
        units=units,
        numbers=np.array([row.number for row in rows], np.int64),
        owner=owner,
        words=_words(store, rows, units, owner),
        vectors=vectors,
        pages=_normal(kept["text"] + kept["summary"]),
        subjects=kept["subject"],
        embedded=embedded,
        quotable=roles == "text",
        sheets=np.array([unit.entry.sheet for unit in units], bool),
        whole=not store.waiting(most=1),
        superseded=replaced,
        amended=amended(list(entries.values()), replaced),
        outdated=np.array([unit.entry.source in replaced for unit in units], bool),
    )


def _units(rows: Sequence[Row], entries: Mapping[str, Entry]) -> tuple[tuple[Unit, ...], Ints]:
    known: dict[tuple[str, int | None], int] = {}
    owner = np.array([known.setdefault((row.source, row.page), len(known)) for row in rows], np.int64)
    return tuple(Unit(entries[source], page) for source, page in known), owner


def _vectors_of(chosen: Flags, owner: Ints, vectors: Vectors, count: int) -> Vectors:
    """Return for each unit the vector of its first chosen passage, zeros where it has none."""
    found = np.zeros((count, vectors.shape[1]), np.float32)
    places = np.flatnonzero(chosen)[::-1]
    found[owner[places]] = vectors[places]
    return found


def _vectors(rows: Sequence[Row]) -> tuple[Vectors, NDArray[np.bool_]]:
    embedded = np.array([bool(row.vector) for row in rows], bool)
    width = max((len(row.vector) // 2 for row in rows), default=0)
    found = np.zeros((len(rows), width), np.float32)
    if embedded.any():
        packed = b"".join(row.vector for row in rows)
        known = np.frombuffer(packed, np.float16).reshape(-1, width).astype(np.float32)
        found[embedded] = _normal(known - known.mean(axis=0))
    return found, embedded


def _normal(vectors: Vectors) -> Vectors:
    """Bring vectors to length 1; zeros stay zeros."""
    return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True).clip(1e-6), dtype=np.float32)


def _words(store: Store, rows: Sequence[Row], units: Sequence[Unit], owner: Ints) -> WordIndex:
    kept = store.kept(WORDS)
    if kept is not None:
        return read_snapshot(kept)
    index = _count(store, rows, units, owner, with_titles=store.settings().get("titles") != "no")
    store.keep(WORDS, write_snapshot(index))
    return index


def _count(store: Store, rows: Sequence[Row], units: Sequence[Unit], owner: Ints, *, with_titles: bool) -> WordIndex:
    found = store.stems()
    passages = [found[row.number].split() for row in rows]
    pages = [stems(unit.entry.title) if with_titles else [] for unit in units]
    subjects: list[list[str]] = [[] for _ in units]
    for row, number in zip(rows, owner, strict=True):
        if row.role == "subject":
            subjects[number] = found[row.number].split()
        else:
            pages[number] = pages[number] + found[row.number].split()
    return build_words(pages, passages, subjects)
