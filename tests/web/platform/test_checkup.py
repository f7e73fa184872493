"""``beffroi check`` reads every tenant's chain where an instance is there."""

import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import connection
from django_scopes import scope

from beffroi.checkup import _verdicts
from beffroi.web.platform import guard
from beffroi.web.platform.ledger import Operation, append_event
from beffroi.web.platform.models import Entry, Tenant

MAKE = """
import django
django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
from beffroi.web.platform.models import Tenant
from beffroi.web.platform.ledger import Operation, append_event
tenant = Tenant.objects.create(slug="bourg", name="Bourg", siret="21010053300012")
for _ in range(3):
    append_event(tenant, Operation(service="canteen", operation="forecast"))
"""


def python(home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("BEFFROI_", "DJANGO_"))}
    environment = {**kept, "BEFFROI_HOME": str(home), "DJANGO_SETTINGS_MODULE": "beffroi.web.configuration"}
    return subprocess.run([sys.executable, *arguments], env=environment, capture_output=True, text=True, check=False)


def test_without_an_instance_there_is_nothing_to_verify_and_none_is_made(tmp_path: Path) -> None:
    done = python(tmp_path / "home", "-m", "beffroi", "check")
    assert done.returncode == 0
    assert "éteint  Journal : pas encore d'instance" in done.stdout
    assert not (tmp_path / "home").exists()


def test_a_changed_link_breaks_the_check(tmp_path: Path) -> None:
    assert python(tmp_path, "-c", MAKE).returncode == 0
    done = python(tmp_path, "-m", "beffroi", "check")
    assert done.returncode == 0
    assert "oui     Journal : Bourg : 3 maillons, la chaîne est intacte" in done.stdout
    with sqlite3.connect(tmp_path / "beffroi.sqlite3") as base:
        base.execute("DROP TRIGGER platform_entry_no_update")
        base.execute("UPDATE platform_entry SET result = 'autre' WHERE seq = 2")
    base.close()
    done = python(tmp_path, "-m", "beffroi", "check")
    assert done.returncode == 1
    assert "CASSÉ   Journal : Bourg : Le maillon 2 a été modifié" in done.stdout
    assert "la base ne le garde plus (platform_entry_no_update)" in done.stdout


def test_a_file_that_is_no_database_is_said_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "beffroi.sqlite3").write_bytes(b"not a database at all" * 100)
    done = python(tmp_path, "-m", "beffroi", "check")
    assert done.returncode == 1
    assert "CASSÉ   Journal : la base ne répond pas" in done.stdout
    assert "Traceback" not in done.stderr


def test_an_instance_without_an_authority_is_whole(db: None) -> None:
    assert [(found.state, found.detail) for found in _verdicts()] == [("ok", "aucune collectivité encore")]


def test_each_authority_has_its_line(bourg: Tenant, autun: Tenant) -> None:
    append_event(bourg, Operation(service="canteen", operation="forecast"))
    with scope(tenant=bourg), guard.lifted(connection):
        Entry.objects.update(result="autre")
    assert [(found.state, found.detail.split(" :")[0]) for found in _verdicts()] == [
        ("ok", "Autun"),
        ("broken", "Bourg"),
    ]


@pytest.mark.parametrize("name", ["check", "export", "import"])
def test_the_commands_stand_in_the_help(
    beffroi: Callable[..., int], capsys: pytest.CaptureFixture[str], name: str
) -> None:
    assert beffroi("--help") == 0
    assert name in capsys.readouterr().out
