"""A backup is proven by restoring it into another instance."""

import io
import tarfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from web.instances import Instance, copy_of, new_instance

SEED = """
from django.conf import settings
from pathlib import Path
from beffroi.web.platform.models.ledger import Outcome
for slug, siret in [("bourg", "21010053300010"), ("autun", "21710014800018")]:
    logo = b"\\x00\\x01\\\\N\\t"
    tenant = Tenant.objects.create(slug=slug, name=slug.title(), siret=siret, logo=logo, logo_type="image/png")
    person = Person.objects.create_user(f"marie@{slug}.example", "un mot de passe long", name="Marie é\\t\\n\\\\.")
    with scope(tenant=tenant):
        Membership.objects.create(tenant=tenant, person=person, role="agent")
        for number in range(5):
            run = ledger.Operation(service="canteen", operation="forecast", subject=str(number))
            event = ledger.append_event(tenant, run, person=person)
            ledger.append_decision(tenant, event, outcome=Outcome.EDITED, person=person, reason="trop de pain")
        ledger.record_daily_heads(tenant)
    jobs.start(tenant, "test.count", key="1", title="Compter", arguments={"to": [1, None, "é"]})
    file = Path(settings.MEDIA_ROOT) / str(tenant.pk) / "canteen" / "menu é.csv"
    file.parent.mkdir(parents=True)
    file.write_text(f"meals of {slug}", encoding="utf-8")
told = True
"""
LOOK = """
from django.apps import apps
from django.conf import settings
from django.db import connection
from pathlib import Path
from beffroi.web.platform import guard
from beffroi.web.platform.verification import verify_all
root = Path(settings.MEDIA_ROOT)
def rows(model):
    return [[repr(value) for value in row] for row in model._base_manager.order_by("pk").values_list()]
with scopes_disabled():
    told = {
        "rows": {model._meta.label: rows(model) for model in apps.get_models()},
        "files": {str(f.relative_to(root)): f.read_text() for f in root.rglob("*") if f.is_file()},
        "chains": [(verdict.tenant, verdict.links, verdict.broken) for verdict in verify_all()],
        "secret": settings.SECRET_KEY,
        "unguarded": guard.missing(connection),
    }
"""
NEXT = """
with scopes_disabled():
    tenant = Tenant.objects.get(slug="bourg")
ledger.append_event(tenant, ledger.Operation(service="canteen", operation="forecast"))
told = Person.objects.create_user("paul@bourg.example", "un mot de passe long").pk
"""


@pytest.fixture(scope="module")
def seeded(prepared: Instance, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Instance]:
    with copy_of(prepared, tmp_path_factory.mktemp("seeded") / "instance") as made:
        made.script(SEED)
        yield made


@pytest.fixture
def instance(seeded: Instance, tmp_path: Path) -> Iterator[Instance]:
    """Two towns with people, a ledger, jobs and files."""
    with copy_of(seeded, tmp_path / "one") as made:
        yield made


@pytest.fixture
def other(tmp_path: Path) -> Iterator[Instance]:
    """Nothing at all yet."""
    with new_instance(tmp_path / "other") as made:
        yield made


def test_what_is_restored_elsewhere_is_what_was_saved(instance: Instance, other: Instance, tmp_path: Path) -> None:
    archive = tmp_path / "beffroi.tar.gz"
    saved = instance.beffroi("backup", archive)
    assert saved.returncode == 0, saved.stderr
    assert archive.stat().st_mode & 0o777 == 0o600
    restored = other.beffroi("restore", archive)
    assert restored.returncode == 0, restored.stderr
    assert "Journal de Bourg : entier, 10 maillons" in restored.stdout
    before, after = instance.script(LOOK), other.script(LOOK)
    assert len(before["rows"]["platform.Entry"]) == 20
    assert after == before
    assert other.script(NEXT) > 2
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith((".", "tmp"))] == []


def test_an_instance_that_holds_data_is_not_overwritten_without_force(instance: Instance, tmp_path: Path) -> None:
    archive = tmp_path / "beffroi.tar.gz"
    instance.beffroi("backup", archive)
    before = instance.script(LOOK)
    instance.script(NEXT)
    refused = instance.beffroi("restore", archive)
    assert (refused.returncode, refused.stdout) == (2, "")
    assert "--force" in refused.stderr
    assert len(refused.stderr.splitlines()) == 1
    forced = instance.beffroi("restore", archive, "--force")
    assert forced.returncode == 0, forced.stderr
    assert instance.script(LOOK) == before
    (aside,) = instance.home.glob("remplace-*")
    assert (aside / "files").is_dir()
    assert instance.beffroi("backup", archive).returncode == 2


def test_an_open_instance_is_not_restored(instance: Instance, tmp_path: Path) -> None:
    archive = tmp_path / "beffroi.tar.gz"
    with instance.serve("--no-worker", "--port", "0"):
        assert instance.beffroi("backup", archive).returncode == 0
        refused = instance.beffroi("restore", archive, "--force")
    assert refused.returncode == 2
    assert "arrêtez beffroi serve" in refused.stderr


def test_a_broken_chain_is_told(instance: Instance, other: Instance, tmp_path: Path) -> None:
    instance.script(
        "from beffroi.web.platform import guard\nfrom django.db import connection\nguard.remove(connection)\n"
        "with scopes_disabled():\n    told = Entry.objects.filter(seq=3).update(subject='changed')"
    )
    instance.beffroi("backup", tmp_path / "b.tar.gz")
    restored = other.beffroi("restore", tmp_path / "b.tar.gz")
    assert restored.returncode == 1
    assert "Le maillon 3 a été modifié" in restored.stdout


def altered(archive: Path, name: str, data: bytes) -> Path:
    """Return a copy of the archive where one member is another."""
    made = archive.with_name("altered.tar.gz")
    with tarfile.open(archive) as source, tarfile.open(made, "w:gz") as target:
        for member in source:
            content = source.extractfile(member)
            assert content is not None
            kept = data if member.name == name else content.read()
            member.size = len(kept)
            target.addfile(member, io.BytesIO(kept))
    return made


def test_archives_that_are_not_whole_are_refused_in_one_line(
    instance: Instance, other: Instance, tmp_path: Path
) -> None:
    archive = tmp_path / "beffroi.tar.gz"
    instance.beffroi("backup", archive)
    cut = tmp_path / "cut.tar.gz"
    cut.write_bytes(archive.read_bytes()[:2000])
    plain = tmp_path / "plain.tar.gz"
    plain.write_text("bonjour", encoding="utf-8")
    outside = tmp_path / "outside.tar.gz"
    with tarfile.open(outside, "w:gz") as tar:
        tar.addfile(tarfile.TarInfo("../out"), io.BytesIO(b""))
    link = tmp_path / "link.tar.gz"
    with tarfile.open(link, "w:gz") as tar:
        member = tarfile.TarInfo("files/passwd")
        member.type, member.linkname = tarfile.SYMTYPE, "/etc/passwd"
        tar.addfile(member)
    changed = altered(archive, "secret", b"another")
    for wrong in (cut, plain, outside, link, changed, tmp_path / "absent.tar.gz"):
        refused = other.beffroi("restore", wrong)
        assert (refused.returncode, len(refused.stderr.splitlines())) == (2, 1), refused.stderr
        assert "archive" in refused.stderr
    assert other.beffroi("restore", archive).returncode == 0
    assert not (tmp_path / "out").exists()
    assert [*other.home.glob("remplace-*"), *other.home.glob("tmp*")] == []
