"""The service's files on disk: the original as sent, and what was made of it (map.json, pipes.csv, breaks.csv)."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction

from beffroi.territory.errors import BadInput
from beffroi.web.platform.models import Person, Tenant
from beffroi.web.platform.watched import Limits, run_beffroi
from beffroi.web.water.models import FileKind, FileState, Sector, WaterFile, WaterSettings

MOST_FILES = 6
READING = Limits(seconds=180, cpu_seconds=150)


class FileMoved(BadInput):
    """The file is not in the state that the page showed."""


@dataclass(frozen=True)
class Sent:
    """One file as it was sent."""

    name: str
    content: bytes


def original(tenant: Tenant, file: WaterFile) -> Path:
    """Return the path of a file as it was sent."""
    return _folder(tenant, file) / "original" / file.name


def made_from(tenant: Tenant, file: WaterFile, name: str) -> Path:
    """Return the path of what was made of a file when it was read: map.json, pipes.csv, breaks.csv, volumes.csv."""
    return _folder(tenant, file) / "made" / name


def _folder(tenant: Tenant, file: WaterFile) -> Path:
    return Path(settings.MEDIA_ROOT) / str(tenant.pk) / "water" / file.folder


def current(kind: FileKind) -> WaterFile | None:
    """Return the file of a kind that is in use in the tenant in scope."""
    return WaterFile.objects.filter(kind=kind, state=FileState.ACCEPTED).first()


def sent_files(files: Iterable[Any]) -> list[Sent]:
    """Return the files of a form. Raises BadInput when there is none, or too many."""
    sent = [Sent(_plain(file.name or ""), file.read()) for file in files]
    if not sent:
        raise BadInput("Choisissez au moins un fichier.")
    if len(sent) > MOST_FILES:
        raise BadInput(f"Envoyez au plus {MOST_FILES} fichiers à la fois.")
    return sent


def _plain(name: str) -> str:
    """Return a file name without folders and odd characters."""
    return re.sub(r"[^A-Za-z0-9._-]+", "_", Path(name).name)[-80:].lstrip(".") or "fichier.csv"


def receive(tenant: Tenant, sent: Sent, *, person: Person | None, kind: str = "") -> WaterFile:
    """Keep a file and read it in a watched child; it is used only once a person has said so (``put_in_use``)."""
    file = WaterFile(tenant=tenant, name=sent.name, person=person, kind=kind, state=FileState.REFUSED)
    path = original(tenant, file)
    path.parent.mkdir(parents=True)
    path.write_bytes(sent.content)
    file.digest = hashlib.sha256(sent.content).hexdigest()
    try:
        file.report = _understood(tenant, file, path)
    except BadInput as error:
        file.message = str(error)
    else:
        file.kind, file.state = file.report["kind"], FileState.PROPOSED
    file.save()
    return file


def _understood(tenant: Tenant, file: WaterFile, path: Path) -> dict[str, Any]:
    network = current(FileKind.NETWORK)
    options = ["--kind", file.kind] if file.kind else []
    if network:
        options += ["--network", str(original(tenant, network))]
    made = made_from(tenant, file, "")
    told: dict[str, Any] = json.loads(
        run_beffroi(["water", "understand", path, "--out", made, *options], limits=READING)
    )
    return told


@transaction.atomic
def put_in_use(file: WaterFile) -> None:
    """Make a file read and shown the one in use of its kind. Raises FileMoved."""
    _moved(file, FileState.PROPOSED, FileState.ACCEPTED)
    if file.kind in {FileKind.FLOWS, FileKind.CUSTOMERS}:
        names = [Sector(tenant=file.tenant, name=name) for name in file.report.get("names", {})]
        Sector.objects.bulk_create(names, ignore_conflicts=True)


def set_aside(file: WaterFile) -> None:
    """Do not use a file that was read. Raises FileMoved."""
    _moved(file, FileState.PROPOSED, FileState.WITHDRAWN)


def withdraw(file: WaterFile) -> None:
    """Take the file in use of its kind out of use: the one before comes back. Raises FileMoved."""
    if file != current(FileKind(file.kind)):
        raise FileMoved("Seul le fichier employé en dernier se retire.")
    _moved(file, FileState.ACCEPTED, FileState.WITHDRAWN)


def _moved(file: WaterFile, before: FileState, after: FileState) -> None:
    if not WaterFile.objects.filter(pk=file.pk, state=before).update(state=after):
        raise FileMoved(f"Ce fichier n'est plus « {before.label} » : rechargez la page.")
    file.state = after


def remove(tenant: Tenant, file: WaterFile) -> None:
    """Remove a file from the disk."""
    shutil.rmtree(_folder(tenant, file), ignore_errors=True)


def water_settings(tenant: Tenant) -> WaterSettings:
    """Return the settings of the tenant in scope, not saved yet where there are none."""
    found: WaterSettings | None = WaterSettings.objects.first()
    return found or WaterSettings(tenant=tenant)
