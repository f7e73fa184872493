"""A small OpenAI-compatible server on this machine, that can be busy, slow, wrong, or cut the line."""

from __future__ import annotations

import http.server
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any


@dataclass
class ChatServer:
    """``text`` is what it writes, by words. ``failures``: codes of the first answers; ``pause`` [s] between words.

    cut: words after which the line breaks; headers: sent with failures; counts: whether it counts tokens;
    raw: sent instead of an answer. ``bodies`` and ``keys`` are what it was sent.
    """

    text: str = "Bonjour à vous"
    failures: list[int] = field(default_factory=list)
    pause: float = 0.0
    cut: int | None = None
    headers: dict[str, str] = field(default_factory=dict)
    counts: bool = True
    raw: bytes | None = None
    reason: str = "stop"
    address: str = ""
    bodies: list[dict[str, Any]] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)

    @property
    def usage(self) -> dict[str, int] | None:
        return {"prompt_tokens": 1000, "completion_tokens": 200} if self.counts else None


class Chat(http.server.BaseHTTPRequestHandler):
    @property
    def told(self) -> ChatServer:
        return self.server.told  # type: ignore[attr-defined,no-any-return]

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.told.bodies.append({**body, "path": self.path})
        self.told.keys.append(self.headers.get("Authorization", ""))
        if self.told.failures:
            self._send(self.told.failures.pop(0), b'{"error": {"message": "trop de  monde"}}', self.told.headers)
        elif self.told.raw is not None:
            self._send(200, self.told.raw, {})
        elif body.get("stream"):
            self._stream()
        else:
            self._whole()

    def _send(self, code: int, content: bytes, headers: dict[str, str]) -> None:
        self.send_response(code)
        for name, value in {"Content-Length": str(len(content)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)

    def _whole(self) -> None:
        message = {"role": "assistant", "content": self.told.text}
        answer = {"choices": [{"message": message, "finish_reason": self.told.reason}], "usage": self.told.usage}
        content = json.dumps(answer).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        for start in range(0, len(content), 40):
            time.sleep(self.told.pause)
            if self.told.cut is not None and start >= 40 * self.told.cut:
                return
            self.wfile.write(content[start : start + 40])

    def _stream(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.end_headers()
        for number, word in enumerate(self.told.text.split(" ")):
            time.sleep(self.told.pause)
            if self.told.cut is not None and number >= self.told.cut:
                return
            piece = f" {word}" if number else word
            self._event({"choices": [{"delta": {"content": piece}, "finish_reason": None}]})
        self._event({"choices": [{"delta": {}, "finish_reason": self.told.reason}]})
        self._event({"choices": [], "usage": self.told.usage})
        self.wfile.write(b"data: [DONE]\n\n")

    def _event(self, event: dict[str, Any]) -> None:
        self.wfile.write(b": ping\n\ndata: " + json.dumps(event).encode() + b"\n\n")

    def log_message(self, *_: object) -> None:
        return


class Quiet(http.server.ThreadingHTTPServer):
    told = ChatServer()

    def handle_error(self, *_: object) -> None:
        return  # a client that hangs up while words come


@contextmanager
def serve() -> Iterator[ChatServer]:
    served = Quiet(("127.0.0.1", 0), Chat)
    served.told = told = ChatServer()
    threading.Thread(target=served.serve_forever, daemon=True).start()
    told.address = f"http://une%20cle@127.0.0.1:{served.server_port}/v1?model=essai&wait=0.01"
    try:
        yield told
    finally:
        served.shutdown()
        served.server_close()
