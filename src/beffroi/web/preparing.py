"""Makes an instance ready: its folder, its database, its style sheets."""

from __future__ import annotations

import fcntl
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from beffroi.settings import home_folder
from beffroi.territory.errors import BadInput, reason

# "beffroi" in ASCII: any number that no other program of the server would take
ADVISORY = 0x62656666726F69


class InstanceUnusable(BadInput):
    """The instance's folder or database cannot be used."""


def load() -> Path:
    """Check the instance's folder and load Django. Raises InstanceUnusable, BadInput."""
    home = home_folder(os.environ)
    check_folder(home)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "beffroi.web.configuration")
    import django

    django.setup()
    return home


def check_folder(home: Path) -> None:
    """Make the instance's folder and write in it. Raises InstanceUnusable."""
    try:
        home.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=home) as probe:
            probe.write(b"\0" * 65536)
    except OSError as error:
        raise InstanceUnusable(
            f"Le dossier de l'instance {home} ne peut pas être écrit ({reason(error)}) : "
            "donnez-en un autre par BEFFROI_HOME, ou réglez ses droits."
        ) from error


def prepare() -> Path:
    """Load Django, bring the database up to date, gather the style sheets. Raises InstanceUnusable, BadInput."""
    home = load()
    from django.core.management import call_command
    from django.db import connections

    try:
        with database_answers(), _alone(home):
            call_command("migrate", interactive=False, verbosity=0)
            (home / "static").mkdir(exist_ok=True)
            call_command("collectstatic", interactive=False, verbosity=0)
    except OSError as error:
        raise InstanceUnusable(f"Le dossier {home} ne peut pas être écrit ({reason(error)}).") from error
    finally:
        connections.close_all()
    return home


@contextmanager
def database_answers() -> Iterator[None]:
    """Turn a database that does not answer into one French line. Raises InstanceUnusable."""
    from django.db import OperationalError

    try:
        yield
    except OperationalError as error:
        told = (str(error).splitlines() or [""])[0]
        full = "disk is full" in told or "disk I/O error" in told
        hint = "le disque est plein" if full else f"vérifiez BEFFROI_DATABASE ({told})"
        raise InstanceUnusable(f"La base ne répond pas ou ne peut pas être écrite : {hint}.") from error


def occupy(home: Path) -> IO[str]:
    """Hold the instance as one of those that run it; keep the file open as long. Raises InstanceUnusable."""
    return _lock(home, fcntl.LOCK_SH, "Une restauration est en cours : attendez qu'elle finisse.")


def occupy_alone(home: Path) -> IO[str]:
    """Hold the instance while nobody else runs it. Raises InstanceUnusable."""
    return _lock(home, fcntl.LOCK_EX, "L'instance est ouverte : arrêtez beffroi serve et beffroi work d'abord.")


def _lock(home: Path, kind: int, busy: str) -> IO[str]:
    file = (home / "running").open("a", encoding="ascii")
    try:
        fcntl.flock(file, kind | fcntl.LOCK_NB)
    except BlockingIOError as error:
        file.close()
        raise InstanceUnusable(busy) from error
    return file


@contextmanager
def _alone(home: Path) -> Iterator[None]:
    """Let one process of this machine, and one of all that share a PostgreSQL server, bring the base up to date."""
    from django.db import connection

    with (home / "lock").open("w", encoding="ascii") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        if connection.vendor != "postgresql":
            yield
            return
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [ADVISORY])
        yield
