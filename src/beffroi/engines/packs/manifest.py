"""The packs that exist, read from manifest.toml."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from importlib.resources import files

from beffroi.territory.errors import BadInput


class PackUnknown(BadInput):
    """No pack bears that name."""


@dataclass(frozen=True, slots=True)
class Pack:
    """One file to have: ``size`` in bytes, ``sources`` in the order in which they are tried (see addresses.py)."""

    name: str
    version: str
    purpose: str
    licence: str
    size: int
    sha256: str
    sources: tuple[str, ...]

    @property
    def file(self) -> str:
        """Name of the pack's file in a folder of packs, on this machine and on a mirror."""
        return f"{self.name}-{self.sha256[:16]}"


def _read() -> tuple[Pack, ...]:
    text = files("beffroi.engines.packs").joinpath("manifest.toml").read_text(encoding="utf-8")
    return tuple(Pack(**{**entry, "sources": tuple(entry["sources"])}) for entry in tomllib.loads(text)["pack"])


MANIFEST = _read()


def named(name: str) -> Pack:
    """Return a pack. Raises PackUnknown."""
    for pack in MANIFEST:
        if pack.name == name:
            return pack
    raise PackUnknown(f"Paquet inconnu : « {name} » ; paquets connus : {', '.join(p.name for p in MANIFEST)}.")
