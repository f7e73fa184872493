"""The folder of an envelope: message of the act, its files under their @CTES names, envelope, archive to send."""

from __future__ import annotations

import datetime as dt
import gzip
import io
import shutil
import tarfile
from dataclasses import dataclass
from pathlib import Path

from beffroi.council.errors import TransmissionImpossible
from beffroi.council.transmission.messages import SentAct, act_message, check_schema, envelope_message
from beffroi.council.transmission.meta import Meta

SENT, FIRST = 1, 1  # transaction "transmission of an act", first flow of it
TYPES = {".pdf": b"%PDF-", ".jpg": b"\xff\xd8", ".png": b"\x89PNG", ".xml": b"<"}


@dataclass(frozen=True)
class Envelope:
    """What was written: identifier of the act, files (message, envelope, act, annexes), archive, checked or not."""

    actes_id: str
    files: tuple[Path, ...]
    archive: Path
    checked: bool
    notes: tuple[str, ...]


def write_envelope(act: Path, meta: Meta, *, out: Path, schemas: Path | None, today: dt.date | None = None) -> Envelope:
    """Write the envelope of an act to a folder; messages are checked against the schema where its folder is given.

    Raises TransmissionImpossible.
    """
    stem = f"{_identifier(meta)}-{SENT}-{FIRST}"
    sources = [(act, meta.piece), *((annex.path, annex.piece) for annex in meta.annexes)]
    names = [f"{piece}-{stem}_{place}{_type_of(path)}" for place, (path, piece) in enumerate(sources, 1)]
    form = f"{stem}_0.xml"
    sent = f"EACT--{meta.sender.siren}--{(today or dt.date.today()):%Y%m%d}-{meta.serial}"
    messages = {form: act_message(_act(meta, names)), f"{sent}.xml": envelope_message(meta.sender, [form])}
    for name, message in messages.items():
        if schemas:
            check_schema(message, folder=schemas, name=name)
    out.mkdir(parents=True, exist_ok=True)
    for name, message in messages.items():
        (out / name).write_bytes(message)
    for (path, _), name in zip(sources, names, strict=True):
        shutil.copyfile(path, out / name)
    files = tuple(out / name for name in (*messages, *names))
    prefix = f"{meta.operator}-" if meta.operator else ""
    return Envelope(
        actes_id=_identifier(meta),
        files=files,
        archive=_packed(files, out / f"{prefix}{sent}.tar.gz"),
        checked=schemas is not None,
        notes=meta.notes,
    )


def _identifier(meta: Meta) -> str:
    sender = meta.sender
    return f"{sender.departement}-{sender.siren}-{meta.date:%Y%m%d}-{meta.number}-{meta.nature.short}"


def _act(meta: Meta, names: list[str]) -> SentAct:
    return SentAct(
        number=meta.number,
        date=meta.date,
        nature=meta.nature,
        subject=meta.subject,
        object=meta.object,
        classification=meta.classification,
        file=names[0],
        annexes=tuple(names[1:]),
        paper=meta.paper,
    )


def _type_of(path: Path) -> str:
    """Return the ending of a file whose content is what it says. Raises TransmissionImpossible."""
    ending = path.suffix.lower().replace(".jpeg", ".jpg")
    if ending not in TYPES:
        raise TransmissionImpossible(f"{path.name} : @CTES accepte PDF, XML, JPG et PNG.")
    with path.open("rb") as file:
        head = file.read(64).lstrip(b"\xef\xbb\xbf \r\n\t")
    if not head.startswith(TYPES[ending]):
        raise TransmissionImpossible(f"{path.name} n'est pas un fichier {ending[1:].upper()} : convertissez-le.")
    return ending


def _packed(files: tuple[Path, ...], path: Path) -> Path:
    """Write the archive, the same bytes for the same files."""
    with (
        path.open("wb") as raw,
        gzip.GzipFile(filename="", fileobj=raw, mode="wb", mtime=0) as zipped,
        tarfile.open(fileobj=zipped, mode="w") as archive,
    ):
        for file in files:
            content = file.read_bytes()
            told = tarfile.TarInfo(file.name)
            told.size = len(content)
            archive.addfile(told, io.BytesIO(content))
    return path
