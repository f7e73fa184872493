"""Everything of one tenant, in open formats, by one command and one button (reversibility)."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Any
from zipfile import ZIP_DEFLATED, ZipFile

from django.conf import settings
from django.db import connection, models, transaction
from django.utils import timezone
from django_scopes import scope

from beffroi import __version__
from beffroi.territory.errors import BadInput
from beffroi.web.platform import archive
from beffroi.web.platform.ledger import Operation, append_event
from beffroi.web.platform.models import Person, Tenant, TenantRow
from beffroi.web.platform.signing import public_key, sign

CHUNK = 1000
FORMULA = ("=", "+", "-", "@", "\t", "\r")
README = """Tout ce que {name} a mis et produit dans Beffroi, en formats ouverts.

manifest.json   la liste des fichiers, leur SHA-256 ; manifest.sig : la signature Ed25519 de l'instance
tenant.json     la collectivité ; persons.jsonl : les personnes que les tables nomment
tables/         une table par fichier, une ligne JSON par ligne
csv/            les mêmes tables pour un tableur (point-virgule, UTF-8)
files/          les fichiers déposés

Reprendre ailleurs : beffroi import FICHIER.zip
"""


@dataclass(frozen=True)
class Part:
    """One file of the export: its name, size [bytes] and SHA-256; rows for a table."""

    name: str
    bytes: int
    sha256: str
    rows: int | None = None


class _Hashed:
    """Writes through to a file of the ZIP and keeps its size and SHA-256."""

    def __init__(self, file: IO[bytes]) -> None:
        self.file, self.size, self.sum = file, 0, hashlib.sha256()

    def write(self, piece: bytes) -> None:
        self.file.write(piece)
        self.size += len(piece)
        self.sum.update(piece)


class Writer:
    """Fills the ZIP and remembers each part."""

    def __init__(self, zip_file: ZipFile) -> None:
        self.zip, self.parts = zip_file, list[Part]()

    def add(self, name: str, pieces: Iterable[bytes], *, rows: int | None = None) -> None:
        """Write a file piece by piece."""
        with self.zip.open(name, "w", force_zip64=True) as file:
            hashed = _Hashed(file)
            for piece in pieces:
                hashed.write(piece)
        self.parts.append(Part(name, hashed.size, hashed.sum.hexdigest(), rows))

    def close(self, tenant: Tenant) -> None:
        """Write the manifest and its signature."""
        manifest = {
            "format": archive.FORMAT,
            "made_at": timezone.now().isoformat(timespec="seconds"),
            "software": f"beffroi {__version__}",
            "siret": tenant.siret,
            "public_key": public_key(),
            "left_out": list(archive.left_out()),
            "files": [asdict(part) for part in self.parts],
        }
        told = json.dumps(manifest, ensure_ascii=False, indent=1).encode()
        self.zip.writestr(archive.MANIFEST, told)
        self.zip.writestr(archive.SIGNATURE, sign(told))


class TenantUnknown(BadInput):
    """No authority has this word in its address."""


def tenant_called(slug: str) -> Tenant:
    """Return the tenant of an address. Raises TenantUnknown with the known words."""
    found = Tenant.objects.filter(slug=slug).first()
    if found is None:
        known = ", ".join(Tenant.objects.order_by("slug").values_list("slug", flat=True)) or "aucune"
        raise TenantUnknown(f"Aucune collectivité « {slug} » ; connues : {known}.")
    return found


def hand_over(tenant: Tenant, out: Path, *, person: Person | None = None) -> list[Part]:
    """Tell the export in the ledger, then write it."""
    append_event(tenant, Operation(service="platform", operation="export"), person=person)
    return write_export(tenant, out)


def write_export(tenant: Tenant, out: Path) -> list[Part]:
    """Write everything of a tenant into a ZIP, as it stood at one moment; return its parts."""
    out.parent.mkdir(parents=True, exist_ok=True)
    with scope(tenant=tenant), snapshot(), ZipFile(out, "w", ZIP_DEFLATED) as zip_file:
        writer = Writer(zip_file)
        writer.add("LISEZMOI.txt", [README.format(name=tenant.name).encode()])
        writer.add(archive.TENANT, [_line(archive.tenant_record(tenant))])
        _write_tables(writer)
        _write_files(writer, Path(settings.MEDIA_ROOT) / str(tenant.pk))
        writer.close(tenant)
    out.chmod(0o600)
    return writer.parts


@contextmanager
def snapshot() -> Iterator[None]:
    """Read the database as it stands now, without keeping writers waiting."""
    if connection.in_atomic_block:
        yield
    elif connection.vendor == "sqlite":
        with _deferred():
            yield
    else:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            yield


@contextmanager
def _deferred() -> Iterator[None]:
    """A transaction that only reads: Django's own would take SQLite's one place for writing."""
    with connection.cursor() as cursor:
        cursor.execute("BEGIN DEFERRED")
        try:
            yield
        finally:
            cursor.execute("ROLLBACK")


def _line(row: archive.Row) -> bytes:
    return json.dumps(row, ensure_ascii=False, sort_keys=True).encode() + b"\n"


def _write_tables(writer: Writer) -> None:
    every = archive.tables()
    persons = archive.persons_named(every)
    told = [_line(archive.record(person, archive.PERSON_FIELDS)) for person in persons]
    writer.add(archive.PERSONS, told, rows=len(told))
    ranks: dict[type[models.Model], dict[int, Any]] = {Person: {person.pk: person.key for person in persons}}
    referred = {target for model in every for target in archive.references(model)}
    for model in every:
        ranks[model] = _write_table(writer, model, ranks, keep=model in referred)


def _write_table(
    writer: Writer, model: type[TenantRow], ranks: dict[type[models.Model], dict[int, Any]], *, keep: bool
) -> dict[int, Any]:
    """Write a table twice, as JSON lines and CSV; return the ranks of its rows where others refer to them."""
    name, fields = model._meta.label_lower, archive.fields_of(model)
    own = ranks.setdefault(model, {})
    count = 0
    with TemporaryFile("w+", encoding="utf-8", newline="") as sheet:
        table = csv.writer(sheet, delimiter=";")
        table.writerow(["id", *(field.name for field in fields)])

        def lines() -> Iterator[bytes]:
            nonlocal count
            for count, row in enumerate(archive.rows_of(model).iterator(chunk_size=CHUNK), start=1):
                told = {"id": count, **archive.as_row(row, fields, ranks)}
                table.writerow([_cell(value) for value in told.values()])
                if keep:
                    own[row.pk] = count
                yield _line(told)

        writer.add(f"{archive.TABLES}{name}.jsonl", lines())
        writer.parts[-1] = Part(**{**asdict(writer.parts[-1]), "rows": count})
        sheet.seek(0)
        writer.add(f"{archive.SHEETS}{name}.csv", _pieces_of_text(sheet), rows=count)
    return own


def _cell(value: Any) -> Any:
    text = json.dumps(value, ensure_ascii=False) if isinstance(value, dict | list) else value
    return f"'{text}" if isinstance(text, str) and text.startswith(FORMULA) else text


def _pieces_of_text(file: io.TextIOBase | Any) -> Iterator[bytes]:
    yield b"\xef\xbb\xbf"
    while piece := file.read(1 << 16):
        yield piece.encode()


def _write_files(writer: Writer, folder: Path) -> None:
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.is_symlink():
            writer.add(f"{archive.FILES}{path.relative_to(folder).as_posix()}", _pieces(path))


def _pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while piece := file.read(1 << 16):
            yield piece
