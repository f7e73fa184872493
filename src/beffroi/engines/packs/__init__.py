"""Model and reference-data packs: fetched from any source, trusted by hash, kept in a folder."""

from beffroi.engines.packs.manifest import MANIFEST, Pack, named
from beffroi.engines.packs.store import DiskFull, PackDamaged, PackMissing, install, installed, path, verify

__all__ = [
    "MANIFEST",
    "DiskFull",
    "Pack",
    "PackDamaged",
    "PackMissing",
    "install",
    "installed",
    "named",
    "path",
    "verify",
]
