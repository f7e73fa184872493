"""A small registry of packages on this machine, of pages as pip reads them, and of npm archives."""

from __future__ import annotations

import http.server
import io
import tarfile
import threading
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field


@dataclass
class Registry:
    """Files by path; ``asked`` lists what was asked, ``cut`` the paths whose first answer stops half way."""

    address: str = ""
    files: dict[str, bytes] = field(default_factory=dict)
    asked: list[tuple[str, str]] = field(default_factory=list)
    cut: set[str] = field(default_factory=set)

    def add_wheel(self, name: str, members: dict[str, bytes]) -> None:
        module = name.replace("-", "_")
        file = f"{module}-1.0-py3-none-any.whl"
        about = {
            f"{module}-1.0.dist-info/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n".encode(),
            f"{module}-1.0.dist-info/WHEEL": b"Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        }
        self.files[f"/files/{file}"] = zipped({**members, **about})
        self.files[f"/simple/{name}/"] = f'<a href="/files/{file}">{file}</a>'.encode()


@contextmanager
def serve() -> Iterator[Registry]:
    registry = Registry()

    class Files(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            registry.asked.append((self.path, self.headers.get("Range", "")))
            content = registry.files.get(self.path)
            if content is None:
                self.send_error(404)
                return
            start = int((self.headers.get("Range") or "bytes=0-")[6:-1])
            self.send_response(206 if start else 200)
            self.send_header("Content-Type", "text/html" if self.path.endswith("/") else "application/octet-stream")
            self.send_header("Content-Length", str(len(content) - start))
            self.end_headers()
            end = (start + len(content)) // 2 if self.path in registry.cut else len(content)
            registry.cut.discard(self.path)
            self.wfile.write(content[start:end])

        def log_message(self, *_: object) -> None:
            return

    served = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Files)
    threading.Thread(target=served.serve_forever, daemon=True).start()
    registry.address = f"http://127.0.0.1:{served.server_port}"
    try:
        yield registry
    finally:
        served.shutdown()
        served.server_close()


def zipped(members: dict[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return made.getvalue()


def tarred(members: dict[str, bytes]) -> bytes:
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w:gz") as archive:
        for name, content in members.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))
    return made.getvalue()
