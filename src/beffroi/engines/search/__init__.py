"""Finding passages: one store a tenant, words at once, meanings as the vectors arrive."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from beffroi.engines.search.errors import StoreUnknown
from beffroi.engines.search.passages import Entry, Passage, Role

__all__ = ["Entry", "Passage", "Row", "Store", "Waiting", "connect"]


@dataclass(frozen=True)
class Row:
    """A stored passage without its text: its number, its document, its page, its place in the document, its vector.

    vector: float16 numbers as bytes, empty while they are awaited.
    """

    number: int
    source: str
    page: int | None
    role: Role
    vector: bytes


@dataclass(frozen=True)
class Waiting:
    """A passage whose vector is awaited, and what is to be embedded of it."""

    number: int
    text: str


class Store(Protocol):
    """Documents and passages of one tenant, kept."""

    def settings(self) -> Mapping[str, str]:
        """Return the notes of the store (titles searched or not, model of the vectors)."""
        ...

    def note(self, name: str, value: str) -> None:
        """Keep a note."""
        ...

    def digests(self) -> Mapping[str, str]:
        """Return the fingerprint of each document."""
        ...

    def origins(self) -> Mapping[str, str]:
        """Return where each document was read from."""
        ...

    def put(self, entries: Iterable[Entry], *, with_titles: bool) -> int:
        """Add documents, or replace those of the same source; return the number of passages."""
        ...

    def delete(self, sources: Iterable[str]) -> None:
        """Forget documents, their passages, words and vectors."""
        ...

    def entries(self) -> Sequence[Entry]:
        """Return every document, its passages left out."""
        ...

    def rows(self) -> Sequence[Row]:
        """Return every passage in order of document and place."""
        ...

    def stems(self) -> Mapping[int, str]:
        """Return the stems of every passage, by number."""
        ...

    def headings(self) -> Mapping[int, str]:
        """Return the headings above every passage that has some, by number."""
        ...

    def texts(self, numbers: Sequence[int]) -> Mapping[int, Passage]:
        """Return some passages by number."""
        ...

    def waiting(self, *, most: int) -> Sequence[Waiting]:
        """Return passages that have no vector yet, openings first."""
        ...

    def forget_vectors(self) -> None:
        """Forget all vectors: those of another model do not compare."""
        ...

    def put_vectors(self, vectors: Mapping[int, bytes]) -> None:
        """Keep vectors."""
        ...

    def keep(self, name: str, data: bytes) -> None:
        """Keep what was reckoned from the passages, in place of what bore that name."""
        ...

    def kept(self, name: str) -> bytes | None:
        """Return what was kept under a name, or None; a change of the documents forgets it."""
        ...

    def close(self) -> None:
        """Let the store go."""
        ...


def connect(address: str, *, tenant: str, create: bool = False) -> Store:
    """Open the store of a tenant: a path, ``memory:``, ``postgresql://…``.

    Raises StoreUnknown, StoreMissing (unless ``create``), StoreUnreadable, StoreOfAnother.
    """
    if address.startswith(("postgresql://", "postgres://")):
        from beffroi.engines.search.postgres import open_postgres  # noqa: PLC0415  # heavy

        return open_postgres(address, tenant=tenant, create=create)
    if address == "memory:" or "://" not in address:
        from beffroi.engines.search.sqlite import open_sqlite  # noqa: PLC0415

        return open_sqlite(address, tenant=tenant, create=create)
    raise StoreUnknown(f"Adresse de base inconnue : « {address} » ; donnez un fichier ou postgresql://…")
