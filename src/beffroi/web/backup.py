"""``beffroi backup`` and ``beffroi restore``: base, files and secret in one archive, and back."""

from __future__ import annotations

import os
import shutil
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from beffroi import __version__
from beffroi.settings import home_folder
from beffroi.territory.errors import BadInput
from beffroi.web import preparing
from beffroi.web.archives import ArchiveUnreadable, Writing, unpack

SECRET, FILES, DATABASE = "secret", "files", "database"


class WouldOverwrite(BadInput):
    """Something is there already."""


def backup(path: Path) -> int:
    """Write the archive while the instance runs. Raises WouldOverwrite, InstanceUnusable."""
    if path.exists():
        raise WouldOverwrite(f"Le fichier {path} existe déjà : donnez un autre nom.")
    preparing.load()
    from django.conf import settings

    from beffroi.web.dumps import as_json, save

    with tempfile.TemporaryDirectory(dir=path.absolute().parent) as folder, Writing(path) as archive:
        with preparing.database_answers():
            dump = save(Path(folder) / DATABASE)
        archive.add_folder(Path(folder) / DATABASE, DATABASE)
        archive.add_folder(Path(settings.MEDIA_ROOT), FILES)
        archive.add_text(settings.SECRET_KEY, SECRET)
        made = datetime.now(UTC).isoformat(timespec="seconds")
        archive.finish({"beffroi": __version__, "made_at": made, "dump": as_json(dump)})
    print(f"Sauvegarde écrite : {path} ({path.stat().st_size / 1e6:.1f} Mo). Elle contient le secret de l'instance.")
    return 0


def restore(path: Path, *, force: bool = False) -> int:
    """Put an archive back; what was there is kept aside. 1 when a ledger's chain does not hold.

    Raises WouldOverwrite, ArchiveUnreadable, DumpUnreadable, InstanceUnusable.
    """
    home = home_folder(os.environ)
    preparing.check_folder(home)
    with preparing.occupy_alone(home), tempfile.TemporaryDirectory(dir=home) as name:
        folder = Path(name)
        manifest = unpack(path, folder)
        os.environ.setdefault("BEFFROI_SECRET", (folder / SECRET).read_text(encoding="ascii"))
        preparing.load()
        with preparing.database_answers():
            _put_back(home, folder, manifest, force=force)
    print(f"Restauré : {path}, sauvegarde du {manifest['made_at']} (Beffroi {manifest['beffroi']}).")
    return _verify()


def _put_back(home: Path, folder: Path, manifest: dict[str, Any], *, force: bool) -> None:
    from django.conf import settings
    from django.core.management import call_command

    from beffroi.web import dumps

    try:
        dump = dumps.from_json(manifest["dump"])
    except (KeyError, TypeError, ValueError) as error:
        raise ArchiveUnreadable("Le sommaire de l'archive est incomplet.") from error
    dumps.check(dump)
    files = Path(settings.MEDIA_ROOT)
    if not force and not (dumps.is_empty() and not _holds_files(files)):
        raise WouldOverwrite("L'instance contient déjà des données : ajoutez --force pour les remplacer.")
    aside = home / f"remplace-{datetime.now(UTC):%Y%m%d-%H%M%S}"
    aside.mkdir()
    dumps.put_back(dump, folder / DATABASE, aside=aside)
    _replace(files, folder / FILES, aside)
    _keep_secret(home, folder, aside)
    call_command("migrate", interactive=False, verbosity=0)
    if not any(aside.iterdir()):
        aside.rmdir()


def _holds_files(folder: Path) -> bool:
    return folder.is_dir() and any(file.is_file() for file in folder.rglob("*"))


def _replace(target: Path, source: Path, aside: Path) -> None:
    if target.exists():
        shutil.move(target, aside / target.name)
    if source.is_dir():
        shutil.move(source, target)


def _keep_secret(home: Path, folder: Path, aside: Path) -> None:
    kept = home / SECRET
    if kept.exists():
        shutil.move(kept, aside / SECRET)
    (folder / SECRET).chmod(0o600)
    shutil.move(folder / SECRET, kept)


def _verify() -> int:
    from beffroi.web.platform.verification import verify_all

    broken = False
    for verdict in verify_all():
        print(f"Journal de {verdict.tenant} : {verdict.broken or f'entier, {verdict.links} maillons'}")
        broken = broken or not verdict.whole
    return 1 if broken else 0
