"""``beffroi serve``: the web server and one worker child, which is started again when it dies."""

from __future__ import annotations

import os
import socket
import subprocess
import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from gunicorn.app.base import BaseApplication
from gunicorn.arbiter import Arbiter
from gunicorn.glogging import Logger

from beffroi.territory.errors import BadInput
from beffroi.web.preparing import occupy, prepare
from beffroi.web.worker import SHORTEST_LIFE, STOP_SECONDS, command, end

FIRST_PORT, LAST_PORT = 8000, 8099


class PortBusy(BadInput):
    """No address to listen at."""


def serve(
    *,
    host: str = "127.0.0.1",
    port: int | None = None,
    threads: int = 12,
    worker: bool = True,
    opened: Callable[[str], None] | None = None,
) -> int:
    """Serve until SIGINT or SIGTERM; ``opened`` is told the address. Raises PortBusy, InstanceUnusable."""
    listening = _listen(host, port)
    address = f"http://{host if ':' not in host else f'[{host}]'}:{listening.getsockname()[1]}"
    os.environ.setdefault("BEFFROI_ADDRESS", address)
    held = occupy(prepare())
    # the demo reads its settings before the port is known
    settings.ADDRESS = os.environ["BEFFROI_ADDRESS"].rstrip("/")
    Belfry(Site(listening, threads), address=address, worker=worker, opened=opened).run()
    held.close()
    return 0


def _listen(host: str, port: int | None) -> socket.socket:
    """Return a bound socket: at the port asked for, else the first free one from 8000."""
    ports = range(FIRST_PORT, LAST_PORT + 1) if port is None else [port]
    for candidate in ports:
        try:
            return socket.create_server((host, candidate), family=_family(host), backlog=512)
        except PermissionError as error:
            raise PortBusy(f"Le port {candidate} demande des droits d'administrateur : prenez-en un autre.") from error
        except OSError:
            continue
    asked = f"Le port {port} est" if port is not None else f"Les ports {FIRST_PORT} à {LAST_PORT} sont"
    raise PortBusy(f"{asked} déjà pris à l'adresse {host} : donnez-en un autre par --port.")


def _family(host: str) -> socket.AddressFamily:
    return socket.AF_INET6 if ":" in host else socket.AF_INET


class Journal(Logger):  # type: ignore[misc]
    """gunicorn's own messages, written as the other lines of the log."""

    def setup(self, cfg: Any) -> None:
        """Leave the writing to the root logger."""
        super().setup(cfg)
        self.error_log.handlers.clear()
        self.error_log.propagate = True


class Site(BaseApplication):  # type: ignore[misc]
    """The workspace under gunicorn: one process of threads, so that counters and caches are whole."""

    def __init__(self, listening: socket.socket, threads: int) -> None:
        self._listening, self._threads = listening, threads
        super().__init__()

    def load_config(self) -> None:
        """Set gunicorn's settings."""
        settings = {
            "bind": f"fd://{self._listening.detach()}",
            "worker_class": "gthread",
            "threads": self._threads,
            "timeout": 120,
            "graceful_timeout": int(STOP_SECONDS),
            "loglevel": "warning",
            "logger_class": Journal,
            "control_socket_disable": True,
        }
        for name, value in settings.items():
            self.cfg.set(name, value)

    def load(self) -> Callable[..., Any]:
        """Return the WSGI application."""
        from beffroi.web.wsgi import application

        return application


class Belfry(Arbiter):  # type: ignore[misc]
    """gunicorn's arbiter that also keeps the worker child alive."""

    def __init__(self, site: Site, *, address: str, worker: bool, opened: Callable[[str], None] | None) -> None:
        super().__init__(site)
        self._address, self._wanted, self._opened = address, worker, opened
        self._child: subprocess.Popen[bytes] | None = None
        self._began = -SHORTEST_LIFE

    def start(self) -> None:
        """Start, and say where."""
        super().start()
        print(f"Beffroi est ouvert : {self._address}/ (Ctrl+C pour arrêter)", flush=True)
        if self._opened:
            self._opened(self._address)

    def manage_workers(self) -> None:
        """Called about once a second: start what has died."""
        super().manage_workers()
        waited = time.monotonic() - self._began > SHORTEST_LIFE
        if self._wanted and waited and (self._child is None or self._child.poll() is not None):
            self._began = time.monotonic()
            self._child = subprocess.Popen(command())

    def stop(self, graceful: bool = True) -> None:
        """Stop the worker child, then the web."""
        if self._child is not None and self._child.poll() is None:
            self._child.terminate()
        super().stop(graceful)
        if self._child is not None:
            end(self._child)
