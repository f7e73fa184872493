"""Makes an instance ready: its folder, its database, its style sheets."""

from __future__ import annotations

import fcntl
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from beffroi.settings import home_folder
from beffroi.territory.errors import BadInput


class InstanceUnusable(BadInput):
    """The instance's folder or database cannot be used."""


def load() -> Path:
    """Check the instance's folder and load Django. Raises InstanceUnusable, BadInput."""
    home = home_folder(os.environ)
    _check_folder(home)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "beffroi.web.configuration")
    import django

    django.setup()
    return home


def _check_folder(home: Path) -> None:
    try:
        home.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=home) as probe:
            probe.write(b"\0" * 65536)
    except OSError as error:
        raise InstanceUnusable(
            f"Le dossier de l'instance {home} ne peut pas être écrit ({_reason(error)}) : "
            "donnez-en un autre par BEFFROI_HOME, ou réglez ses droits."
        ) from error


def _reason(error: OSError) -> str:
    known = {13: "droits insuffisants", 20: "ce n'est pas un dossier", 28: "disque plein", 30: "lecture seule"}
    known |= {27: "disque plein ou quota atteint", 122: "quota atteint", 2: "il n'existe pas"}
    return known.get(error.errno or 0, error.strerror or "")


def prepare() -> Path:
    """Load Django, bring the database up to date, gather the style sheets. Raises InstanceUnusable, BadInput."""
    home = load()
    from django.core.management import call_command
    from django.db import OperationalError, connections

    try:
        with _alone(home):
            call_command("migrate", interactive=False, verbosity=0)
            (home / "static").mkdir(exist_ok=True)
            call_command("collectstatic", interactive=False, verbosity=0)
    except OperationalError as error:
        raise InstanceUnusable(f"La base ne répond pas ou ne peut pas être écrite : {_first_line(error)}") from error
    except OSError as error:
        raise InstanceUnusable(f"Le dossier {home} ne peut pas être écrit ({_reason(error)}).") from error
    finally:
        connections.close_all()
    return home


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or [""])[0]


@contextmanager
def _alone(home: Path) -> Iterator[None]:
    with (home / "lock").open("w", encoding="ascii") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
