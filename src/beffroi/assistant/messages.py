"""A message received by mail: who wrote, about what, what is asked, without what it quotes of earlier ones."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import parseaddr

LONGEST = 8000
# what a mail program puts above the message that is answered, or below one's own
EARLIER = re.compile(
    r"^(?:>|Le .{6,90} a écrit ?:|On .{6,90} wrote:|-{2,} ?(?:Message d'origine|Original Message|Message transféré)"
    r"|_{10,}|De ?: .+@)|^-- ?$",
    re.MULTILINE,
)
BULK = {"bulk", "list", "junk", "auto_reply"}


@dataclass(frozen=True)
class Received:
    """A message: sender's address and name, subject, day, its own words; written_by_hand: no list, no automaton."""

    sender: str
    name: str
    subject: str
    date: dt.datetime | None
    text: str
    written_by_hand: bool


def read_message(content: bytes) -> Received:
    """Read a message; one that cannot be understood gives what could be."""
    message = message_from_bytes(content, _class=EmailMessage, policy=policy.default)
    name, sender = parseaddr(_header(message, "From"))
    return Received(
        sender=sender[:200],
        name=name[:120],
        subject=" ".join(_header(message, "Subject").split())[:300],
        date=_date(message),
        text=own_words(_text(message))[:LONGEST],
        written_by_hand=_by_hand(message),
    )


def own_words(text: str) -> str:
    """Return a message without what it quotes of earlier ones, nor the signature."""
    lines = text.replace("\r\n", "\n").strip()
    found = EARLIER.search(lines)
    kept = lines[: found.start()].strip() if found else lines
    return re.sub(r"\n{3,}", "\n\n", kept or lines)


def _header(message: EmailMessage, name: str) -> str:
    try:
        return str(message.get(name) or "")
    except (ValueError, IndexError, AttributeError, TypeError):  # headers that the library cannot take apart
        return ""


def _date(message: EmailMessage) -> dt.datetime | None:
    try:
        found = message["Date"].datetime if message["Date"] else None
    except (ValueError, IndexError, AttributeError, TypeError):
        return None
    return found if isinstance(found, dt.datetime) else None


def _by_hand(message: EmailMessage) -> bool:
    automatic = _header(message, "Auto-Submitted").strip().lower() not in {"", "no"}
    listed = bool(_header(message, "List-Id") or _header(message, "List-Unsubscribe"))
    return not (automatic or listed or _header(message, "Precedence").strip().lower() in BULK)


def _text(message: EmailMessage) -> str:
    part = message.get_body(preferencelist=("plain", "html"))
    if part is None:
        return ""
    try:
        content = str(part.get_content())
    except (LookupError, ValueError):  # an unknown alphabet
        raw = part.get_payload(decode=True)
        content = raw.decode("latin-1") if isinstance(raw, bytes) else ""
    return content if part.get_content_subtype() == "plain" else _of_web_page(content)


def _of_web_page(content: str) -> str:
    from beffroi.engines.documents.web_page import page_of  # noqa: PLC0415  # heavy

    blocks = [block for page in page_of(content, "message").pages for block in page.blocks]
    return "\n".join(block.text for block in blocks if not block.hidden)
