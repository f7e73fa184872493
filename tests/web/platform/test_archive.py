"""Everything of a tenant goes out in open formats and comes back elsewhere, row for row."""

import csv
import hashlib
import io
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, models
from django.test import Client
from django_scopes import scope
from filling import fill, mark

from beffroi.web.assistant.models import Asked, Ballot, Cited, Comparison, Dossier, Draft, Mailbox
from beffroi.web.canteen.folders import originals
from beffroi.web.canteen.models import Run, Upload, UploadState
from beffroi.web.phone.models import Line
from beffroi.web.platform import archive, guard
from beffroi.web.platform.archive import ArchiveUnreadable, fields_of, read_value, rows_of, tables, written
from beffroi.web.platform.export import TenantUnknown, tenant_called, write_export
from beffroi.web.platform.handing_over import folder, forget_old
from beffroi.web.platform.importing import TenantKnown, bring_in, import_archive
from beffroi.web.platform.jobs import work_once
from beffroi.web.platform.ledger import Operation, append_decision, append_event, record_daily_heads
from beffroi.web.platform.models import (
    ApiToken,
    Checkpoint,
    DailyHead,
    Entry,
    EntryText,
    Invitation,
    Job,
    JobResult,
    LedgerHead,
    Membership,
    Person,
    Role,
    Tenant,
    TenantRow,
)
from beffroi.web.platform.models.jobs import JobState
from beffroi.web.platform.models.ledger import Outcome
from beffroi.web.platform.retention import purge
from beffroi.web.platform.signing import public_key, sign
from beffroi.web.platform.verification import verify

Browser = Callable[[Person], Client]
LEDGER = (LedgerHead, Entry, EntryText, Checkpoint, DailyHead)
SIRET = "21010053300012"
AWAY = "21710014800022"


@pytest.fixture(autouse=True)
def own_files(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def town(bourg: Tenant, agent: Person) -> Tenant:
    """A town with a row in every table, files, a purged ledger whose chain is whole."""
    bourg.siret, bourg.logo, bourg.logo_type = SIRET, b"\x89PNG\x00\xff", "image/png"
    bourg.save()
    long_ago = datetime.now(UTC) - timedelta(days=1500)
    for days in (0, 3, 1490, 1500):
        at = long_ago + timedelta(days=days)
        event = append_event(bourg, Operation(service="canteen", operation="forecast"), person=agent, at=at)
        append_decision(bourg, event, outcome=Outcome.EDITED, person=agent, reason="Sortie ; « été »", at=at)
    record_daily_heads(bourg)
    purge(bourg)
    with scope(tenant=bourg):
        upload = fill(bourg, agent, {model: model.objects.first() for model in LEDGER})[Upload]
        Job.objects.update(state=JobState.DONE)
        folder = originals(bourg, upload)  # type: ignore[arg-type]
        folder.mkdir(parents=True)
        (folder / "repas d'été.csv").write_bytes(b"date;site\n")
    return bourg


def parts(path: Path) -> dict[str, bytes]:
    with ZipFile(path) as zip_file:
        return {name: zip_file.read(name) for name in zip_file.namelist()}


def rows(path: Path) -> dict[str, list[dict[str, object]]]:
    return {
        name: [json.loads(line) for line in content.splitlines()]
        for name, content in parts(path).items()
        if name.startswith(archive.TABLES) or name in {archive.PERSONS, archive.TENANT}
    }


def unsigned(tables_told: dict[str, list[dict[str, object]]]) -> dict[str, list[dict[str, object]]]:
    """Without the signatures of checkpoints, which the instance that imports puts again."""
    told = {name: [dict(row) for row in found] for name, found in tables_told.items()}
    for row in told["tables/platform.checkpoint.jsonl"]:
        del row["signer"], row["signature"]
    return told


def moved_away(tenant: Tenant) -> None:
    """Make room: the same database then stands for another instance."""
    Tenant.objects.filter(pk=tenant.pk).update(siret=AWAY, slug="partie")


def test_every_row_comes_back_and_the_chain_is_whole(town: Tenant, tmp_path: Path) -> None:
    write_export(town, tmp_path / "a.zip")
    moved_away(town)
    back, _ = import_archive(tmp_path / "a.zip")
    assert back.pk != town.pk
    write_export(back, tmp_path / "b.zip")
    first, second = rows(tmp_path / "a.zip"), rows(tmp_path / "b.zip")
    assert unsigned(first) == unsigned(second)
    assert {name for name, found in first.items() if not found} == set(), "a table without a row proves nothing"
    assert len(first) == len(tables()) + 2
    files = {name: content for name, content in parts(tmp_path / "a.zip").items() if name.startswith(archive.FILES)}
    assert any(name.endswith("repas d'été.csv") for name in files)
    assert {n: c for n, c in parts(tmp_path / "b.zip").items() if n.startswith(archive.FILES)} == files
    assert verify(back).whole
    assert verify(back).links == verify(town).links > 0


def test_values_come_back_as_they_were(town: Tenant, tmp_path: Path) -> None:
    write_export(town, tmp_path / "a.zip")
    moved_away(town)
    back, _ = import_archive(tmp_path / "a.zip")
    for model in tables():
        fields = [field for field in fields_of(model) if field.related_model is None]
        with scope(tenant=town):
            before = [[field.value_from_object(row) for field in fields] for row in rows_of(model)]
        with scope(tenant=back):
            after = [[field.value_from_object(row) for field in fields] for row in rows_of(model)]
        if model is not Checkpoint:
            assert [list(map(plain, row)) for row in after] == [list(map(plain, row)) for row in before], model
    assert bytes(back.logo) == b"\x89PNG\x00\xff"
    assert (back.created_at, back.population) == (town.created_at, town.population)


def plain(value: object) -> object:
    return bytes(value) if isinstance(value, memoryview) else value


def test_rows_refer_to_rows_of_the_new_tenant_only(town: Tenant, tmp_path: Path) -> None:
    write_export(town, tmp_path / "a.zip")
    moved_away(town)
    back, _ = import_archive(tmp_path / "a.zip")
    with scope(tenant=back):
        for model in tables():
            for field in fields_of(model):
                target = field.related_model
                if isinstance(target, type) and issubclass(target, TenantRow):
                    referred = model.objects.exclude(**{field.name: None}).values_list(
                        f"{field.name}__tenant", flat=True
                    )
                    assert set(referred) <= {back.pk}, field
        ran = Run.objects.get().event.seq
    with scope(tenant=town):
        assert ran == Run.objects.get().event.seq


def test_no_secret_leaves(town: Tenant, agent: Person, tmp_path: Path) -> None:
    agent.subject = "sujet-openid"
    agent.save()
    with scope(tenant=town):
        for model, field in ((ApiToken, "digest"), (Invitation, "digest"), (Job, "lease")):
            model.objects.update(**{field: f"secret-{model.__name__}"})
    write_export(town, tmp_path / "a.zip")
    every = b"".join(parts(tmp_path / "a.zip").values()).decode(errors="replace")
    with scope(tenant=town):
        secrets = [ApiToken.objects.get().digest, Invitation.objects.get().digest, agent.password, agent.subject]
        secrets.append(Job.objects.get().lease)
    assert [secret for secret in secrets if secret in every] == []
    assert settings.SECRET_KEY not in every


def test_no_field_that_sounds_like_a_secret_leaves() -> None:
    fields = {f"{model.__name__}.{field.name}" for model in tables() for field in fields_of(model)}
    sounding = {name for name in fields if re.search(r"password|secret|token|digest|lease|otp|\.key$", name)}
    # digests of files and inputs, the random key of a person, the key of a result: none opens anything
    assert sounding == {
        "Call.key",
        "Document.digest",
        "Entry.input_digest",
        "Upload.digest",
        "WaterFile.digest",
        "Erasure.key",
        "Job.key",
        "JobResult.key",
    }
    assert not {"password", "subject", "is_operator"} & set(archive.PERSON_FIELDS)


def test_every_table_leaves_but_keys_invitations_and_what_is_private_to_an_agent() -> None:
    from filling import row_models

    # an agent's own questions and drafts: each takes their own as ODT, the town's administrator does not read them
    private = {Asked, Cited, Dossier, Draft, Comparison, Ballot}
    # what a server of calls tells of itself stays with the instance
    assert set(row_models()) - set(tables()) == {ApiToken, Invitation, Mailbox, Line} | private


def test_every_field_of_every_table_can_leave() -> None:
    for model in tables():
        assert model._meta.local_many_to_many == [], "make the table between the two a TenantRow"
        for field in fields_of(model):
            target = field.related_model
            assert target is None or target is Person or issubclass(target, TenantRow), field  # type: ignore[arg-type]
            assert not isinstance(field, models.FileField), "keep files under MEDIA_ROOT/<tenant>/ by a stable name"


def test_a_table_comes_after_those_it_refers_to() -> None:
    order = tables()
    for place, model in enumerate(order):
        assert archive.references(model) - {model} <= set(order[:place])


def test_work_that_has_not_ended_stays(town: Tenant, tmp_path: Path) -> None:
    with scope(tenant=town):
        Job.objects.create(tenant=town, operation="canteen.forecast", key="now", title="En cours", state="running")
    write_export(town, tmp_path / "a.zip")
    told = rows(tmp_path / "a.zip")
    assert [row["state"] for row in told["tables/platform.job.jsonl"]] == ["done"]


def test_another_tenants_rows_do_not_leave(town: Tenant, autun: Tenant, tmp_path: Path) -> None:
    fill(autun, Person.objects.create_user("seul@autun.example"))
    write_export(town, tmp_path / "a.zip")
    every = b"".join(parts(tmp_path / "a.zip").values()).decode(errors="replace")
    assert mark(autun) not in every
    assert "seul@autun.example" not in every


def test_the_manifest_names_every_file_with_its_sum(town: Tenant, tmp_path: Path) -> None:
    write_export(town, tmp_path / "a.zip")
    told = parts(tmp_path / "a.zip")
    manifest = json.loads(told[archive.MANIFEST])
    sums = {row["name"]: row["sha256"] for row in manifest["files"]}
    assert sums == {
        name: hashlib.sha256(content).hexdigest()
        for name, content in told.items()
        if name not in {archive.MANIFEST, archive.SIGNATURE}
    }
    counted = {row["name"]: row["rows"] for row in manifest["files"] if row["name"].startswith(archive.TABLES)}
    assert counted == {name: len(found) for name, found in rows(tmp_path / "a.zip").items() if name in counted}
    assert manifest["public_key"] == public_key()
    assert (tmp_path / "a.zip").stat().st_mode & 0o077 == 0


def test_tables_open_in_a_spreadsheet(town: Tenant, tmp_path: Path) -> None:
    with scope(tenant=town):
        Upload.objects.update(message="=HYPERLINK(1)")
    write_export(town, tmp_path / "a.zip")
    text = parts(tmp_path / "a.zip")["csv/canteen.upload.csv"].decode("utf-8-sig")
    (row,) = csv.DictReader(io.StringIO(text), delimiter=";")
    assert row["message"] == "'=HYPERLINK(1)"
    assert json.loads(row["report"]) == {}


# What is refused


def changed(path: Path, out: Path, *, sign_it: bool = False, **changes: bytes | None) -> Path:
    """Rewrite an export with files changed, added or (None) left out; the manifest follows where it is signed."""
    told: dict[str, bytes | None] = {
        **parts(path),
        **{name.replace("__", "/"): value for name, value in changes.items()},
    }
    if sign_it:
        manifest = json.loads(told[archive.MANIFEST] or b"")
        for row in manifest["files"]:
            content = told.get(row["name"]) or b""
            row |= {"sha256": hashlib.sha256(content).hexdigest(), "bytes": len(content)}
        told[archive.MANIFEST] = json.dumps(manifest).encode()
        told[archive.SIGNATURE] = sign(told[archive.MANIFEST] or b"").encode()
    with ZipFile(out, "w", ZIP_DEFLATED) as zip_file:
        for name, content in told.items():
            if content is not None:
                zip_file.writestr(name, content)
    return out


@pytest.fixture
def sent(town: Tenant, tmp_path: Path) -> Path:
    write_export(town, tmp_path / "a.zip")
    moved_away(town)
    return tmp_path / "a.zip"


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"tenant.json": b"{}"}, "tenant.json a été modifié"),
        ({"tenant.json": None}, "tenant.json manque"),
        ({"files/more.txt": b"x"}, "files/more.txt manque ou est de trop"),
        ({"manifest.json": b'{"format": "beffroi-export-1", "files": [], "public_key": "00"}'}, "a été modifié"),
        ({"manifest.json": b"[]"}, "ne se lit pas"),
        ({"manifest.json": b'{"format": "beffroi-export-9", "files": [], "public_key": "00"}'}, "beffroi-export-9"),
        ({"manifest.json": None}, "Ce n'est pas un export de Beffroi"),
        ({"manifest.sig": b"00"}, "signature ne correspond plus"),
    ],
)
def test_a_changed_export_is_refused(sent: Path, tmp_path: Path, changes: dict[str, bytes | None], said: str) -> None:
    before = Tenant.objects.count()
    with pytest.raises(ArchiveUnreadable, match=re.escape(said)):
        import_archive(changed(sent, tmp_path / "b.zip", **changes))
    assert Tenant.objects.count() == before


def edited(path: Path, name: str, change: Callable[[list[dict[str, object]]], object]) -> bytes:
    told = rows(path)[name]
    change(told)
    return b"".join(json.dumps(row).encode() + b"\n" for row in told)


@pytest.mark.parametrize(
    ("name", "change", "said"),
    [
        ("tables/platform.entry.jsonl", lambda told: told[1].update(result="autre"), "a été modifié"),
        ("tables/platform.entry.jsonl", lambda told: told.pop(1), "Le maillon|n'est pas entier"),
        ("tables/platform.entrytext.jsonl", lambda told: told[0].update(entry=999), "renvoie à 999"),
        ("tables/platform.checkpoint.jsonl", lambda told: told[0].update(removed=9), "n'est pas signé"),
        ("tables/platform.evaluation.jsonl", lambda told: told[0].update(first="demain"), "first vaut 'demain'"),
        ("tables/platform.membership.jsonl", lambda told: told.append(dict(told[0])), "ne peut pas être repris"),
        ("tenant.json", lambda told: told[0].update(slug="api"), "refusée : Ce mot est réservé"),
        ("tenant.json", lambda told: told[0].pop("name"), "il manque un champ"),
    ],
)
def test_a_forged_export_is_refused_whole(
    sent: Path, tmp_path: Path, name: str, change: Callable[[list[dict[str, object]]], object], said: str
) -> None:
    before, files = Tenant.objects.count(), set(Path(settings.MEDIA_ROOT).glob("*"))
    forged = changed(sent, tmp_path / "b.zip", sign_it=True, **{name: edited(sent, name, change)})
    with pytest.raises(ArchiveUnreadable, match=said):
        import_archive(forged)
    assert Tenant.objects.count() == before
    assert set(Path(settings.MEDIA_ROOT).glob("*")) == files
    assert guard.missing(connection) == []


@pytest.mark.parametrize("name", ["files/../../escaped", "/etc/escaped", "files/a\\..\\b"])
def test_a_file_does_not_leave_its_folder(sent: Path, tmp_path: Path, name: str) -> None:
    told = parts(sent)
    manifest = json.loads(told[archive.MANIFEST])
    manifest["files"].append({"name": name, "bytes": 1, "sha256": hashlib.sha256(b"x").hexdigest()})
    raw = json.dumps(manifest).encode()
    forged = changed(sent, tmp_path / "b.zip", **{name: b"x", "manifest.json": raw, "manifest.sig": sign(raw).encode()})
    with pytest.raises(ArchiveUnreadable, match="refusé"):
        import_archive(forged)


def test_a_bomb_is_read_no_further_than_it_announces(sent: Path, tmp_path: Path) -> None:
    with pytest.raises(ArchiveUnreadable, match="a été modifié"):
        import_archive(changed(sent, tmp_path / "b.zip", **{"LISEZMOI.txt": b"\0" * 50_000_000}))


def test_what_is_no_zip_is_refused(tmp_path: Path, db: None) -> None:
    (tmp_path / "a.zip").write_bytes(b"not a zip")
    with pytest.raises(ArchiveUnreadable, match="n'est pas un fichier ZIP"):
        import_archive(tmp_path / "a.zip")


def test_a_known_authority_is_not_written_over(town: Tenant, tmp_path: Path) -> None:
    write_export(town, tmp_path / "a.zip")
    with pytest.raises(TenantKnown, match=town.siret):
        import_archive(tmp_path / "a.zip")
    Tenant.objects.filter(pk=town.pk).update(siret=AWAY)
    with pytest.raises(TenantKnown, match="--slug"):
        import_archive(tmp_path / "a.zip")
    assert bring_in(tmp_path / "a.zip", slug="bourg-2").slug == "bourg-2"


# People


def test_a_person_known_by_address_keeps_the_account_here(sent: Path, agent: Person, tmp_path: Path) -> None:
    """The account of this instance gets the roles; the key that the ledger knows keeps the name."""
    key = agent.key
    Person.objects.filter(pk=agent.pk).update(key="b" * 32)
    back, _ = import_archive(sent)
    with scope(tenant=back):
        assert agent in {held.person for held in Membership.objects.filter(role=Role.AGENT)}
    former = Person.objects.get(key=key)
    assert (former.name, former.is_active, former.email) == (agent.name, False, f"{key}@importee.invalid")


def test_a_new_person_has_no_password_and_is_no_operator(sent: Path, agent: Person) -> None:
    Person.objects.filter(pk=agent.pk).update(key="c" * 32, email="autre@bourg.example")
    import_archive(sent)
    new = Person.objects.get(email=agent.email)
    assert new.key == agent.key
    assert not new.has_usable_password()
    assert not new.is_operator


def test_a_lead_authority_is_found_again_by_its_siret(town: Tenant, autun: Tenant, tmp_path: Path) -> None:
    town.lead = autun
    town.save()
    write_export(town, tmp_path / "a.zip")
    Tenant.objects.filter(pk=town.pk).update(siret="21010053300020", slug="partie")
    back, _ = import_archive(tmp_path / "a.zip")
    assert back.lead == autun


def test_an_import_is_told_in_the_ledger(sent: Path) -> None:
    back = bring_in(sent)
    with scope(tenant=back):
        last = Entry.objects.order_by("-seq").first()
    assert last
    assert (last.service, last.operation, len(last.input_digest)) == ("platform", "import", 64)
    assert verify(back).whole


def test_a_value_of_an_unknown_kind_does_not_leave_by_accident() -> None:
    with pytest.raises(TypeError):
        written(Entry._meta.get_field("result"), object())  # type: ignore[arg-type]
    with pytest.raises(ArchiveUnreadable):
        read_value(Tenant._meta.get_field("logo"), "é")  # type: ignore[arg-type]


# The button and the commands


@pytest.mark.django_db(transaction=True)
def test_the_button_makes_an_export_that_its_own_people_fetch(
    browser: Browser, bourg: Tenant, autun: Tenant, admin: Person, tmp_path: Path
) -> None:
    append_event(bourg, Operation(service="canteen", operation="forecast"), person=admin)
    client = browser(admin)
    client.post("/bourg/droits/export/")
    while work_once():
        pass
    with scope(tenant=bourg):
        (result,) = JobResult.objects.all()
        assert Entry.objects.get(operation="export").person == admin.key
    assert "Télécharger" in client.get("/bourg/droits/").text
    response = client.get(f"/bourg/droits/export/{result.job_id}.zip")
    (tmp_path / "a.zip").write_bytes(b"".join(response))  # type: ignore[arg-type]
    assert "tables/platform.entry.jsonl" in parts(tmp_path / "a.zip")
    with scope(tenant=autun):
        stranger = Person.objects.create_user("admin@autun.example")
        Membership.objects.create(tenant=autun, person=stranger, role=Role.ADMIN)
    assert browser(stranger).get(f"/autun/droits/export/{result.job_id}.zip").status_code == 404
    os.utime(next(folder(bourg).glob("*.zip")), (0, 0))
    forget_old()
    assert client.get(f"/bourg/droits/export/{result.job_id}.zip").status_code == 404
    assert "Télécharger" not in client.get("/bourg/droits/").text


@pytest.mark.django_db(transaction=True)
def test_an_export_shows_one_moment_and_keeps_no_writer_waiting(bourg: Tenant, tmp_path: Path) -> None:
    from concurrent.futures import ThreadPoolExecutor

    from django.db import connections

    from beffroi.web.platform.export import snapshot

    def write() -> None:
        try:
            append_event(bourg, Operation(service="canteen", operation="forecast"))
        finally:
            connections.close_all()

    write()
    with scope(tenant=bourg), snapshot():
        assert Entry.objects.count() == 1
        with ThreadPoolExecutor(1) as other:
            other.submit(write).result(timeout=20)
        assert Entry.objects.count() == 1
    with scope(tenant=bourg):
        assert Entry.objects.count() == 2


def test_an_unknown_authority_is_said_with_the_known_ones(bourg: Tenant) -> None:
    assert tenant_called("bourg") == bourg
    with pytest.raises(TenantUnknown, match="connues : bourg"):
        tenant_called("nulle-part")


def run(home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("BEFFROI_", "DJANGO_"))}
    return subprocess.run(
        [sys.executable, "-m", "beffroi", *arguments],
        env={**environment, "BEFFROI_HOME": str(home)},
        capture_output=True,
        text=True,
        check=False,
    )


def test_two_commands_carry_a_town_to_another_instance(town: Tenant, tmp_path: Path) -> None:
    """From the database of the tests, be it SQLite or PostgreSQL, to a new instance on SQLite with its own secret."""
    write_export(town, tmp_path / "a.zip")
    done = run(tmp_path / "other", "import", str(tmp_path / "a.zip"))
    assert (done.returncode, done.stderr) == (0, "Bourg est reprise sous /bourg/, son journal est intact.\n")
    done = run(tmp_path / "other", "export", "bourg", "--out", str(tmp_path / "b.zip"))
    assert done.returncode == 0, done.stderr
    first, second = unsigned(rows(tmp_path / "a.zip")), unsigned(rows(tmp_path / "b.zip"))
    added = [
        row["operation"] for row in second["tables/platform.entry.jsonl"][len(first["tables/platform.entry.jsonl"]) :]
    ]
    assert added == ["import", "export"]
    for name, found in first.items():
        if name not in {"tables/platform.entry.jsonl", "tables/platform.ledgerhead.jsonl"}:
            assert second[name] == found, name
    assert run(tmp_path / "other", "check").returncode == 0
    again = run(tmp_path / "other", "import", str(tmp_path / "a.zip"))
    assert again.returncode == 2
    assert again.stderr.count("\n") == 1
    assert run(tmp_path / "other", "export", "autun", "--out", str(tmp_path / "c.zip")).returncode == 2


def test_files_that_were_sent_come_back_in_place(bourg: Tenant, tmp_path: Path) -> None:
    with scope(tenant=bourg):
        upload = Upload.objects.create(tenant=bourg, names=["a.csv"], state=UploadState.ACCEPTED)
        originals(bourg, upload).mkdir(parents=True)
        (originals(bourg, upload) / "a.csv").write_bytes(SimpleUploadedFile("a.csv", b"date;site").read())
    bourg.siret = SIRET
    bourg.save()
    write_export(bourg, tmp_path / "a.zip")
    moved_away(bourg)
    back, _ = import_archive(tmp_path / "a.zip")
    with scope(tenant=back):
        assert (originals(back, Upload.objects.get()) / "a.csv").read_bytes() == b"date;site"
