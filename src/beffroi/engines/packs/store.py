"""The folder of packs: one file a hash, complete or absent."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

from beffroi.engines.packs.manifest import Pack
from beffroi.engines.packs.sources import Progress, address, fetch
from beffroi.territory.errors import BadInput


class PackMissing(BadInput):
    """The pack is not installed and no source gives it."""


class PackDamaged(BadInput):
    """The file does not bear the hash of the manifest."""


def _silent(_done: int) -> None:
    return None


def path(pack: Pack, folder: Path) -> Path:
    """Return where the pack stands. Raises PackMissing when it is not installed."""
    place = _place(pack, folder)
    if not place.is_file():
        raise PackMissing(f"Le paquet « {pack.name} » n'est pas installé : beffroi packs install {pack.name}")
    return place


def installed(pack: Pack, folder: Path) -> bool:
    """Tell whether the pack stands in the folder."""
    return _place(pack, folder).is_file()


def verify(pack: Pack, folder: Path) -> None:
    """Raise PackDamaged unless the installed file bears the hash of the manifest."""
    if _digest(path(pack, folder)) != pack.sha256:
        raise PackDamaged(f"Le paquet « {pack.name} » est abîmé : beffroi packs install {pack.name}")


def install(pack: Pack, folder: Path, *, progress: Progress = _silent, sources: Sequence[str] | None = None) -> Path:
    """Fetch the pack from the first source whose content bears the hash; keep what is already good.

    Raises PackMissing when no source answers, PackDamaged when one answers with other content.
    """
    place = _place(pack, folder)
    if place.is_file() and _digest(place) == pack.sha256:
        return place
    folder.mkdir(parents=True, exist_ok=True)
    part = place.with_suffix(".part")
    damaged = False
    for source in sources if sources is not None else pack.sources:
        where = address(source)
        if where and fetch(where, part, progress):
            if _digest(part) == pack.sha256:
                return part.replace(place)
            part.unlink()
            damaged = True
    if damaged:
        raise PackDamaged(f"« {pack.name} » reçu avec une autre empreinte : refusé. Essayez une autre source.")
    raise PackMissing(f"Aucune source ne donne « {pack.name} » : vérifiez le réseau, ou réglez BEFFROI_NPM_REGISTRY.")


def _place(pack: Pack, folder: Path) -> Path:
    return folder / f"{pack.name}-{pack.sha256[:16]}"


def _digest(file: Path) -> str:
    with file.open("rb") as source:
        return hashlib.file_digest(source, "sha256").hexdigest()
