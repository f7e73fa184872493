"""Communes and EPCI with their population, from a reference-data pack.

Source: @etalab/decoupage-administratif (MIT), made from INSEE's geographic codes and populations.
"""

from __future__ import annotations

import json
import tarfile
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from beffroi.territory.errors import BadInput

MOST_BYTES = 50_000_000


class ReferenceUnreadable(BadInput):
    """The reference data is not the expected archive."""


@dataclass(frozen=True, slots=True)
class Commune:
    """A commune today; ``population`` is 0 where the source has none."""

    insee: str
    name: str
    departement: str
    region: str
    population: int
    postcodes: tuple[str, ...]
    siren: str


@dataclass(frozen=True, slots=True)
class Epci:
    """A group of communes; ``members`` are INSEE codes."""

    siren: str
    name: str
    kind: str
    population: int
    members: tuple[str, ...]


@dataclass(frozen=True)
class Communes:
    """The communes and EPCI of a pack, read once; nothing is extracted to disk."""

    archive: Path

    def commune(self, insee: str) -> Commune | None:
        """Return the commune of an INSEE code, or None."""
        return self.by_code.get(insee)

    def named(self, name: str) -> list[Commune]:
        """Return the communes of a name, whatever its accents, case and hyphens, largest first."""
        return self._by_name.get(_plain(name), [])

    def at_postcode(self, postcode: str) -> list[Commune]:
        """Return the communes of a postcode, largest first."""
        found = [commune for commune in self.by_code.values() if postcode in commune.postcodes]
        return sorted(found, key=lambda commune: -commune.population)

    def epci_of(self, insee: str) -> Epci | None:
        """Return the EPCI that a commune belongs to, or None."""
        return self._epci_by_member.get(insee)

    @cached_property
    def by_code(self) -> Mapping[str, Commune]:
        """Every commune of today by INSEE code."""
        rows = (row for row in self._read("communes") if row["type"] == "commune-actuelle")
        return {commune.insee: commune for commune in map(_commune, rows)}

    @cached_property
    def epcis(self) -> tuple[Epci, ...]:
        """Every EPCI."""
        return tuple(_epci(row) for row in self._read("epci"))

    @cached_property
    def _by_name(self) -> Mapping[str, list[Commune]]:
        names: dict[str, list[Commune]] = {}
        for commune in sorted(self.by_code.values(), key=lambda commune: -commune.population):
            names.setdefault(_plain(commune.name), []).append(commune)
        return names

    @cached_property
    def _epci_by_member(self) -> Mapping[str, Epci]:
        return {insee: epci for epci in self.epcis for insee in epci.members}

    def _read(self, name: str) -> list[dict[str, Any]]:
        try:
            with tarfile.open(self.archive, "r:gz") as archive:
                member = archive.getmember(f"package/data/{name}.json")
                source = archive.extractfile(member)
                if source is None or member.size > MOST_BYTES:
                    raise KeyError(name)
                rows: list[dict[str, Any]] = json.load(source)
                return rows
        except (tarfile.TarError, KeyError, OSError, ValueError) as error:
            raise ReferenceUnreadable(
                "Le paquet des communes est illisible : beffroi packs install communes"
            ) from error


def _commune(row: Mapping[str, Any]) -> Commune:
    return Commune(
        insee=row["code"],
        name=row["nom"],
        departement=row.get("departement", ""),
        region=row.get("region", ""),
        population=int(row.get("population") or 0),
        postcodes=tuple(row.get("codesPostaux", ())),
        siren=row.get("siren", ""),
    )


def _epci(row: Mapping[str, Any]) -> Epci:
    members = tuple(member["code"] for member in row["membres"])
    return Epci(row["code"], row["nom"], row["type"], int(row.get("populationMunicipale") or 0), members)


def _plain(name: str) -> str:
    letters = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return " ".join("".join(c if c.isalnum() else " " for c in letters).split())
