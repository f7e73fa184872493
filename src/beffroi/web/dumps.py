"""The database out to a folder and back: SQLite's online copy, or PostgreSQL's tables by COPY.

PostgreSQL's own tools are not asked for: the tables are read in one snapshot and written back in one transaction,
into the schema that the same migrations make.
"""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.apps import apps
from django.core.management.color import no_style
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder
from psycopg import sql

from beffroi.territory.errors import BadInput
from beffroi.web.platform import guard

SQLITE_FILE = "beffroi.sqlite3"
MIGRATIONS = "django_migrations"
Migration = tuple[str, str]


class DumpUnreadable(BadInput):
    """The database of an archive cannot be put back here."""


@dataclass(frozen=True)
class Dump:
    """What was written. tables: the columns of each, in order (PostgreSQL)."""

    vendor: str
    migrations: tuple[Migration, ...]
    tables: Mapping[str, list[str]] = field(default_factory=dict)


def applied() -> tuple[Migration, ...]:
    """Return the migrations that the database has had."""
    return tuple(sorted(MigrationRecorder(connection).applied_migrations()))


def save(folder: Path) -> Dump:
    """Write the database into a folder while others use it."""
    folder.mkdir()
    if connection.vendor == "sqlite":
        _copy_sqlite(folder / SQLITE_FILE)
        return Dump("sqlite", applied())
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        tables = {table: _columns(table) for table in _tables()}
        for table, columns in tables.items():
            _copy_out(table, columns, folder / f"{table}.copy")
        return Dump("postgresql", applied(), tables)


def _copy_sqlite(target: Path) -> None:
    connection.ensure_connection()
    with sqlite3.connect(target) as copy:
        connection.connection.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")
    copy.close()


def _tables() -> list[str]:
    return sorted(connection.introspection.django_table_names(only_existing=True, include_views=False))


def _columns(table: str) -> list[str]:
    with connection.cursor() as cursor:
        return [column.name for column in connection.introspection.get_table_description(cursor, table)]


def _named(template: str, table: str, columns: list[str]) -> sql.Composed:
    return sql.SQL(template).format(sql.Identifier(table), sql.SQL(", ").join(map(sql.Identifier, columns)))


def _copy_out(table: str, columns: list[str], target: Path) -> None:
    asked = _named("COPY {} ({}) TO STDOUT", table, columns)
    with connection.connection.cursor() as cursor, cursor.copy(asked) as rows, target.open("wb") as file:
        for row in rows:
            file.write(row)


def is_empty() -> bool:
    """Tell whether the database holds no authority and no person."""
    there = set(connection.introspection.table_names())
    wanted = {"platform_tenant", "platform_person"} & there
    with connection.cursor() as cursor:
        for table in wanted:
            cursor.execute(f"SELECT 1 FROM {table} LIMIT 1")
            if cursor.fetchone():
                return False
    return True


def check(dump: Dump) -> None:
    """Raise DumpUnreadable unless this database and this version can take the dump."""
    if dump.vendor != connection.vendor:
        raise DumpUnreadable(
            f"Cette archive vient d'une base {dump.vendor}, l'instance est en {connection.vendor} : "
            "réglez BEFFROI_DATABASE, ou passez par l'export et l'import des collectivités."
        )
    known = set(MigrationExecutor(connection).loader.disk_migrations)
    if set(dump.migrations) - known:
        raise DumpUnreadable("Cette archive vient d'une version plus récente de Beffroi : installez-la d'abord.")


def put_back(dump: Dump, folder: Path, *, aside: Path) -> None:
    """Replace the database by what the folder holds; a SQLite file that held something is moved ``aside``."""
    if dump.vendor == "sqlite":
        _place_sqlite(folder / SQLITE_FILE, aside)
    else:
        _fill_postgres(dump, folder)


def _place_sqlite(source: Path, aside: Path) -> None:
    with sqlite3.connect(source) as copy:
        found = copy.execute("PRAGMA quick_check").fetchone()[0]
    copy.close()
    if found != "ok":
        raise DumpUnreadable("La base de cette archive est abîmée : prenez une autre sauvegarde.")
    target, held = Path(connection.settings_dict["NAME"]), not is_empty()
    connection.close()
    for suffix in ("", "-wal", "-shm"):
        old = target.with_name(target.name + suffix)
        if old.exists() and held:
            shutil.move(old, aside / old.name)
        old.unlink(missing_ok=True)
    shutil.move(source, target)


def _fill_postgres(dump: Dump, folder: Path) -> None:
    _drop()
    executor = MigrationExecutor(connection)
    executor.migrate(_leaves(dump.migrations, executor))
    if set(guard.GUARDED) <= set(connection.introspection.table_names()):
        guard.remove(connection)
    with transaction.atomic(), connection.cursor() as cursor:
        for table in dump.tables:
            cursor.execute(f'DELETE FROM "{table}"')
        for table, columns in dump.tables.items():
            _copy_in(table, columns, folder / f"{table}.copy")
        for statement in connection.ops.sequence_reset_sql(no_style(), apps.get_models(include_auto_created=True)):
            cursor.execute(statement)


def _drop() -> None:
    there = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        for table in {*_tables(), MIGRATIONS} & there:
            cursor.execute(f'DROP TABLE "{table}" CASCADE')


def _leaves(migrations: tuple[Migration, ...], executor: MigrationExecutor) -> list[Migration]:
    """Return the last migrations of each application: those on which no other of the dump's builds."""
    graph, had = executor.loader.graph, set(migrations)
    return [
        migration
        for migration in migrations
        if not any(child.key in had and child.key[0] == migration[0] for child in graph.node_map[migration].children)
    ]


def _copy_in(table: str, columns: list[str], source: Path) -> None:
    asked = _named("COPY {} ({}) FROM STDIN", table, columns)
    with connection.connection.cursor() as cursor, cursor.copy(asked) as rows, source.open("rb") as file:
        while piece := file.read(1 << 20):
            rows.write(piece)


def as_json(dump: Dump) -> dict[str, Any]:
    """Return a dump as the manifest of an archive holds it."""
    return {"vendor": dump.vendor, "migrations": [list(one) for one in dump.migrations], "tables": dict(dump.tables)}


def from_json(found: Mapping[str, Any]) -> Dump:
    """Read what ``as_json`` wrote."""
    return Dump(found["vendor"], tuple((app, name) for app, name in found["migrations"]), found["tables"])
