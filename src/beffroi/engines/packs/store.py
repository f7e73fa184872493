"""The folder of packs: one file a hash, complete or absent; what was begun is kept to go on."""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from beffroi.engines.packs.addresses import members
from beffroi.engines.packs.downloads import Progress, download
from beffroi.engines.packs.joining import join
from beffroi.engines.packs.manifest import Pack
from beffroi.territory.errors import BadInput


class PackMissing(BadInput):
    """The pack is not installed and no source gives it."""


class PackDamaged(BadInput):
    """The file does not bear the hash of the manifest."""


class DiskFull(BadInput):
    """The folder of packs has no room for it."""


def _silent(_done: int) -> None:
    return None


def path(pack: Pack, folder: Path) -> Path:
    """Return where the pack stands. Raises PackMissing when it is not installed."""
    place = folder / pack.file
    if not place.is_file():
        raise PackMissing(f"Le paquet « {pack.name} » n'est pas installé : beffroi packs install {pack.name}")
    return place


def installed(pack: Pack, folder: Path) -> bool:
    """Tell whether the pack stands in the folder."""
    return (folder / pack.file).is_file()


def begun(pack: Pack, folder: Path) -> float:
    """Return the share of the pack that an install which was cut left behind."""
    return min(1.0, _size(_part(pack, folder)) / pack.size)


def verify(pack: Pack, folder: Path) -> None:
    """Raise PackDamaged unless the installed file bears the hash of the manifest."""
    if _digest(path(pack, folder)) != pack.sha256:
        raise PackDamaged(f"Le paquet « {pack.name} » est abîmé : beffroi packs install {pack.name}")


def sources_of(pack: Pack, environment: Mapping[str, str], *, first: Sequence[str] = ()) -> tuple[str, ...]:
    """Return the sources in the order in which they are tried: those given, the mirror, those of the manifest.

    A mirror is the folder of packs of another machine, the lead authority's for one, as a path or an https address.
    """
    mirror = environment.get("BEFFROI_PACKS_MIRROR", "").rstrip("/")
    return (*first, *([f"{mirror}/{pack.file}"] if mirror else []), *pack.sources)


def install(pack: Pack, folder: Path, *, progress: Progress = _silent, sources: Sequence[str] | None = None) -> Path:
    """Fetch the pack from the first source whose content bears the hash; keep what is already good.

    Raises PackMissing when no source answers, PackDamaged when one answers with other content, DiskFull.
    """
    place = folder / pack.file
    folder.mkdir(parents=True, exist_ok=True)
    with _alone(folder / f".{pack.file}.lock"):
        if place.is_file() and _digest(place) == pack.sha256:
            return place
        damaged = False
        for source in sources_of(pack, os.environ) if sources is None else sources:
            good = _try(pack, source, _part(pack, folder), progress)
            if good:
                return _part(pack, folder).replace(place)
            damaged = damaged or good is False
    raise PackDamaged(_refused(pack)) if damaged else PackMissing(_nowhere(pack))


def _try(pack: Pack, source: str, part: Path, progress: Progress) -> bool | None:
    """Tell whether the source gave the content: True, False for other content, None for nothing."""
    for _ in range(2):
        begun_before = part.exists()
        _check_room(pack, part, archives=len(members(source)))
        if not (_size(part) == pack.size or _gather(source, part, progress)):
            return None
        if _digest(part) == pack.sha256:
            return True
        part.unlink()
        if not begun_before:
            break  # else what was there before may be what spoilt it: once more from nothing
    return False


def _gather(source: str, part: Path, progress: Progress) -> bool:
    wanted = members(source)
    return join(wanted, part, progress) if wanted else download(source, part, progress)


def _check_room(pack: Pack, part: Path, *, archives: int) -> None:
    needed = pack.size - _size(part) + (pack.size // archives if archives else 0)
    free = shutil.disk_usage(part.parent).free
    if free < needed:
        raise DiskFull(
            f"« {pack.name} » demande {needed / 1e6:.0f} Mo, il en reste {free / 1e6:.0f} dans {part.parent} : "
            "libérez de la place, ou réglez BEFFROI_PACKS sur un autre disque."
        )


@contextmanager
def _alone(lock: Path) -> Iterator[None]:
    """Let one process at a time write a pack: two would write the same part."""
    with lock.open("w", encoding="ascii") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield


def _part(pack: Pack, folder: Path) -> Path:
    return folder / f"{pack.file}.part"


def _size(file: Path) -> int:
    return file.stat().st_size if file.is_file() else 0


def _digest(file: Path) -> str:
    with file.open("rb") as source:
        return hashlib.file_digest(source, "sha256").hexdigest()


def _refused(pack: Pack) -> str:
    return f"« {pack.name} » reçu avec une autre empreinte : refusé. Essayez une autre source."


def _nowhere(pack: Pack) -> str:
    return (
        f"Aucune source ne donne « {pack.name} » : vérifiez le réseau et les réglages de pip et de npm "
        "(BEFFROI_NPM_REGISTRY), ou réglez BEFFROI_PACKS_MIRROR."
    )
