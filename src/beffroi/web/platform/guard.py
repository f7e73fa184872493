"""The database refuses to change or remove links, checkpoints and daily heads, whoever asks.

Only a purge lifts this, in its own transaction (``lifted``). On PostgreSQL the triggers let through a transaction
that has set ``beffroi.lifted``; SQLite has one writer at a time, so the triggers are taken off and put back within
the transaction: a crash in between leaves them on. ``migrate`` puts them on (SQLite drops them with a table it makes
again), and ``beffroi check`` says when one is missing.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper

GUARDED = ("platform_entry", "platform_checkpoint", "platform_dailyhead")
ENTRY, CHECKPOINT = GUARDED[:2]
REFUSED = "Le journal ne se modifie pas et ne s''efface pas."
CITATION = "ledger_citation"
CITES_NOTHING = f"""NEW.kind = 'decision'
    AND NOT EXISTS (SELECT 1 FROM {ENTRY} WHERE tenant_id = NEW.tenant_id AND seq = NEW.cites AND kind = 'event')
    AND NOT EXISTS (SELECT 1 FROM {CHECKPOINT} WHERE tenant_id = NEW.tenant_id AND seq >= NEW.cites)"""  # noqa: S608 - our own names
CITATION_REFUSED = "Une décision porte sur une opération du journal de la même collectivité."

POSTGRES_FUNCTIONS = f"""
CREATE OR REPLACE FUNCTION ledger_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF current_setting('beffroi.lifted', true) = 'on' THEN
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
    RETURN NEW;
  END IF;
  RAISE EXCEPTION '{REFUSED}' USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE OR REPLACE FUNCTION ledger_check_citation() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF {CITES_NOTHING} THEN
    RAISE EXCEPTION '{CITATION_REFUSED}' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
"""


def _sqlite_triggers() -> dict[str, str]:
    """Return each trigger's name and its SQL."""
    found = {
        f"{table}_no_{event}": f"BEFORE {event} ON {table} BEGIN SELECT RAISE(ABORT, '{REFUSED}'); END"
        for table in GUARDED
        for event in ("update", "delete")
    }
    check = f"BEFORE INSERT ON {ENTRY} WHEN {CITES_NOTHING} BEGIN SELECT RAISE(ABORT, '{CITATION_REFUSED}'); END"
    return found | {CITATION: check}


def _postgres_triggers() -> dict[str, str]:
    rows = {
        f"{table}_no_change": f"BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION ledger_refuse()"
        for table in GUARDED
    }
    whole = {
        f"{table}_no_truncate": f"BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse()"
        for table in GUARDED
    }
    check = f"BEFORE INSERT ON {ENTRY} FOR EACH ROW EXECUTE FUNCTION ledger_check_citation()"
    return rows | whole | {CITATION: check}


def install(connection: BaseDatabaseWrapper) -> None:
    """Put the triggers on; those that are there stay."""
    postgres = connection.vendor == "postgresql"
    wanted = _postgres_triggers() if postgres else _sqlite_triggers()
    absent = missing(connection)
    with connection.cursor() as cursor:
        if postgres:
            cursor.execute(POSTGRES_FUNCTIONS)
        for name in absent:
            cursor.execute(f"CREATE TRIGGER {name} {wanted[name]}")


def remove(connection: BaseDatabaseWrapper) -> None:
    """Take the triggers off. Tests that flush the database do so, and a purge on SQLite, in its transaction."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            for name, rule in _postgres_triggers().items():
                cursor.execute(f"DROP TRIGGER IF EXISTS {name} ON {rule.split(' ON ')[1].split()[0]}")
        else:
            for name in _sqlite_triggers():
                cursor.execute(f"DROP TRIGGER IF EXISTS {name}")


def missing(connection: BaseDatabaseWrapper) -> list[str]:
    """Return the names of the triggers that the database lacks."""
    postgres = connection.vendor == "postgresql"
    asked = (
        "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'"
        if postgres
        else "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    )
    with connection.cursor() as cursor:
        cursor.execute(asked)
        there = {row[0] for row in cursor.fetchall()}
    return [name for name in (_postgres_triggers() if postgres else _sqlite_triggers()) if name not in there]


@contextmanager
def lifted(connection: BaseDatabaseWrapper) -> Iterator[None]:
    """Let one transaction, that of the block, remove links: for a purge, which leaves a signed checkpoint."""
    with transaction.atomic(using=connection.alias):
        if connection.vendor == "postgresql":
            _say_lifted(connection, "on")
            yield
            _say_lifted(connection, "off")
        else:
            remove(connection)
            yield
            install(connection)


def _say_lifted(connection: BaseDatabaseWrapper, value: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('beffroi.lifted', %s, true)", [value])
