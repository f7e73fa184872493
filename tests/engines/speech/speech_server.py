"""A small OpenAI-compatible speech server on the loopback."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from beffroi.engines.speech import wav
from beffroi.engines.speech.sounds import tone


class SpeechServer(ThreadingHTTPServer):
    """asked: path, key and body of each request; status: what it answers."""

    asked: list[tuple[str, str, bytes]]
    status = 200
    words = "je voudrais un acte"


class _Answer(BaseHTTPRequestHandler):
    server: SpeechServer

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.asked.append((self.path, self.headers.get("Authorization", ""), body))
        spoken = self.path.endswith("/speech")
        content = wav(tone(500, 0.5, rate=24000)) if spoken else json.dumps({"text": self.server.words}).encode()
        self.send_response(self.server.status)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *args: object) -> None:
        """Say nothing."""


@contextmanager
def speech_server() -> Iterator[SpeechServer]:
    server = SpeechServer(("127.0.0.1", 0), _Answer)
    server.asked = []
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
