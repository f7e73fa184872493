"""What the prefecture sends back: receipts, anomalies, letters."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lxml import etree

from beffroi.council.errors import TransmissionImpossible
from beffroi.council.keys import day_of
from beffroi.council.transmission.messages import parsed
from beffroi.council.transmission.rules import rules


@dataclass(frozen=True)
class Receipt:
    """A message: its name in the schema, its kind, what it says and what to do; None where it does not say."""

    message: str
    kind: str
    said: str
    todo: str
    actes_id: str | None
    received: dt.date | None
    number: str | None
    date: dt.date | None
    nature: int | None
    subject_code: str | None
    object: str | None
    anomaly: str | None
    detail: str | None
    files: tuple[str, ...]


def read_receipt(path: Path) -> Receipt:
    """Read a message of the prefecture. Raises TransmissionImpossible, OSError."""
    root = parsed(path.read_bytes(), name=path.name)
    name = etree.QName(root)
    known = rules()["messages"].get(name.localname)
    if name.namespace != rules()["namespace"] or known is None:
        raise TransmissionImpossible(f"{path.name} n'est pas un message de la préfecture (« {name.localname} »).")
    act = root.find("{*}ActeRecu")
    letter = root.find("{*}InfosCourrierPref")
    return Receipt(
        message=name.localname,
        kind=known["kind"],
        said=known["said"],
        todo=known["todo"],
        actes_id=_value(root, "IDActe") or _value(letter, "IDActe"),
        received=day_of(_value(root, "DateReception") or _value(root, "DateCourrierPref")),
        number=_value(act, "NumeroInterne"),
        date=day_of(_value(act, "Date")),
        nature=_number(_value(act, "CodeNatureActe")),
        subject_code=_subject(act),
        object=_text(act, "Objet"),
        anomaly=_text(root, "Nature"),
        detail=_text(root, "Detail"),
        files=tuple(" ".join((one.text or "").split()) for one in root.iter("{*}NomFichier")),
    )


def _value(element: Any, name: str) -> str | None:
    """Return an attribute, with its namespace or without."""
    if element is None:
        return None
    found = element.get(f"{{{rules()['namespace']}}}{name}") or element.get(name)
    return str(found) if found else None


def _text(element: Any, name: str) -> str | None:
    found = element.find(f"{{*}}{name}") if element is not None else None
    return " ".join((found.text or "").split()) or None if found is not None else None


def _subject(act: Any) -> str | None:
    parts = (
        [_value(act.find(f"{{*}}CodeMatiere{level}"), "CodeMatiere") for level in range(1, 6)]
        if act is not None
        else []
    )
    return ".".join(part for part in parts if part) or None


def _number(value: str | None) -> int | None:
    return int(value) if value and value.isdigit() else None
