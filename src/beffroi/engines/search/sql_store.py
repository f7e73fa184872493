"""A store in tables, the same in SQLite and PostgreSQL."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from secrets import token_hex
from typing import Any

from beffroi.engines.search import Row, Waiting
from beffroi.engines.search.errors import StoreOfAnother, StoreUnreadable
from beffroi.engines.search.passages import Entry, Passage
from beffroi.engines.search.words import stems

VERSION = "2"
SHEET_EMBEDDED, EMBEDDED, DEEPEST = 240, 400, 12
MANY = 500


class SqlStore:
    """Documents and passages in tables; ``mark`` is how the driver writes a parameter."""

    def __init__(self, connection: Any, *, mark: str = "?") -> None:
        self.connection, self.mark = connection, mark

    def _run(self, query: str, values: Sequence[Any] = ()) -> Any:
        cursor = self.connection.cursor()
        cursor.execute(query.replace("?", self.mark), values)
        return cursor

    def _run_many(self, query: str, rows: Iterable[Sequence[Any]]) -> None:
        self.connection.cursor().executemany(query.replace("?", self.mark), list(rows))

    @contextmanager
    def _whole(self) -> Iterator[None]:
        """Keep all of it or none."""
        try:
            yield
        except BaseException:
            self.connection.rollback()
            raise
        self.connection.commit()

    def settings(self) -> dict[str, str]:
        """Return the notes of the store."""
        return dict(self._run("SELECT name, value FROM notes").fetchall())

    def note(self, name: str, value: str) -> None:
        """Keep a note."""
        with self._whole():
            self._note(name, value)

    def _note(self, name: str, value: str) -> None:
        self._run("DELETE FROM notes WHERE name = ?", (name,))
        self._run("INSERT INTO notes (name, value) VALUES (?, ?)", (name, value))

    def _changed(self) -> None:
        """Forget what was reckoned; the note tells those who hold the store loaded that it is another now."""
        self._run("DELETE FROM arrays")
        self._note("generation", token_hex(8))

    def digests(self) -> dict[str, str]:
        """Return the fingerprint of each document."""
        return dict(self._run("SELECT source, digest FROM documents").fetchall())

    def origins(self) -> dict[str, str]:
        """Return where each document was read from."""
        return dict(self._run("SELECT source, origin FROM documents").fetchall())

    def put(self, entries: Iterable[Entry], *, with_titles: bool) -> int:
        """Add documents, or replace those of the same source; return the number of passages."""
        count = 0
        with self._whole():
            for entry in entries:
                self._delete(entry.source)
                self._insert(entry, with_titles=with_titles)
                count += len(entry.passages)
            self._changed()
        return count

    def _insert(self, entry: Entry, *, with_titles: bool) -> None:
        self._run(
            "INSERT INTO documents (source, title, url, date, public, digest, replaces, amends, flags, origin, sheet)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                entry.source,
                entry.title,
                entry.url,
                entry.date.isoformat() if entry.date else "",
                int(entry.public),
                entry.digest,
                json.dumps(entry.replaces, ensure_ascii=False),
                json.dumps(entry.amends, ensure_ascii=False),
                json.dumps(entry.flags, ensure_ascii=False),
                entry.origin,
                int(entry.sheet),
            ),
        )
        title = entry.title if with_titles else ""
        self._run_many(
            "INSERT INTO passages (source, place, page, heading, text, role, stems, opening)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            _passage_rows(entry, title),
        )

    def delete(self, sources: Iterable[str]) -> None:
        """Forget documents, their passages, words and vectors."""
        with self._whole():
            for source in sources:
                self._delete(source)
            self._changed()

    def _delete(self, source: str) -> None:
        self._run("DELETE FROM passages WHERE source = ?", (source,))
        self._run("DELETE FROM documents WHERE source = ?", (source,))

    def entries(self) -> list[Entry]:
        """Return every document, its passages left out."""
        found = self._run(
            "SELECT source, title, url, date, public, replaces, amends, flags, sheet FROM documents ORDER BY source"
        )
        return [
            Entry(
                source,
                title,
                (),
                url=url,
                date=dt.date.fromisoformat(date) if date else None,
                public=bool(public),
                replaces=tuple(json.loads(replaces)),
                amends=tuple(json.loads(amends)),
                flags=tuple(json.loads(flags)),
                sheet=bool(sheet),
            )
            for source, title, url, date, public, replaces, amends, flags, sheet in found.fetchall()
        ]

    def rows(self) -> list[Row]:
        """Return every passage in order of document and place."""
        found = self._run("SELECT number, source, page, role, vector FROM passages ORDER BY source, place")
        return [
            Row(number, source, page, role, bytes(vector or b""))
            for number, source, page, role, vector in found.fetchall()
        ]

    def stems(self) -> dict[int, str]:
        """Return the stems of every passage."""
        return dict(self._run("SELECT number, stems FROM passages").fetchall())

    def headings(self) -> dict[int, str]:
        """Return the headings above every passage that has some, by number."""
        return dict(self._run("SELECT number, heading FROM passages WHERE heading <> ''").fetchall())

    def texts(self, numbers: Sequence[int]) -> dict[int, Passage]:
        """Return some passages by number."""
        found: dict[int, Passage] = {}
        for start in range(0, len(numbers), MANY):
            some = [int(number) for number in numbers[start : start + MANY]]
            marks = ", ".join("?" * len(some))
            query = f"SELECT number, text, page, heading, role FROM passages WHERE number IN ({marks})"  # noqa: S608
            for number, text, page, heading, role in self._run(query, some).fetchall():
                found[number] = Passage(text, page, heading, role)
        return found

    def waiting(self, *, most: int) -> list[Waiting]:
        """Return passages that have no vector yet, those that open a document first."""
        query = (
            "SELECT number, opening FROM passages WHERE vector IS NULL AND opening <> '' ORDER BY place, number LIMIT ?"
        )
        return [Waiting(number, text) for number, text in self._run(query, (most,)).fetchall()]

    def forget_vectors(self) -> None:
        """Forget all vectors: those of another model do not compare."""
        with self._whole():
            self._run("UPDATE passages SET vector = NULL")

    def put_vectors(self, vectors: Mapping[int, bytes]) -> None:
        """Keep vectors."""
        with self._whole():
            self._run_many(
                "UPDATE passages SET vector = ? WHERE number = ?",
                ((vector, number) for number, vector in vectors.items()),
            )

    def keep(self, name: str, data: bytes) -> None:
        """Keep what was reckoned from the passages, in place of what bore that name."""
        with self._whole():
            self._run("DELETE FROM arrays WHERE name = ?", (name,))
            self._run("INSERT INTO arrays (name, data) VALUES (?, ?)", (name, data))

    def kept(self, name: str) -> bytes | None:
        """Return what was kept under a name, or None; a change of the documents forgets it."""
        found = self._run("SELECT data FROM arrays WHERE name = ?", (name,)).fetchone()
        return bytes(found[0]) if found else None

    def close(self) -> None:
        """Let the store go."""
        self.connection.close()


def check_owner(store: SqlStore, tenant: str) -> None:
    """Raise StoreUnreadable where the version differs, StoreOfAnother where the tenant does."""
    notes = store.settings()
    if notes.get("version") != VERSION:
        raise StoreUnreadable("La base est d'une autre version : refaites-la avec beffroi assistant index.")
    if notes.get("tenant") != tenant:
        raise StoreOfAnother("Cette base est celle d'une autre collectivité.")


def _passage_rows(entry: Entry, title: str) -> Iterator[tuple[Any, ...]]:
    """Return the rows of a document; past the first passages of a sheet no vector is asked for: they add little."""
    depth: dict[int | None, int] = {}
    for place, passage in enumerate(entry.passages):
        depth[passage.page] = depth.get(passage.page, 0) + 1
        words, opening = _searched(passage, title, most=SHEET_EMBEDDED if entry.sheet else EMBEDDED)
        asked = opening if depth[passage.page] <= DEEPEST or not entry.sheet else ""
        yield (entry.source, place, passage.page, passage.heading, passage.text, passage.role, words, asked)


def _searched(passage: Passage, title: str, *, most: int) -> tuple[str, str]:
    """Return the stems of a passage and what is embedded of it."""
    words = " ".join(stems(f"{passage.heading}\n{passage.text}" if passage.heading else passage.text))
    above = "" if passage.text.startswith(passage.heading) else passage.heading
    title = "" if passage.role == "subject" else title
    opening = "\n".join(part for part in (title, above, passage.text[:most]) if part)
    return words, opening
