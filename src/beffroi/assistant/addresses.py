"""Which addresses may be asked: http and https, the host that was named, never a machine of the inside network."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Collection
from dataclasses import dataclass
from urllib.parse import urldefrag, urlsplit, urlunsplit

from beffroi.assistant.errors import AddressRefused

PORTS = {"http": 80, "https": 443}
NAT64 = ipaddress.ip_network("64:ff9b::/96")


@dataclass(frozen=True)
class WebAddress:
    """An address that was read: the whole, its host in small letters, its port."""

    url: str
    host: str
    port: int


def read_address(text: str) -> WebAddress:
    """Read an http or https address, its fragment left out. Raises AddressRefused."""
    try:
        parts = urlsplit(urldefrag(text.strip()).url)
        host, port = (parts.hostname or "").rstrip("."), parts.port
    except ValueError as error:
        raise AddressRefused(f"Adresse illisible : « {text} » ; écrivez https://www.ville.fr/page.") from error
    if parts.scheme not in PORTS or not host or parts.username or parts.password or not host.isascii():
        raise AddressRefused(f"Adresse refusée : « {text} » ; écrivez https://www.ville.fr/page.")
    netloc = host if port in (None, PORTS[parts.scheme]) else f"{host}:{port}"
    return WebAddress(
        urlunsplit((parts.scheme, netloc, parts.path or "/", parts.query, "")), host, port or PORTS[parts.scheme]
    )


def outside(host: str, port: int, *, inside: Collection[str] = ()) -> str:
    """Return a number by which a host is reached, checked: it is that number which is then called, not the name.

    inside: hosts of the inside network that the operator allows. Raises AddressRefused.
    """
    try:
        found = sorted({str(one[4][0]) for one in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)})
    except OSError as error:
        raise AddressRefused(f"« {host} » est introuvable : vérifiez l'adresse.") from error
    if host not in inside and not all(map(_is_outside, found)):
        raise AddressRefused(
            f"« {host} » est une machine du réseau intérieur : l'exploitant peut la permettre (BEFFROI_INSIDE)."
        )
    return next((number for number in found if ":" not in number), found[0])


def _is_outside(number: str) -> bool:
    address = ipaddress.ip_address(number.split("%", 1)[0])
    mapped = getattr(address, "ipv4_mapped", None)
    if mapped is not None:
        return _is_outside(str(mapped))
    if isinstance(address, ipaddress.IPv6Address) and (address in NAT64 or address.sixtofour or address.teredo):
        return False
    return address.is_global and not address.is_multicast
