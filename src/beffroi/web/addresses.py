"""One address per outside service, read into Django's settings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from beffroi.territory.errors import BadInput

PRAGMAS = "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-16000; PRAGMA mmap_size=134217728;"
POSTGRES = {"postgres", "postgresql"}


class AddressUnreadable(BadInput):
    """An address in a setting cannot be read."""


def database(environment: Mapping[str, str], home: Path) -> dict[str, Any]:
    """Return Django's database: ``postgresql://user:word@host:port/name``, ``sqlite:///path``, else SQLite at home."""
    address = environment.get("BEFFROI_DATABASE", "")
    if not address:
        return _sqlite(home / "beffroi.sqlite3")
    parts = urlsplit(address)
    if parts.scheme == "sqlite":
        return _sqlite(Path(parts.path.removeprefix("/") if parts.netloc == "." else parts.path))
    if parts.scheme not in POSTGRES or not parts.path.strip("/"):
        raise AddressUnreadable(
            "BEFFROI_DATABASE : écrivez postgresql://utilisateur:mot@serveur/base ou sqlite:////chemin/fichier."
        )
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.strip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }


def _sqlite(path: Path) -> dict[str, Any]:
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": path,
        "CONN_MAX_AGE": None,
        "OPTIONS": {"timeout": 30, "transaction_mode": "IMMEDIATE", "init_command": PRAGMAS},
        "TEST": {"NAME": path.with_name("tests.sqlite3")},
    }


def mail(environment: Mapping[str, str], home: Path) -> dict[str, Any]:
    """Return Django's mail settings: ``smtp[s]://user:word@host:port``, else files in ``home/mail``."""
    address = environment.get("BEFFROI_MAIL", "")
    if not address:
        return {"EMAIL_BACKEND": "django.core.mail.backends.filebased.EmailBackend", "EMAIL_FILE_PATH": home / "mail"}
    parts = urlsplit(address)
    if parts.scheme not in {"smtp", "smtps"} or not parts.hostname:
        raise AddressUnreadable("BEFFROI_MAIL : écrivez smtp://utilisateur:mot@serveur:587 (ou smtps://).")
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": parts.port or (465 if parts.scheme == "smtps" else 587),
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_SSL": parts.scheme == "smtps",
        "EMAIL_USE_TLS": parts.scheme == "smtp" and bool(parts.username),
        "EMAIL_TIMEOUT": 20,
    }


@dataclass(frozen=True)
class OpenId:
    """An OpenID Connect provider: its issuer's address, our name there and our word."""

    issuer: str
    client: str
    word: str


def openid(environment: Mapping[str, str]) -> OpenId | None:
    """Return the provider of ``https://client:word@host/path`` (the issuer with our credentials), or None."""
    address = environment.get("BEFFROI_OPENID", "")
    if not address:
        return None
    parts = urlsplit(address)
    if parts.scheme not in {"https", "http"} or not (parts.hostname and parts.username and parts.password):
        raise AddressUnreadable("BEFFROI_OPENID : écrivez https://identifiant:secret@fournisseur/chemin.")
    host = parts.netloc.rpartition("@")[2]
    issuer = f"{parts.scheme}://{host}{parts.path.rstrip('/')}"
    return OpenId(issuer, unquote(parts.username), unquote(parts.password))
