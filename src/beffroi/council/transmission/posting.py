"""Papers read off the deliberations: the list posted within a week, the register."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from itertools import groupby
from pathlib import Path

from beffroi.council.errors import SubjectUnknown, TransmissionImpossible
from beffroi.council.subjects import label_of
from beffroi.council.transmission.deliberations import Deliberation, Vote
from beffroi.council.transmission.rules import rules
from beffroi.engines.documents import Grid, Heading, Paragraph, Part, Text, write_docx, write_odt, write_pdf
from beffroi.territory.numbers import counted

WRITERS = {".odt": write_odt, ".docx": write_docx, ".pdf": write_pdf}
NOT_SAID = "non dite"


def list_of_deliberations(deliberations: Sequence[Deliberation]) -> Text:
    """Return the list of the deliberations of a session, for posting and on line (CGCT, L. 2121-25)."""
    last = max(one.date for one in deliberations)
    parts: list[Part] = []
    for day, held in groupby(deliberations, key=lambda one: one.date):
        rows = [(one.number, one.object, one.outcome or NOT_SAID) for one in held]
        parts += [Heading(f"Séance du {_french(day)}"), Grid(("Numéro", "Objet", "Issue"), rows)]
        until = day + dt.timedelta(days=rules()["publication"]["list_days"])
        parts.append(Paragraph(f"Liste à afficher et à mettre en ligne au plus tard le {_french(until)}."))
    return Text(f"Liste des délibérations – {_town(deliberations)}", parts, date=last)


def register(deliberations: Sequence[Deliberation]) -> Text:
    """Return the register: deliberations in order of date and number, with their vote and their receipt (R. 2121-9)."""
    parts: list[Part] = []
    for day, held in groupby(deliberations, key=lambda one: one.date):
        parts.append(Heading(f"Séance du {_french(day)}"))
        for one in held:
            parts += [Heading(f"{one.number} – {one.object}", level=2), *map(Paragraph, _lines(one))]
        parts.append(Paragraph("Le maire ou le président                    Le secrétaire de séance"))
    parts.append(Paragraph(f"Feuillet de clôture : {counted(len(deliberations), 'délibération')}."))
    return Text(f"Registre des délibérations – {_town(deliberations)}", parts, date=deliberations[-1].date)


def write_text(text: Text, path: Path) -> Path:
    """Write a text as ODT, DOCX or PDF by the ending of the path. Raises TransmissionImpossible."""
    writer = WRITERS.get(path.suffix.lower())
    if writer is None:
        raise TransmissionImpossible(f"{path.name} : donnez un nom en .odt, .docx ou .pdf.")
    return writer(text, path)


def _lines(one: Deliberation) -> list[str]:
    lines = [
        f"Matière : {_subject(one.subject_code)}.",
        f"Vote : {_vote(one.vote)}.",
        f"Issue : {one.outcome or NOT_SAID}.",
    ]
    if one.received:
        lines.append(f"Reçue au contrôle de légalité le {_french(one.received)}.")
    return lines


def _subject(code: str) -> str:
    try:
        return f"{code} {label_of(code)}"
    except SubjectUnknown:
        return NOT_SAID


def _vote(vote: Vote) -> str:
    named = (("pour", vote.in_favour), ("contre", vote.against), ("abstentions", vote.abstain), ("nuls", vote.null))
    return ", ".join(f"{name} {count}" for name, count in named if count is not None) or NOT_SAID


def _town(deliberations: Sequence[Deliberation]) -> str:
    return deliberations[0].town or "【à compléter : collectivité】"


def _french(day: dt.date) -> str:
    return f"{day:%d/%m/%Y}"
