"""Where a machine is, as far as its address says: here, in the territory, in France, in Europe, abroad."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from ipaddress import ip_address
from typing import Literal
from urllib.parse import urlsplit

from beffroi.governance.facts import Address
from beffroi.governance.tables import table

Place = Literal["here", "territory", "french", "european", "abroad"]
UNREADABLE = "adresse.illisible"
NAMES: Mapping[Place, str] = {
    "here": "sur la machine",
    "territory": "dans le territoire",
    "french": "nom français",
    "european": "nom d'un pays de l'Union",
    "abroad": "hors de l'Union ou inconnu",
}


def place_of(host: str, *, inside: frozenset[str]) -> Place:
    """Return the place of a host; ``inside``: hosts of the territory, their sub-domains with them."""
    name = host.lower().strip("[]").rstrip(".")
    if not name or name == "localhost" or name.endswith(".localhost"):
        return "here"
    if any(name == known or name.endswith(f".{known}") for known in inside):
        return "territory"
    try:
        return _place_of_number(name)
    except ValueError:
        return _place_of_name(name)


def _place_of_number(name: str) -> Place:
    number = ip_address(name)
    if number.is_loopback:
        return "here"
    return "territory" if number.is_private else "abroad"


def _place_of_name(name: str) -> Place:
    ending = name.rsplit(".", 1)[-1]
    if "." not in name or ending in {"local", "internal", "lan"}:
        return "territory"
    if ending in table("places")["french"]:
        return "french"
    return "european" if ending in table("places")["european"] else "abroad"


def addresses_of(environment: Mapping[str, str], names: Iterable[str]) -> tuple[Address, ...]:
    """Return the addresses that the settings of those names hold, several where blanks part them; no key is kept."""
    return tuple(Address(name, host_of(told)) for name in names for told in environment.get(name, "").split())


def host_of(address: str) -> str:
    """Return the host of an address, empty where it names none: a folder, ``embedded:``, ``sqlite:``.

    An address that cannot be read counts as abroad: nobody knows where it leads.
    """
    try:
        return urlsplit(address).hostname or ""
    except ValueError:
        return UNREADABLE
