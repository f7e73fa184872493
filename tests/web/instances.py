"""A whole instance of its own, as an operator has it: a folder, a database, commands in processes of their own."""

from __future__ import annotations

import json
import os
import secrets
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import urlopen

import psycopg

PREAMBLE = """
import json, os, sys
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "beffroi.web.configuration")
import django
django.setup()
from django_scopes import scope, scopes_disabled
from beffroi.web.platform.models import *
from beffroi.web.platform import jobs, ledger
"""


class Instance:
    """Commands and scripts run against one instance; ``said``: what its processes wrote as errors."""

    def __init__(self, home: Path, database: str = "") -> None:
        self.home, self.database, self.said = home, database, ""
        kept = {name: value for name, value in os.environ.items() if not name.startswith("BEFFROI_")}
        self.environment = {**kept, "BEFFROI_HOME": str(home)}
        self.environment.pop("DJANGO_SETTINGS_MODULE", None)
        if database:
            self.environment["BEFFROI_DATABASE"] = database

    def beffroi(self, *arguments: object, **settings: str) -> subprocess.CompletedProcess[str]:
        """Run a command to its end."""
        return self._run([sys.executable, "-m", "beffroi", *map(str, arguments)], settings)

    def script(self, code: str) -> Any:
        """Run code in the instance; return what it leaves in ``told``."""
        done = self._run(
            [sys.executable, "-c", f"{PREAMBLE}\n{code}\nprint('\\n' + json.dumps(told, default=str))"], {}
        )
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout.splitlines()[-1])

    def query(self, question: str) -> list[tuple[Any, ...]]:
        """Ask the database without Django, which takes a second to load."""
        if self.database:
            with psycopg.connect(self.database) as server:
                return server.execute(question).fetchall()  # type: ignore[arg-type]
        with closing(sqlite3.connect(self.home / "beffroi.sqlite3", timeout=30)) as file:
            return file.execute(question).fetchall()

    def _run(self, command: list[str], settings: dict[str, str]) -> subprocess.CompletedProcess[str]:
        environment = {**self.environment, **settings}
        return subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=120)

    @contextmanager
    def process(self, *command: str) -> Iterator[subprocess.Popen[str]]:
        """Run a process beside the test; it is stopped at the end."""
        running = subprocess.Popen(
            command,
            env=self.environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        try:
            yield running
        finally:
            if running.poll() is None:
                running.send_signal(signal.SIGTERM)
            self.said += running.communicate(timeout=60)[1]

    @contextmanager
    def serve(self, *options: str) -> Iterator[Site]:
        """Run ``beffroi serve`` and wait until it answers."""
        with self.process(sys.executable, "-m", "beffroi", "serve", *options) as running:
            assert running.stdout is not None
            line = running.stdout.readline()
            assert "Beffroi est ouvert : http://" in line, line + (running.stderr.read() if running.stderr else "")
            yield Site(line.split(" : ")[1].split("/ ")[0], running)


class Site:
    """A running server."""

    def __init__(self, address: str, process: subprocess.Popen[str]) -> None:
        self.address, self.process = address, process

    def get(self, path: str) -> tuple[int, str]:
        """Return status and text of a page."""
        try:
            with urlopen(self.address + path, timeout=30) as response:
                return response.status, response.read().decode()
        except HTTPError as error:
            return error.code, error.read().decode()


def until(true: Any, *, seconds: float = 120) -> None:
    """Wait until it is true."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it did not come to pass"
        time.sleep(0.1)


@contextmanager
def beside(database: str, *, template: str = "template1") -> Iterator[str]:
    """Make another database on the server of this address; yield its address, drop it afterwards."""
    name = f"beffroi_{secrets.token_hex(6)}"
    address = urlsplit(database)
    with psycopg.connect(address._replace(path="/postgres").geturl(), autocommit=True) as server:
        server.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    try:
        yield address._replace(path=f"/{name}").geturl()
    finally:
        with psycopg.connect(address._replace(path="/postgres").geturl(), autocommit=True) as server:
            server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@contextmanager
def new_instance(home: Path) -> Iterator[Instance]:
    """Yield an instance in this folder, on SQLite, or on PostgreSQL where the tests run on it."""
    database = os.environ.get("BEFFROI_DATABASE", "")
    if not database:
        yield Instance(home)
        return
    with beside(database) as address:
        yield Instance(home, address)


@contextmanager
def copy_of(instance: Instance, home: Path) -> Iterator[Instance]:
    """Yield an instance that begins as another one stands, which nobody runs."""
    shutil.copytree(instance.home, home)
    if not instance.database:
        yield Instance(home)
        return
    with beside(instance.database, template=urlsplit(instance.database).path.strip("/")) as address:
        yield Instance(home, address)
