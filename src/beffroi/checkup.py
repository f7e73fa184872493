"""``beffroi check``: what is installed, at hand, off and why."""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
from dataclasses import asdict, dataclass
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from beffroi.catalogue import SERVICES
from beffroi.settings import data_folder, home_folder, language_address, packs_folder
from beffroi.territory.errors import BadInput


@dataclass(frozen=True)
class Finding:
    """One line of the check: ``state`` is "ok", "off" (works without) or "broken"."""

    subject: str
    state: str
    detail: str


def add_command(commands: Any) -> None:
    """Add ``beffroi check``."""
    parser = commands.add_parser("check", help="Dire ce qui est installé, ce qui est éteint et pourquoi.")
    parser.add_argument("--json", action="store_true", help="Écrire en JSON.")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Print the findings; 1 when something required is broken."""
    found = findings()
    if arguments.json:
        print(json.dumps([asdict(finding) for finding in found], ensure_ascii=False))
    else:
        marks = {"ok": "oui", "off": "éteint", "broken": "CASSÉ"}
        for finding in found:
            print(f"{marks[finding.state]:7} {finding.subject} : {finding.detail}")
    return 1 if any(finding.state == "broken" for finding in found) else 0


def findings() -> list[Finding]:
    """Look at Python, each service's distributions, the packs, the data and the disk."""
    services = [_distribution(service.title, name) for service in SERVICES for name in service.distributions]
    python = Finding("Python", "ok", platform.python_version())
    return [python, *services, *_packs(), _language(), _data(), _disk(), *_ledgers()]


def _distribution(service: str, name: str) -> Finding:
    try:
        return Finding(service, "ok", f"{name} {version(name)}")
    except PackageNotFoundError:
        return Finding(service, "broken", f"{name} manque : relancez ./run demo")


def _packs() -> list[Finding]:
    from beffroi.engines.packs import MANIFEST, installed

    folder = packs_folder(os.environ)
    return [
        Finding("Paquet", "ok", f"{pack.name} : {pack.purpose}")
        if installed(pack, folder)
        else Finding("Paquet", "off", f"{pack.name} : {pack.purpose} ; absent : beffroi packs install {pack.name}")
        for pack in MANIFEST
    ]


def _language() -> Finding:
    """Read the address of the text model; nobody is asked."""
    from beffroi.engines.language import connect

    address = language_address(os.environ)
    if not address:
        return Finding("Modèle de texte", "off", "aucun : réglez BEFFROI_LANGUAGE pour reformuler et rédiger")
    try:
        connect(address, packs=packs_folder(os.environ))
    except BadInput as error:
        return Finding("Modèle de texte", "broken", str(error))
    return Finding("Modèle de texte", "ok", address.rsplit("@", 1)[-1])


def _data() -> Finding:
    folder = data_folder(os.environ)
    detail = (
        "dossier trouvé"
        if folder
        else "BEFFROI_DATA n'est pas réglé : bancs d'essai et tests sur données réelles éteints"
    )
    return Finding("Données d'essai", "ok" if folder else "off", detail)


def _disk() -> Finding:
    free = shutil.disk_usage(".").free / 1e9
    return Finding("Disque", "ok" if free > 1 else "broken", f"{free:.1f} Go libres")


def _ledgers() -> list[Finding]:
    """Verify every tenant's chain, where an instance is there."""
    home = home_folder(os.environ)
    if not (os.environ.get("BEFFROI_DATABASE") or (home / "beffroi.sqlite3").is_file()):
        return [Finding("Journal", "off", "pas encore d'instance : beffroi serve en ouvre une")]
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "beffroi.web.configuration")
    import django
    from django.db import Error

    try:
        django.setup()
        return _verdicts()
    except (Error, OSError) as error:
        return [Finding("Journal", "broken", f"la base ne répond pas : {(str(error).splitlines() or ['?'])[0]}")]


def _verdicts() -> list[Finding]:
    from django.db import connection

    from beffroi.web.platform import guard
    from beffroi.web.platform.models import Entry
    from beffroi.web.platform.verification import verify_all

    if Entry._meta.db_table not in connection.introspection.table_names():
        return [Finding("Journal", "off", "la base de l'instance n'est pas encore prête : beffroi serve la prépare")]
    missing = guard.missing(connection)
    found = [
        Finding("Journal", "ok", f"{verdict.tenant} : {verdict.links} maillons, la chaîne est intacte")
        if verdict.whole
        else Finding("Journal", "broken", f"{verdict.tenant} : {verdict.broken}")
        for verdict in verify_all()
    ]
    if missing:
        lacking = ", ".join(missing)
        found.append(Finding("Journal", "broken", f"la base ne le garde plus ({lacking}) : relancez beffroi serve"))
    return found or [Finding("Journal", "ok", "aucune collectivité encore")]
