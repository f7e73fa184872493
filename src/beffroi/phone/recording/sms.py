"""SMS through any gateway that takes an HTTP request (off unless its settings are given)."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import quote

from beffroi.phone.errors import GatewayFailed

FIELD = re.compile(r"{(number|text)}")
WAIT = 10.0


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
