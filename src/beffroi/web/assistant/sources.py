"""The town's documents on disk and in the table: received, replaced, described, taken away."""

from __future__ import annotations

import hashlib
import shutil
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePath

from django.conf import settings
from django.db import transaction

from beffroi.territory.errors import BadInput
from beffroi.web.assistant.models import Asked, Ballot, Cited, Document, DocumentState, Kind, Origin
from beffroi.web.assistant.store import opened, place, root
from beffroi.web.platform.models import Person, Tenant

SHEETS = (".jsonl", ".jsonl.gz")
FEED = (".xml", ".zip")
LONGEST_NAME = 200
BUSY = "Une lecture est en cours : recommencez dans un instant."


@dataclass(frozen=True)
class Sent:
    """One file as it was sent, by its name or its path below the folder."""

    name: str
    content: bytes


def originals(tenant: Tenant, document: Document) -> Path:
    """Return the folder that holds the original of a version."""
    return root(tenant) / "originals" / document.folder


def original(tenant: Tenant, document: Document) -> Path:
    """Return the original of a version."""
    return originals(tenant, document) / document.source


def origin_of(document: Document) -> str:
    """Return what the store calls the file that entries came from: the same for each of its versions."""
    return f"file:{document.source}"


def watched_folder(tenant: Tenant) -> Path:
    """Return the folder that an operator may fill for a tenant: it is read every night."""
    return Path(settings.HOME) / "sources" / tenant.slug


def plain_name(name: str) -> str:
    """Return a file name without folders and control characters. Raises BadInput where nothing is left."""
    kept = "".join(letter for letter in PurePath(name.replace("\\", "/")).name if letter.isprintable()).strip(" .")
    if not kept:
        raise BadInput("Un fichier n'a pas de nom : renommez-le, puis recommencez.")
    stem, suffix = kept[: -len(PurePath(kept).suffix) or None], PurePath(kept).suffix
    return f"{stem[: LONGEST_NAME - len(suffix)]}{suffix}"


@transaction.atomic
def receive(tenant: Tenant, sent: Iterable[Sent], *, person: Person | None, told: dict[str, object]) -> list[Document]:
    """Keep files as new documents, or as new versions of those of the same name. told: fields of the form.

    A file that is already there, word for word, only takes what was told.
    """
    return [_receive_one(tenant, Sent(plain_name(one.name), one.content), person=person, told=told) for one in sent]


def _receive_one(tenant: Tenant, sent: Sent, *, person: Person | None, told: dict[str, object]) -> Document:
    digest = hashlib.sha256(sent.content).hexdigest()
    known: Document | None = Document.objects.filter(source=sent.name, current=True).first()
    if known and known.origin != Origin.UPLOAD:
        raise BadInput(f"« {sent.name} » vient du dossier de l'instance ou du site : remplacez-le là-bas.")
    if known and known.digest == digest:
        for name, value in told.items():
            setattr(known, name, value)
        known.state = DocumentState.WAITING
        known.save()
        return known
    return keep(tenant, sent, digest=digest, known=known, person=person, told=told)


def keep(
    tenant: Tenant,
    sent: Sent,
    *,
    digest: str,
    known: Document | None,
    person: Person | None = None,
    told: dict[str, object] | None = None,
    origin: Origin = Origin.UPLOAD,
) -> Document:
    """Write an original and its row; the earlier version stays, no longer current."""
    if known:
        known.current = False
        known.save(update_fields=["current"])
    document = Document(
        tenant=tenant,
        source=sent.name,
        kind=kind_of(sent.name),
        origin=origin,
        version=known.version + 1 if known else 1,
        rights=known.rights if known else Document().rights,
        replaces=known.replaces if known else None,
        size=len(sent.content),
        digest=digest,
        person=person,
    )
    for name, value in (told or {}).items():
        if value not in (None, ""):
            setattr(document, name, value)
    path = original(tenant, document)
    path.parent.mkdir(parents=True)
    path.write_bytes(sent.content)
    if document.kind == Kind.DOCUMENT and _is_feed(path):
        document.kind = Kind.SHEETS
    document.save()
    return document


def kind_of(name: str) -> Kind:
    """Return what a file holds, as far as its name tells."""
    return Kind.SHEETS if name.endswith(SHEETS) else Kind.DOCUMENT


def _is_feed(path: Path) -> bool:
    """Tell whether a file holds publications of service-public.fr."""
    if path.suffix.lower() not in FEED:
        return False
    from beffroi.assistant.publications import is_publications  # noqa: PLC0415  # heavy

    return is_publications(path)


def withdraw(tenant: Tenant, document: Document) -> None:
    """Take a document away with its earlier versions: originals, passages, vectors, and its words in answers kept.

    Raises BadInput where the store is being written, or where the file is one of the instance's folder.
    """
    if document.origin == Origin.FOLDER and (watched_folder(tenant) / document.source).exists():
        raise BadInput("Ce fichier est dans le dossier de l'instance : retirez-le de ce dossier, il disparaîtra d'ici.")
    versions = list(Document.objects.filter(source=document.source))
    sources = forget_passages(tenant, document)
    with transaction.atomic():
        cited = Cited.objects.filter(source__in=[*sources, document.source])
        Asked.objects.filter(pk__in=cited.values("asked")).update(rewording="", translation={})
        cited.update(quote="", removed=True)
        _forget_ballots({*sources, document.source})
        Document.objects.filter(pk__in=[one.pk for one in versions]).delete()
    for one in versions:
        shutil.rmtree(originals(tenant, one), ignore_errors=True)


def _forget_ballots(sources: set[str]) -> None:
    """Remove the questions judged blind that rest on the words of some documents."""
    resting = [one.pk for one in Ballot.objects.all() if sources & {quote["source"] for quote in one.quotes}]
    Ballot.objects.filter(pk__in=resting).delete()


def forget_passages(tenant: Tenant, document: Document) -> list[str]:
    """Remove what the store holds of a file; return the sources that went. Raises BadInput."""
    if not place(tenant).exists():
        return []
    try:
        with opened(tenant, create=True) as store:
            gone = [source for source, origin in store.origins().items() if origin == origin_of(document)]
            if gone:
                store.delete(gone)
    except sqlite3.OperationalError as error:
        raise BadInput(BUSY) from error
    return gone


def scan_folder(tenant: Tenant) -> None:
    """Take up what is new or changed in the instance's folder, and let go what is no longer there."""
    folder = watched_folder(tenant)
    seen = set()
    for path in _files(folder):
        name = path.relative_to(folder).as_posix()
        known: Document | None = Document.objects.filter(source=name, current=True).first()
        if len(name) > LONGEST_NAME or (known and known.origin != Origin.FOLDER):
            continue
        seen.add(name)
        content = path.read_bytes()
        digest = hashlib.sha256(content).hexdigest()
        if known is None or known.digest != digest:
            keep(tenant, Sent(name, content), digest=digest, known=known, origin=Origin.FOLDER)
    for gone in Document.objects.filter(origin=Origin.FOLDER, current=True).exclude(source__in=seen):
        withdraw(tenant, gone)


def _files(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.rglob("*")):
        inside = path.is_file() and not path.is_symlink() and not path.name.startswith((".", "~$"))
        if inside and path.stat().st_size <= settings.DATA_UPLOAD_MAX_MEMORY_SIZE * 10:
            yield path
