"""Answers and letters as text documents to take away."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.utils import timezone

from beffroi.web.assistant.citing import shown_citations
from beffroi.web.assistant.models import Asked, Cited
from beffroi.web.platform.models import Tenant

if TYPE_CHECKING:
    from beffroi.engines.documents.writing.text import Part

NUMBERED = re.compile(r"\d{1,2}\. (.+)")
ODT = "application/vnd.oasis.opendocument.text"
SAID = "Préparé par l'assistant de {name} à partir des documents cités, mot pour mot. À relire avant tout usage."


def as_odt(tenant: Tenant, questions: Sequence[Asked], *, title: str) -> bytes:
    """Return questions with their quotes and sources as ODT."""
    from beffroi.engines.documents.writing.text import Paragraph  # noqa: PLC0415  # heavy

    parts: list[Part] = [Paragraph(SAID.format(name=tenant.name))]
    for asked in questions:
        parts += _parts(asked)
    return _written(title, parts, author=tenant.name)


def letter_as_odt(tenant: Tenant, body: str, *, title: str) -> bytes:
    """Return a letter as ODT, a paragraph a line."""
    from beffroi.engines.documents.writing.text import Paragraph  # noqa: PLC0415  # heavy

    lines = [line for line in body.splitlines() if line.strip()]
    return _written(title, [Paragraph(line) for line in lines], author=tenant.name, titled=False)


def text_as_odt(tenant: Tenant, body: str, *, title: str) -> bytes:
    """Return a note or a synthesis as ODT: numbered lines are headings, lines between guillemets quotes."""
    from beffroi.engines.documents.writing.text import Heading, Paragraph, Quote  # noqa: PLC0415  # heavy

    parts: list[Part] = []
    for line in filter(str.strip, body.splitlines()):
        heading = NUMBERED.match(line)
        if heading:
            parts.append(Heading(heading[1], level=1))
        else:
            parts.append(Quote(line) if line.startswith("« ") and line.endswith(" »") else Paragraph(line))
    return _written(title, parts, author=tenant.name)


def _written(title: str, parts: Sequence[Part], *, author: str, titled: bool = True) -> bytes:
    from beffroi.engines.documents.writing.open_text import write_odt  # noqa: PLC0415  # heavy
    from beffroi.engines.documents.writing.text import Text  # noqa: PLC0415  # heavy

    text = Text(title, tuple(parts), author=author, date=timezone.localdate(), titled=titled)
    with TemporaryDirectory() as folder:
        return write_odt(text, Path(folder) / "document.odt").read_bytes()


def _parts(asked: Asked) -> list[Part]:
    from beffroi.engines.documents.writing.text import Heading, Paragraph, Quote  # noqa: PLC0415  # heavy

    parts: list[Part] = [
        Heading(asked.text, level=2),
        Paragraph(f"Question posée le {timezone.localtime(asked.asked_at):%d/%m/%Y à %H:%M}."),
    ]
    if asked.abstained:
        parts.append(Paragraph("Aucune réponse sûre dans les documents. Les plus proches :"))
    if asked.conflict:
        parts.append(Paragraph("Deux documents en vigueur ne disent pas la même chose."))
    for shown in shown_citations(asked):
        one = shown.cited
        parts.append(
            Quote(f"« {one.quote} »", source=_source(one), url=one.url) if one.quote else Paragraph(_source(one))
        )
    return parts


def _source(cited: Cited) -> str:
    said = [cited.title]
    said += [f"page {cited.page}"] if cited.page else []
    said += [f"{cited.date:%d/%m/%Y}"] if cited.date else []
    said += [f"modifie {cited.amends}"] if cited.amends else []
    said += [f"remplacé par {cited.superseded_by}"] if cited.superseded_by else []
    said += ["document retiré depuis"] if cited.removed else []
    return ", ".join(said)


def download(content: bytes, name: str) -> HttpResponse:
    """Return a text document to save."""
    response = HttpResponse(content, content_type=ODT)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
