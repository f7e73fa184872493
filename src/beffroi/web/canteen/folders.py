"""The town's files on disk: originals kept as sent, and the joined folder of each accepted upload."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction

from beffroi.territory.errors import BadInput
from beffroi.web.canteen.models import Expected, ExpectedTotal, Upload, UploadState
from beffroi.web.platform.models import Person, Tenant
from beffroi.web.platform.watched import run_beffroi

KEPT_VERSIONS = 5
MOST_FILES = 12
PASTED = "colle.csv"


@dataclass(frozen=True)
class Sent:
    """One file as it was sent."""

    name: str
    content: bytes


def root(tenant: Tenant) -> Path:
    """Return the tenant's folder of canteen files."""
    return Path(settings.MEDIA_ROOT) / str(tenant.pk) / "canteen"


def version(tenant: Tenant, upload: Upload) -> Path:
    """Return the joined folder of an accepted upload."""
    return root(tenant) / "versions" / upload.folder


def originals(tenant: Tenant, upload: Upload) -> Path:
    """Return the folder of an upload's originals."""
    return root(tenant) / "originals" / upload.folder


def latest() -> Upload | None:
    """Return the last accepted upload of the tenant in scope."""
    return Upload.objects.filter(state=UploadState.ACCEPTED).first()


def withdrawable(tenant: Tenant) -> Upload | None:
    """Return the last accepted upload, where the version before it still stands and can take its place."""
    accepted = list(Upload.objects.filter(state=UploadState.ACCEPTED)[:2])
    return accepted[0] if len(accepted) == 2 and version(tenant, accepted[1]).is_dir() else None


@transaction.atomic
def withdraw(tenant: Tenant, upload: Upload) -> None:
    """Go back to the data as they were before an upload; its originals stay.

    What was served is read again from the earlier version at the next forecast. Raises BadInput unless the upload
    is the last one.
    """
    if upload != withdrawable(tenant):
        raise BadInput("Seul le dernier envoi joint aux données peut être annulé, une fois.")
    upload.state = UploadState.WITHDRAWN
    upload.save(update_fields=["state"])
    for model in (Expected, ExpectedTotal):
        model.objects.filter(served__isnull=False).update(planned=None, served=None)
    shutil.rmtree(version(tenant, upload), ignore_errors=True)


def sent_files(files: Iterable[Any], pasted: str) -> list[Sent]:
    """Return the files and the pasted rows of a form. Raises BadInput when there is nothing, or too much."""
    sent = [Sent(_plain(file.name or ""), file.read()) for file in files]
    if pasted.strip():
        sent.append(Sent(PASTED, pasted.replace("\r\n", "\n").encode()))
    if not sent:
        raise BadInput("Choisissez au moins un fichier, ou collez des lignes avec leurs titres de colonnes.")
    if len(sent) > MOST_FILES:
        raise BadInput(f"Envoyez au plus {MOST_FILES} fichiers à la fois.")
    return sent


def _plain(name: str) -> str:
    """Return a file name without folders and odd characters."""
    return re.sub(r"[^A-Za-z0-9._-]+", "_", Path(name).name)[-80:].lstrip(".") or "fichier.csv"


def receive(tenant: Tenant, sent: list[Sent], *, person: Person | None, replace: bool = False) -> Upload:
    """Keep the originals, join them to the town's folder in a watched child, and say what was found.

    A file that cannot be used leaves the folder as it was; the upload says why.
    """
    known = latest()
    upload: Upload = Upload.objects.create(
        tenant=tenant, names=[file.name for file in sent], person=person, state=UploadState.REFUSED
    )
    paths = _write(originals(tenant, upload), sent)
    try:
        report = _join(
            version(tenant, known) if known else root(tenant) / "none", paths, version(tenant, upload), replace
        )
    except BadInput as error:
        shutil.rmtree(version(tenant, upload), ignore_errors=True)
        upload.message = str(error)
    else:
        upload.state, upload.report, upload.digest = UploadState.ACCEPTED, report, digest(version(tenant, upload))
    upload.save()
    _forget_old(tenant)
    return upload


def _write(folder: Path, sent: list[Sent]) -> list[Path]:
    folder.mkdir(parents=True)
    paths = []
    for file in sent:
        path = folder / file.name
        while path in paths:
            path = path.with_name(f"_{path.name}")
        path.write_bytes(file.content)
        paths.append(path)
    return paths


def _join(folder: Path, files: list[Path], out: Path, replace: bool) -> Mapping[str, object]:
    flags = ["--replace"] if replace else []
    told = run_beffroi(["canteen", "add", folder, *files, "--out", out, "--json", *flags])
    report: dict[str, object] = json.loads(told)
    return report


def digest(folder: Path) -> str:
    """Return SHA-256 of a folder's files, names included."""
    found = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            found.update(path.name.encode())
            found.update(path.read_bytes())
    return found.hexdigest()


def _forget_old(tenant: Tenant) -> None:
    """Remove the joined folders of old versions; their originals stay until the retention period ends."""
    accepted = Upload.objects.filter(state=UploadState.ACCEPTED)
    for upload in accepted[KEPT_VERSIONS : KEPT_VERSIONS * 2]:
        shutil.rmtree(version(tenant, upload), ignore_errors=True)
