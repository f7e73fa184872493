"""Mail (EML): who, when, what, and the files it brought."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from email import message_from_bytes, policy
from email.errors import CloseBoundaryNotFoundDefect
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import cast

from beffroi.engines.documents.cells import shown
from beffroi.engines.documents.errors import DocumentRefused
from beffroi.engines.documents.formats import format_of
from beffroi.engines.documents.limits import Limits
from beffroi.engines.documents.pages import Block, Document, Page
from beffroi.engines.documents.plain_text import decoded, text_blocks
from beffroi.engines.documents.progress import Progress, nothing
from beffroi.engines.documents.reading import read_here
from beffroi.engines.documents.web_page import page_of

SHOWN = (("From", "De"), ("To", "À"), ("Cc", "Copie"), ("Date", "Date"))
MOST_FILES = 50
DEEPEST = 2


def read(path: Path, *, limits: Limits, progress: Progress = nothing, depth: int = 0) -> Document:
    """Read a message: its headers, its body, then each file joined to it, under a heading that names it."""
    message = message_from_bytes(path.read_bytes(), policy=policy.default)
    if any(isinstance(defect, CloseBoundaryNotFoundDefect) for part in message.walk() for defect in part.defects):
        raise DocumentRefused(f"« {path.name} » est incomplet : enregistrez de nouveau le message, puis recommencez.")
    subject = _header(message, "Subject")
    pages, remarks = [Page(None, (*_headers(message, subject), *_body(message)))], []
    files = [part for part in message.iter_attachments() if isinstance(part, EmailMessage)]
    for done, part in enumerate(files[:MOST_FILES], 1):
        name = _name(part, done)
        try:
            joined = _joined(part, name, limits, depth)
            pages += _renamed(joined, name)
            remarks += [f"« {name} » : {remark}" for remark in joined.remarks]
        except DocumentRefused as error:
            pages.append(Page(None, (Block("heading", f"Pièce jointe : {name}", level=2),)))
            remarks.append(f"Pièce jointe non lue : {error}")
        progress(done, len(files))
    if len(files) > MOST_FILES:
        remarks.append(f"Seules les {MOST_FILES} premières pièces jointes ont été lues.")
    return Document(path.name, "eml", tuple(pages), title=subject, date=_date(message), remarks=tuple(remarks))


def _header(message: EmailMessage, name: str) -> str:
    try:
        return " ".join(str(message[name] or "").split())
    except (ValueError, IndexError, AttributeError, TypeError):
        return ""  # a header that the standard library cannot take apart


def _headers(message: EmailMessage, subject: str) -> Iterator[Block]:
    if subject:
        yield Block("heading", subject, level=1)
    for name, french in SHOWN:
        value = _moment(message) if name == "Date" else _header(message, name)
        if value:
            yield Block("text", f"{french} : {value}")


def _body(message: EmailMessage) -> Iterator[Block]:
    body = message.get_body(("plain", "html"))
    if body is None:
        return
    content = _content(cast("EmailMessage", body))
    if body.get_content_subtype() == "html":
        yield from page_of(content, "").pages[0].blocks
    else:
        yield from text_blocks(content)


def _content(part: EmailMessage) -> str:
    """Return the words of a part, in the encoding it names or the one they seem to have."""
    payload = part.get_payload(decode=True)
    content = payload if isinstance(payload, bytes) else b""
    try:
        return content.decode(part.get_content_charset() or "")
    except (LookupError, UnicodeError):
        return decoded(content)


def _name(part: EmailMessage, number: int) -> str:
    name = Path((part.get_filename() or "").replace("\\", "/").replace("\x00", "")).name
    return name or (f"message {number}.eml" if part.get_content_type() == "message/rfc822" else f"fichier {number}")


def _joined(part: EmailMessage, name: str, limits: Limits, depth: int) -> Document:
    """Read a joined file, from a folder that is removed at once."""
    with TemporaryDirectory() as folder:
        place = Path(folder) / (name[-100:] if name not in {".", ".."} else "fichier")
        place.write_bytes(_bytes(part))
        if format_of(place, limits=limits) != "eml":
            return read_here(place, limits=limits)
        if depth >= DEEPEST:
            raise DocumentRefused(f"« {name} » est un message dans un message : enregistrez-le séparément.")
        return read(place, limits=limits, depth=depth + 1)


def _bytes(part: EmailMessage) -> bytes:
    if part.get_content_type() == "message/rfc822":
        return cast("EmailMessage", part.get_content()).as_bytes()
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""


def _renamed(joined: Document, name: str) -> Iterator[Page]:
    """Yield the pages of a joined file under its name; mail has no page numbers."""
    for page in joined.pages:
        told = f"Pièce jointe : {name}" + (f", page {page.number}" if len(joined.pages) > 1 else "")
        deeper = tuple(replace(block, level=block.level + 2) if block.level else block for block in page.blocks)
        yield Page(None, (Block("heading", told, level=2), *deeper), page.recognised)


def _when(message: EmailMessage) -> dt.datetime | None:
    try:
        return parsedate_to_datetime(_header(message, "Date"))
    except (ValueError, TypeError, IndexError):
        return None


def _date(message: EmailMessage) -> dt.date | None:
    moment = _when(message)
    return moment.date() if moment else None


def _moment(message: EmailMessage) -> str:
    moment = _when(message)
    return shown(moment) if moment else _header(message, "Date")
