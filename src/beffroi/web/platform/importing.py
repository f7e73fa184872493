"""A tenant's export brought into this instance: every file checked, every row written, the ledger verified."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Generator, Iterator
from contextlib import closing
from dataclasses import dataclass
from itertools import islice
from pathlib import Path, PurePosixPath
from typing import Any
from zipfile import BadZipFile, ZipFile

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, models, transaction
from django_scopes import scope

from beffroi.web.platform import archive, guard
from beffroi.web.platform.archive import ArchiveUnreadable
from beffroi.web.platform.ledger import Operation, append_event
from beffroi.web.platform.models import Checkpoint, LedgerHead, Person, Tenant, TenantRow
from beffroi.web.platform.signing import signed_by
from beffroi.web.platform.verification import checkpoint_message, sign_checkpoint, verify

PIECE = 1 << 16
BATCH = 500
MOST_MANIFEST = 50_000_000
FORMER = "importee.invalid"


class TenantKnown(ArchiveUnreadable):
    """The instance already has this authority."""


@dataclass(frozen=True)
class Manifest:
    """What the export says of itself: its files by name, the key that signed it."""

    files: dict[str, dict[str, Any]]
    public_key: str
    sha256: str


def bring_in(path: Path, *, slug: str = "") -> Tenant:
    """Import an export and tell it in the ledger. Raises ArchiveUnreadable, TenantKnown."""
    tenant, manifest = import_archive(path, slug=slug)
    append_event(tenant, Operation(service="platform", operation="import", input_digest=manifest.sha256))
    return tenant


def import_archive(path: Path, *, slug: str = "") -> tuple[Tenant, Manifest]:
    """Import an export, all or nothing; the ledger stays as it was. Raises ArchiveUnreadable, TenantKnown."""
    try:
        with ZipFile(path) as zip_file:
            manifest = _manifest(zip_file)
            _check_files(zip_file, manifest)
            return _import(zip_file, manifest, slug), manifest
    except BadZipFile as error:
        raise ArchiveUnreadable(f"{path.name} n'est pas un fichier ZIP entier.") from error


def _manifest(zip_file: ZipFile) -> Manifest:
    names = zip_file.namelist()
    if archive.MANIFEST not in names or archive.SIGNATURE not in names:
        raise ArchiveUnreadable("Ce n'est pas un export de Beffroi : le manifeste ou sa signature manque.")
    if zip_file.getinfo(archive.MANIFEST).file_size > MOST_MANIFEST:
        raise ArchiveUnreadable("Le manifeste de cet export est trop grand.")
    raw = zip_file.read(archive.MANIFEST)
    try:
        told = json.loads(raw)
        files = {row["name"]: row for row in told["files"]}
        version, key = told["format"], told["public_key"]
    except (ValueError, KeyError, TypeError) as error:
        raise ArchiveUnreadable("Le manifeste de cet export ne se lit pas.") from error
    if version != archive.FORMAT:
        raise ArchiveUnreadable(f"Export de forme {version} : cette version lit {archive.FORMAT}.")
    if not signed_by(key, raw, zip_file.read(archive.SIGNATURE).decode(errors="replace")):
        raise ArchiveUnreadable("Le manifeste de cet export a été modifié : sa signature ne correspond plus.")
    return Manifest(files, key, hashlib.sha256(raw).hexdigest())


def _check_files(zip_file: ZipFile, manifest: Manifest) -> None:
    """Compare every file with the manifest, reading no more than it announces."""
    asked, free = sum(int(told["bytes"]) for told in manifest.files.values()), shutil.disk_usage(settings.HOME).free
    if asked > free:
        raise ArchiveUnreadable(
            f"Cet export demande {asked / 1e9:.1f} Go : il en reste {free / 1e9:.1f} sur le disque."
        )
    names = set(zip_file.namelist()) - {archive.MANIFEST, archive.SIGNATURE}
    if names != set(manifest.files):
        odd = min(names ^ set(manifest.files))
        raise ArchiveUnreadable(f"Cet export n'est pas entier : {odd} manque ou est de trop.")
    for name, told in manifest.files.items():
        if _unsafe(name):
            raise ArchiveUnreadable(f"Nom de fichier refusé dans l'export : {name[:80]!r}.")
        found, left = hashlib.sha256(), int(told["bytes"])
        with closing(_pieces(zip_file, name)) as pieces:
            for piece in pieces:
                left -= len(piece)
                found.update(piece)
                if left < 0:
                    break
        if left or found.hexdigest() != told["sha256"]:
            raise ArchiveUnreadable(f"{name} a été modifié : son empreinte n'est pas celle du manifeste.")


def _unsafe(name: str) -> bool:
    path = PurePosixPath(name)
    return path.is_absolute() or ".." in path.parts or "\\" in name or "\0" in name or str(path) != name


def _pieces(zip_file: ZipFile, name: str) -> Generator[bytes, None, None]:
    with zip_file.open(name) as file:
        while piece := file.read(PIECE):
            yield piece


def _lines(zip_file: ZipFile, name: str) -> Generator[archive.Row, None, None]:
    with zip_file.open(name) as file:
        for line in file:
            try:
                yield json.loads(line)
            except ValueError as error:
                raise ArchiveUnreadable(f"{name} : une ligne ne se lit pas.") from error


def _import(zip_file: ZipFile, manifest: Manifest, slug: str) -> Tenant:
    folder: Path | None = None
    try:
        with transaction.atomic():
            with closing(_lines(zip_file, archive.TENANT)) as told:
                tenant = _import_tenant(next(told), slug)
            folder = Path(settings.MEDIA_ROOT) / str(tenant.pk)
            with scope(tenant=tenant):
                _import_tables(zip_file, manifest, tenant)
                _sign_again(tenant, manifest)
            verdict = verify(tenant)
            if not verdict.whole:
                raise ArchiveUnreadable(f"Le journal de cet export n'est pas intact. {verdict.broken}")
            _import_files(zip_file, manifest, folder)
    except BaseException as error:
        if folder:
            shutil.rmtree(folder, ignore_errors=True)
        if isinstance(error, DatabaseError):
            raise ArchiveUnreadable(f"Cet export ne peut pas être repris : {str(error).splitlines()[0]}") from error
        raise
    return tenant


def _import_tenant(told: archive.Row, slug: str) -> Tenant:
    lead = told.pop("lead", None)
    tenant = Tenant(**_values(Tenant, told, archive.TENANT_FIELDS))
    tenant.slug = slug or tenant.slug
    for field, word in (("siret", tenant.siret), ("slug", tenant.slug)):
        if Tenant.objects.filter(**{field: word}).exists():
            hint = " : donnez-lui une autre adresse par --slug" if field == "slug" else ""
            raise TenantKnown(f"L'instance a déjà une collectivité {word}{hint}.")
    tenant.lead = Tenant.objects.filter(siret=lead).first() if lead else None
    try:
        tenant.full_clean()
    except ValidationError as error:
        raise ArchiveUnreadable(f"La collectivité de cet export est refusée : {' '.join(error.messages)}") from error
    tenant.save_base(raw=True, force_insert=True)
    return tenant


def _values(model: type[models.Model], told: archive.Row, names: tuple[str, ...]) -> archive.Row:
    if set(names) - set(told):
        raise ArchiveUnreadable("Cet export n'est pas entier : il manque un champ.")
    return {name: archive.read_value(model._meta.get_field(name), told[name]) for name in names}  # type: ignore[arg-type]


def _import_tables(zip_file: ZipFile, manifest: Manifest, tenant: Tenant) -> None:
    with closing(_lines(zip_file, archive.PERSONS)) as rows:
        persons = {row["key"]: _person(row) for row in rows}
    known: dict[type[models.Model], dict[Any, int]] = {Person: persons}
    every = archive.tables()
    files = {f"{archive.TABLES}{model._meta.label_lower}.jsonl": model for model in every}
    told = {name for name in manifest.files if name.startswith(archive.TABLES)}
    if told - set(files):
        odd = min(told - set(files))
        raise ArchiveUnreadable(f"Cet export vient d'une version plus récente : {odd} est inconnu ici.")
    referred = {target for model in every for target in archive.references(model)}
    for name in (name for name in files if name in told):
        with closing(_lines(zip_file, name)) as lines:
            known[files[name]] = _import_table(lines, files[name], tenant, known, files[name] in referred)


def _person(told: archive.Row) -> int:
    """Return the number of the person with this key, or this address, else of one made without a password.

    Where the address is that of another account, rows go to that account and the key, which the ledger knows, to a
    closed one that keeps the name.
    """
    values = _values(Person, told, archive.PERSON_FIELDS)
    same = Person.objects.filter(key=values["key"]).first()
    if same:
        return same.pk
    account = Person.objects.filter(email__iexact=values["email"]).first()
    if account:
        values |= {"email": f"{values['key']}@{FORMER}", "is_active": False}
    person = Person(**values)
    person.set_unusable_password()
    person.save_base(raw=True, force_insert=True)
    return account.pk if account else person.pk


def _import_table(
    lines: Iterator[archive.Row],
    model: type[TenantRow],
    tenant: Tenant,
    known: dict[type[models.Model], dict[Any, int]],
    keep: bool,
) -> dict[Any, int]:
    fields = archive.fields_of(model)
    own = known.setdefault(model, {})
    while told := list(islice(lines, _at_once(model))):
        rows = [_row(model, tenant, fields, line, known) for line in told]
        if len(rows) > 1:
            model.objects.bulk_create(rows)
        else:
            rows[0].save_base(raw=True, force_insert=True)
        if keep:
            own.update((line["id"], row.pk) for line, row in zip(told, rows, strict=True))
    return own


def _at_once(model: type[TenantRow]) -> int:
    """Return how many rows may be written together: one where a row refers to another of the batch, or is dated."""
    fields = model._meta.concrete_fields
    dated = any(getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False) for field in fields)
    return 1 if dated or model in archive.references(model) else BATCH


def _row(
    model: type[TenantRow],
    tenant: Tenant,
    fields: list[models.Field[Any, Any]],
    told: archive.Row,
    known: dict[type[models.Model], dict[Any, int]],
) -> TenantRow:
    row = model(tenant=tenant)
    for field in fields:
        setattr(row, field.attname, _value(field, told, known))
    return row


def _value(field: models.Field[Any, Any], told: archive.Row, known: dict[type[models.Model], dict[Any, int]]) -> Any:
    if field.name not in told:
        return field.get_default()
    value = told[field.name]
    if value is None or field.related_model is None:
        return archive.read_value(field, value)
    try:
        return known[field.related_model][value]
    except KeyError as error:
        raise ArchiveUnreadable(f"Cet export n'est pas entier : {field} renvoie à {value}, qui n'y est pas.") from error


def _sign_again(tenant: Tenant, manifest: Manifest) -> None:
    """Put this instance's signature on checkpoints that carry that of the instance they come from."""
    head: LedgerHead | None = LedgerHead.objects.first()
    origin = head.origin if head else tenant.siret
    for point in list(Checkpoint.objects.all()):
        message = checkpoint_message(point, origin)
        if point.signer != manifest.public_key or not signed_by(point.signer, message, point.signature):
            raise ArchiveUnreadable(f"Le point de contrôle {point.seq} n'est pas signé de l'instance d'où il vient.")
        with guard.lifted(connection):
            sign_checkpoint(point, origin).save(update_fields=["signer", "signature"])


def _import_files(zip_file: ZipFile, manifest: Manifest, folder: Path) -> None:
    for name in (name for name in manifest.files if name.startswith(archive.FILES)):
        path = folder / name.removeprefix(archive.FILES)
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as file:
            for piece in _pieces(zip_file, name):
                file.write(piece)
        path.chmod(0o600)
