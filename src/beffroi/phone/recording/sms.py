"""SMS through any gateway that takes an HTTP request (off unless its settings are given)."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Literal
from urllib.parse import quote, urlsplit

from beffroi.phone.errors import GatewayFailed, GatewayUnreadable

FIELD = re.compile(r"{(number|text)}")
WAIT = 10.0
CHOICES = {"method": ("POST", "GET", "PUT"), "content": ("json", "form")}


@dataclass(frozen=True)
class HttpGateway:
    """A gateway. ``{number}`` (with +33) and ``{text}`` are filled in the address and the body, escaped for each.

    content: how the body is written, ``json`` or ``form``; headers: the key that the operator gave, for instance.
    """

    url: str
    body: str = ""
    method: Literal["POST", "GET", "PUT"] = "POST"
    content: Literal["json", "form"] = "json"
    headers: Mapping[str, str] = field(default_factory=dict)

    def send(self, number: str, text: str) -> None:
        """Send a text to a mobile. Raises GatewayFailed."""
        import httpx  # noqa: PLC0415 - heavy, and only where a gateway is set

        kind = "application/json" if self.content == "json" else "application/x-www-form-urlencoded"
        sent = {"content-type": kind, **self.headers} if self.body else dict(self.headers)
        escape = _in_json if self.content == "json" else _in_address
        body = _filled(self.body, number=number, text=text, escape=escape).encode()
        url = _filled(self.url, number=number, text=text, escape=_in_address)
        try:
            answer = httpx.request(self.method, url, content=body, headers=sent, timeout=WAIT)
            answer.raise_for_status()
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise GatewayFailed(f"La passerelle SMS a refusé : {type(error).__name__}.") from error


def _in_json(text: str) -> str:
    return json.dumps(text)[1:-1]


def _in_address(text: str) -> str:
    return quote(text, safe="")


def _filled(template: str, *, number: str, text: str, escape: Callable[[str], str]) -> str:
    values = {"number": abroad(number), "text": text}
    return FIELD.sub(lambda match: escape(values[match.group(1)]), template)


def abroad(number: str) -> str:
    """Write a French number as gateways want it: +33612345678."""
    return f"+33{number[1:]}" if re.fullmatch(r"0[1-9]\d{8}", number) else number


def read_gateway(path: Path) -> HttpGateway:
    """Read the gateway of a TOML file: ``url``, ``body``, ``method``, ``content``, ``[headers]``.

    Raises GatewayUnreadable.
    """
    try:
        told = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise GatewayUnreadable(f"{path.name} : un fichier TOML lisible est attendu.") from error
    gateway = HttpGateway(**{name: told[name] for name in _known(told, path.name)})
    if urlsplit(gateway.url).scheme not in {"http", "https"}:
        raise GatewayUnreadable(f"{path.name} : « url » doit être une adresse https://.")
    if {"number", "text"} - set(FIELD.findall(gateway.url + gateway.body)):
        raise GatewayUnreadable(f"{path.name} : {{number}} et {{text}} doivent se trouver dans « url » ou « body ».")
    return gateway


def _known(told: Mapping[str, object], where: str) -> list[str]:
    """Return the names of a file, each of which is known and well written."""
    kinds = {one.name: dict if one.name == "headers" else str for one in fields(HttpGateway)}
    for name, value in told.items():
        if name not in kinds:
            raise GatewayUnreadable(f"{where} : « {name} » est inconnu ; connus : {', '.join(kinds)}.")
        values = value.values() if isinstance(value, dict) else ()
        if not isinstance(value, kinds[name]) or not all(isinstance(one, str) for one in values):
            raise GatewayUnreadable(f"{where} : « {name} » doit être du texte.")
        if value not in CHOICES.get(name, (value,)):
            raise GatewayUnreadable(f"{where} : « {name} » vaut {' ou '.join(CHOICES[name])}.")
    if "url" not in told:
        raise GatewayUnreadable(f"{where} : « url » manque, l'adresse de la passerelle.")
    return list(told)
