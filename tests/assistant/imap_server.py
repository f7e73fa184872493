"""A small IMAP server for tests: it speaks the protocol over a real socket, and keeps what it was asked."""

import re
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Thread

WORD = "motdepasse"


@dataclass
class Box:
    """messages: by number; seen: those somebody has read."""

    messages: dict[int, bytes] = field(default_factory=dict)
    seen: set[int] = field(default_factory=set)
    validity: int = 7
    asked: list[str] = field(default_factory=list)
    port: int = 0

    def answer(self, command: str, rest: str) -> tuple[list[bytes], str]:
        if command == "CAPABILITY":
            return [b"* CAPABILITY IMAP4rev1"], "OK done"
        if command == "LOGIN":
            return [], "OK logged in" if rest.endswith(f'"{WORD}"') else "NO [AUTHENTICATIONFAILED] wrong password"
        if command in {"EXAMINE", "SELECT"}:
            told = [f"* {len(self.messages)} EXISTS", f"* OK [UIDVALIDITY {self.validity}] valid"]
            return [one.encode() for one in told], "OK [READ-ONLY] opened" if "INBOX" in rest else "NO no such folder"
        if command == "UID":
            return self._uid(rest)
        return ([b"* BYE"], "OK bye") if command == "LOGOUT" else ([], "BAD unknown")

    def _uid(self, rest: str) -> tuple[list[bytes], str]:
        if rest.startswith("SEARCH"):
            first = re.search(r"(\d+):\*", rest)
            last = max(self.messages, default=0)
            # of "9:*" a server gives the last message even where its number is below 9
            wanted = [n for n in self.messages if (n >= int(first[1]) or n == last if first else n not in self.seen)]
            return [f"* SEARCH {' '.join(map(str, wanted))}".encode()], "OK searched"
        number = int(rest.split()[1])
        content = self.messages[number]
        if "PEEK" not in rest:
            self.seen.add(number)
        head = f"* 1 FETCH (UID {number} BODY[]<0> {{{len(content)}}}".encode()
        return [head + b"\r\n" + content + b")"], "OK fetched"


@contextmanager
def serving_mail(box: Box, *, tls: ssl.SSLContext | None = None) -> Iterator[Box]:
    listener = socket.create_server(("127.0.0.1", 0))
    box.port = listener.getsockname()[1]
    thread = Thread(target=_accept, args=(listener, box, tls), daemon=True)
    thread.start()
    try:
        yield box
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join(2)


def _accept(listener: socket.socket, box: Box, tls: ssl.SSLContext | None) -> None:
    while True:
        try:
            plain, _ = listener.accept()
        except OSError:
            return
        try:
            with tls.wrap_socket(plain, server_side=True) if tls else plain as connection:
                _converse(connection, box)
        except OSError:
            plain.close()


def _converse(connection: socket.socket, box: Box) -> None:
    with connection.makefile("rb") as lines:
        connection.sendall(b"* OK IMAP4rev1 ready\r\n")
        for line in lines:
            tag, command, *rest = line.decode().strip().split(" ", 2)
            box.asked.append(f"{command} {rest[0] if rest else ''}")
            told, status = box.answer(command.upper(), rest[0] if rest else "")
            connection.sendall(b"\r\n".join([*told, f"{tag} {status}".encode()]) + b"\r\n")
            if command.upper() == "LOGOUT":
                return
