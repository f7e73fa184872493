"""A store in one SQLite file, or in memory."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from beffroi.engines.search.errors import StoreMissing, StoreUnreadable
from beffroi.engines.search.sql_store import VERSION, SqlStore, check_owner

TABLES = """
CREATE TABLE notes (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE documents (source TEXT PRIMARY KEY, title TEXT NOT NULL, url TEXT NOT NULL, date TEXT NOT NULL,
  public INTEGER NOT NULL, digest TEXT NOT NULL, replaces TEXT NOT NULL, amends TEXT NOT NULL,
  flags TEXT NOT NULL, origin TEXT NOT NULL, sheet INTEGER NOT NULL);
CREATE TABLE passages (number INTEGER PRIMARY KEY AUTOINCREMENT, source TEXT NOT NULL, place INTEGER NOT NULL,
  page INTEGER, heading TEXT NOT NULL, text TEXT NOT NULL, role TEXT NOT NULL, stems TEXT NOT NULL,
  opening TEXT NOT NULL, vector BLOB);
CREATE INDEX passages_of ON passages (source, place);
CREATE TABLE arrays (name TEXT PRIMARY KEY, data BLOB NOT NULL);
"""


def open_sqlite(address: str, *, tenant: str, create: bool) -> SqlStore:
    """Open a file, or ``memory:``. Raises StoreMissing, StoreUnreadable, StoreOfAnother."""
    path = Path(address)
    new = address == "memory:" or not path.exists()
    if new and address != "memory:" and not create:
        raise StoreMissing(f"Base absente : {address} ; faites-la avec beffroi assistant index … --store {address}")
    if new and address != "memory:":
        path.parent.mkdir(parents=True, exist_ok=True)
    store = SqlStore(sqlite3.connect(":memory:" if address == "memory:" else path))
    try:
        _prepare(store, tenant, new=new)
    except sqlite3.DatabaseError as error:
        raise StoreUnreadable(f"{address} n'est pas une base de l'assistant : choisissez un autre fichier.") from error
    return store


def _prepare(store: SqlStore, tenant: str, *, new: bool) -> None:
    # what is deleted is overwritten: gone from the file too, not only from the tables
    store.connection.execute("PRAGMA secure_delete = ON")
    if new:
        store.connection.executescript(TABLES)
        store.note("version", VERSION)
        store.note("tenant", tenant)
    check_owner(store, tenant)
