"""A mailbox read by IMAP without changing it: EXAMINE and BODY.PEEK, so that nothing is marked as read."""

from __future__ import annotations

import contextlib
import imaplib
import re
import socket
import ssl
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any, Literal

from beffroi.assistant.addresses import outside
from beffroi.assistant.errors import MailboxUnread

Security = Literal["tls", "starttls", "none"]
PORTS: dict[Security, int] = {"tls": 993, "starttls": 143, "none": 143}
SECONDS = 20.0
MOST_BYTES = 1_000_000
UNREADABLE = "La boîte {host} n'a pas été lue ({why}) : vérifiez serveur, dossier, compte et mot de passe."


@dataclass(frozen=True)
class Account:
    """Where the mailbox is and how it is opened. security "none": for a host of the inside network only."""

    host: str
    user: str
    word: str
    port: int = 0
    security: Security = "tls"
    folder: str = "INBOX"


@dataclass(frozen=True)
class Letterbox:
    """Messages, oldest first, by their number in the folder; validity: another one means other numbers."""

    validity: int
    messages: tuple[tuple[int, bytes], ...]


def new_messages(
    account: Account, *, validity: int = 0, after: int = 0, most: int = 20, inside: Collection[str] = ()
) -> Letterbox:
    """Return the messages that came after a number; the first time, those that nobody has read.

    inside: hosts of the inside network that the operator allows. Raises AddressRefused, MailboxUnread.
    """
    try:
        with _opened(account, inside) as box:
            now = _validity(box, account.folder)
            known = after if now == validity else 0
            numbers = [one for one in _numbers(box, known) if one > known][:most]
            found = [(number, _content(box, number)) for number in numbers]
    except (imaplib.IMAP4.error, OSError, ValueError) as error:
        raise MailboxUnread(UNREADABLE.format(host=account.host, why=_why(error))) from error
    return Letterbox(now, tuple((number, content) for number, content in found if content))


class _Checked(imaplib.IMAP4):
    """A connection to the number that was checked, under the host's name."""

    def __init__(self, account: Account, number: str) -> None:
        self.number, self.account = number, account
        super().__init__(account.host, account.port or PORTS[account.security], SECONDS)

    def _create_socket(self, timeout: float | None) -> socket.socket:
        opened = socket.create_connection((self.number, self.port), timeout or SECONDS)
        if self.account.security != "tls":
            return opened
        return ssl.create_default_context().wrap_socket(opened, server_hostname=self.host)


@contextlib.contextmanager
def _opened(account: Account, inside: Collection[str]) -> Iterator[imaplib.IMAP4]:
    if account.security == "none" and account.host not in inside:
        raise MailboxUnread("Une boîte sans chiffrement n'est lue que sur le réseau intérieur : choisissez TLS.")
    box = _Checked(account, outside(account.host, account.port or PORTS[account.security], inside=inside))
    try:
        if account.security == "starttls":
            box.starttls(ssl.create_default_context())
        box.login(account.user, account.word)
        yield box
    finally:
        with contextlib.suppress(imaplib.IMAP4.error, OSError):
            box.logout()


def _validity(box: imaplib.IMAP4, folder: str) -> int:
    quoted = '"' + folder.replace("\\", "\\\\").replace('"', '\\"') + '"'
    _expect(box.select(quoted, readonly=True))  # EXAMINE
    told = box.response("UIDVALIDITY")[1]
    return int(told[0]) if told and told[0] else 0


def _numbers(box: imaplib.IMAP4, after: int) -> list[int]:
    found = _expect(box.uid("SEARCH", "UID", f"{after + 1}:*") if after else box.uid("SEARCH", "UNSEEN"))
    return sorted(int(one) for one in (found[0] or b"").split())


def _content(box: imaplib.IMAP4, number: int) -> bytes:
    """Return the beginning of a message; nothing where it went in between."""
    found = _expect(box.uid("FETCH", str(number), f"(BODY.PEEK[]<0.{MOST_BYTES}>)"))
    return next((bytes(one[1]) for one in found if isinstance(one, tuple)), b"")


def _expect(answer: tuple[str, list[Any]]) -> list[Any]:
    if answer[0] != "OK":
        raise imaplib.IMAP4.error(answer[1][0] if answer[1] else answer[0])
    return answer[1]


def _why(error: BaseException) -> str:
    """Return what the server said, short, without the account."""
    said = error if isinstance(error, OSError) or not error.args else error.args[0]
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)
    return re.sub(r"\s+", " ", text)[:120]
