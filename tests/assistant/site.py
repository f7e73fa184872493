"""A town's web site for tests: a real server on this machine, whose pages may change."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread


@dataclass
class Site:
    """pages: path to (type, content); an int in place of them is a status, a text a redirection."""

    pages: dict[str, tuple[str, str] | int | str] = field(default_factory=dict)
    asked: list[tuple[str, int]] = field(default_factory=list)
    port: int = 0

    @property
    def address(self) -> str:
        return f"http://localhost:{self.port}"


@contextmanager
def serving(site: Site) -> Iterator[Site]:
    class Pages(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            found = site.pages.get(self.path, 404)
            status = found if isinstance(found, int) else 302 if isinstance(found, str) else 200
            content = found[1].encode() if isinstance(found, tuple) else b""
            etag = f'"{sha256(content).hexdigest()[:16]}"'
            if status == 200 and self.headers.get("If-None-Match") == etag:
                status, content = 304, b""
            site.asked.append((self.path, status))
            self.send_response(status)
            if isinstance(found, str):
                self.send_header("Location", found)
            if isinstance(found, tuple):
                self.send_header("Content-Type", found[0])
                self.send_header("ETag", etag)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Pages)
    site.port = server.server_address[1]
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
