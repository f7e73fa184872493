"""A store in PostgreSQL: one schema a tenant, the same tables as in SQLite; vectors are searched exactly in memory."""

from __future__ import annotations

import re
from typing import Any

from beffroi.engines.search.errors import StoreMissing, StoreUnreadable
from beffroi.engines.search.sql_store import VERSION, SqlStore, check_owner

TABLES = """
CREATE TABLE notes (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE documents (source TEXT PRIMARY KEY, title TEXT NOT NULL, url TEXT NOT NULL, date TEXT NOT NULL,
  public INTEGER NOT NULL, digest TEXT NOT NULL, replaces TEXT NOT NULL, amends TEXT NOT NULL,
  flags TEXT NOT NULL, origin TEXT NOT NULL, sheet INTEGER NOT NULL);
CREATE TABLE passages (number BIGSERIAL PRIMARY KEY, source TEXT NOT NULL, place INTEGER NOT NULL,
  page INTEGER, heading TEXT NOT NULL, text TEXT NOT NULL, role TEXT NOT NULL, stems TEXT NOT NULL,
  opening TEXT NOT NULL, vector BYTEA);
CREATE INDEX passages_of ON passages (source, place);
CREATE TABLE arrays (name TEXT PRIMARY KEY, data BYTEA NOT NULL);
"""


def open_postgres(address: str, *, tenant: str, create: bool) -> SqlStore:
    """Open the tenant's schema. Raises StoreMissing, StoreUnreadable, StoreOfAnother."""
    import psycopg  # noqa: PLC0415  # only where the address asks for it

    try:
        connection = psycopg.connect(address)
    except psycopg.Error as error:
        raise StoreUnreadable("La base PostgreSQL ne répond pas : vérifiez son adresse et qu'elle tourne.") from error
    _enter(connection, schema_of(tenant), create=create)
    store = SqlStore(connection, mark="%s")
    if "version" not in store.settings():
        store.note("version", VERSION)
        store.note("tenant", tenant)
    check_owner(store, tenant)
    return store


def schema_of(tenant: str) -> str:
    """Return the name of a tenant's schema: letters, figures and underscores only."""
    return "recherche_" + re.sub(r"[^a-z0-9]", "_", tenant.lower())


def _enter(connection: Any, schema: str, *, create: bool) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM information_schema.schemata WHERE schema_name = %s", (schema,))
        known = cursor.fetchone() is not None
        if not known and not create:
            raise StoreMissing("Base absente : faites-la avec beffroi assistant index … --store postgresql://…")
        if not known:
            cursor.execute(f'CREATE SCHEMA "{schema}"')
        cursor.execute(f'SET search_path TO "{schema}"')
        if not known:
            cursor.execute(TABLES)
    connection.commit()
