"""Where installed packages lie, without importing them."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

from beffroi.territory.errors import BadInput


class PackageMissing(BadInput):
    """A package that Beffroi declares is not installed."""


def folder_of_package(name: str) -> Path:
    """Return the folder of an installed package. Raises PackageMissing."""
    spec = find_spec(name)
    if spec is None or not spec.submodule_search_locations:
        raise PackageMissing(f"Le paquet Python « {name} » manque : installez de nouveau Beffroi et ses dépendances.")
    return Path(spec.submodule_search_locations[0])
