"""What a test does with the OpenID Connect provider: describe people, sign in there, make it lie."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import requests
from django.test import Client

CLIENT = "beffroi"


@dataclass(frozen=True)
class Identities:
    """A running provider."""

    issuer: str

    def describe(self, subject: str, **claims: object) -> None:
        """Say what the provider asserts of a person."""
        requests.put(f"{self.issuer}/users/{subject}", json=claims, timeout=5).raise_for_status()

    def lie(self, **how: object) -> None:
        """Make the provider misbehave (``identity_server``); without a word, behave."""
        requests.put(f"{self.issuer}/lie", json=how, timeout=5).raise_for_status()

    def sign_in(self, client: Client, subject: str, *, start: str = "/connexion/openid/") -> Any:
        """Go to the provider as a browser does, say yes there, come back; return our last answer."""
        leaving = client.get(start)
        assert leaving.status_code == 302, leaving.text
        return client.get(self.agree(leaving["Location"], subject))

    def agree(self, address: str, subject: str) -> str:
        """Say yes at the provider; return the address it sends the browser back to."""
        answer = requests.post(address, data={"sub": subject}, allow_redirects=False, timeout=5)
        assert answer.status_code == 302, answer.text
        back = urlsplit(answer.headers["Location"])
        return f"{back.path}?{back.query}"


@contextmanager
def running() -> Iterator[Identities]:
    """Serve until the end of the block."""
    script = Path(__file__).with_name("identity_server.py")
    with subprocess.Popen(
        [sys.executable, str(script)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as server:
        assert server.stdout
        yield Identities(f"http://localhost:{server.stdout.readline().strip()}")
        server.terminate()
