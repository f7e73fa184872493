"""Records of what was put on line: when, which bytes, until when; a published act is not changed."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from beffroi.council.errors import TransmissionImpossible
from beffroi.council.transmission.rules import rules

PDF = b"%PDF-"


@dataclass(frozen=True)
class Publication:
    """An act put on line: moment (ISO, Europe/Paris), digest of its bytes, last day on line and of appeals."""

    number: str
    file: str
    published: str
    digest: str
    on_line_until: str
    appeals_until: str


def publish(act: Path, *, number: str, at: dt.datetime, records: Path) -> Publication:
    """Record that an act is put on line. Raises TransmissionImpossible if it was, with other bytes."""
    if not number.strip():
        raise TransmissionImpossible("Le numéro de l'acte est vide : donnez --number.")
    content = act.read_bytes()
    if not content.startswith(PDF):
        raise TransmissionImpossible(f"{act.name} n'est pas un PDF : un acte publié est un PDF non modifiable.")
    digest = hashlib.sha256(content).hexdigest()
    for known in read_publications(records):
        if known.number == number and known.digest != digest:
            raise TransmissionImpossible(
                f"L'acte {number} est publié depuis le {known.published[:10]} avec un autre contenu : "
                "un acte publié ne change pas, publiez un acte modificatif sous un autre numéro."
            )
        if known.number == number:
            return known
    until = months_after(at.date(), months=rules()["publication"]["months"])
    # the two months are clear: they end the day after (CJA, R. 421-1)
    appeals = until + dt.timedelta(days=1)
    made = Publication(number, act.name, at.isoformat(), digest, until.isoformat(), appeals.isoformat())
    records.parent.mkdir(parents=True, exist_ok=True)
    with records.open("a", encoding="utf-8") as file:
        file.write(f"{json.dumps(asdict(made), ensure_ascii=False)}\n")
    return made


def read_publications(records: Path) -> Iterator[Publication]:
    """Yield the records of a file, none where it does not exist. Raises TransmissionImpossible."""
    if not records.is_file():
        return
    for place, line in enumerate(records.read_text(encoding="utf-8", errors="replace").splitlines(), 1):
        try:
            yield Publication(**json.loads(line))
        except (ValueError, TypeError) as error:
            raise TransmissionImpossible(
                f"{records.name}, ligne {place} : ce n'est pas un relevé de publication."
            ) from error


def months_after(day: dt.date, *, months: int) -> dt.date:
    """Return the same day some months later, the last of the month where it has none."""
    place = day.year * 12 + day.month - 1 + months
    year, month = divmod(place, 12)
    following = dt.date(year + (month + 1) // 12, (month + 1) % 12 + 1, 1)
    return min(dt.date(year, month + 1, 1) + dt.timedelta(days=day.day - 1), following - dt.timedelta(days=1))
