"""``beffroi council envelope``, ``receipt``, ``export``, ``publish``: what leaves the town hall and comes back."""

from __future__ import annotations

import argparse
import json
import os
from dataclasses import asdict
from pathlib import Path
from typing import Any

from beffroi.territory.numbers import counted

Commands = Any  # argparse gives its sub-parsers no public name
SHARED = "BEFFROI_DATA"


def add_transmission_commands(commands: Commands) -> None:
    """Add ``envelope``, ``receipt``, ``export``, ``publish``."""
    _add_envelope(commands)
    _add_receipt(commands)
    _add_export(commands)
    _add_publish(commands)


def _add_envelope(commands: Commands) -> None:
    parser = commands.add_parser("envelope", help="Préparer l'envoi d'un acte au contrôle de légalité (@CTES).")
    parser.add_argument("act", type=Path, metavar="ACTE", help="L'acte, en PDF.")
    parser.add_argument("--meta", type=Path, required=True, metavar="META.yaml", help="Numéro, date, matière, objet…")
    parser.add_argument("--out", type=Path, required=True, metavar="DOSSIER", help="Où écrire l'enveloppe.")
    parser.add_argument("--schemas", type=Path, metavar="DOSSIER", help="Dossier des XSD du ministère.")
    parser.set_defaults(run=run_envelope)


def _add_receipt(commands: Commands) -> None:
    parser = commands.add_parser("receipt", help="Lire un message de la préfecture : accusé, anomalie, courrier.")
    parser.add_argument("message", type=Path, metavar="FICHIER", help="Le message XML.")
    parser.add_argument("--json", action="store_true", help="Écrire en JSON.")
    parser.set_defaults(run=run_receipt)


def _add_export(commands: Commands) -> None:
    parser = commands.add_parser("export", help="Publier des délibérations : SCDL, liste à afficher, registre.")
    parser.add_argument(
        "folder", nargs="?", type=Path, default=Path(), metavar="DOSSIER", help="Un YAML ou JSON chacune."
    )
    parser.add_argument("--scdl", type=Path, metavar="FICHIER.csv", help="Données ouvertes SCDL délibérations 2.1.5.")
    parser.add_argument("--list", type=Path, metavar="FICHIER", help="Liste à afficher sous une semaine : .odt, .pdf.")
    parser.add_argument("--register", type=Path, metavar="FICHIER", help="Registre : .odt, .docx, .pdf.")
    parser.set_defaults(run=run_export)


def _add_publish(commands: Commands) -> None:
    parser = commands.add_parser("publish", help="Relever la mise en ligne d'un acte : heure, empreinte, deux mois.")
    parser.add_argument("act", type=Path, metavar="ACTE.pdf", help="L'acte, en PDF.")
    parser.add_argument("--number", required=True, metavar="NUMÉRO", help="Numéro de l'acte.")
    parser.add_argument("--at", metavar="MOMENT", help="Moment de la mise en ligne, ISO ; par défaut maintenant.")
    parser.add_argument("--records", type=Path, required=True, metavar="FICHIER.jsonl", help="Relevé des publications.")
    parser.set_defaults(run=run_publish)


def run_envelope(arguments: argparse.Namespace) -> int:
    """Write an envelope. Raises TransmissionImpossible and what reading the request raises."""
    from beffroi.council.transmission import write_envelope
    from beffroi.council.transmission.meta import read_meta

    made = write_envelope(arguments.act, read_meta(arguments.meta), out=arguments.out, schemas=_schemas(arguments))
    for note in made.notes:
        print(f"Attention : {note}.")
    for path in (*made.files, made.archive):
        print(path)
    valid = "valide selon le schéma du ministère" if made.checked else "non vérifiée : donnez --schemas"
    print(f"{made.actes_id} : enveloppe {valid}.")
    return 0


def _schemas(arguments: argparse.Namespace) -> Path | None:
    """Return the folder of the schema: the one that is given, or that of the shared data where it stands."""
    if arguments.schemas:
        return Path(arguments.schemas)
    shared = Path(os.environ[SHARED]) / "acts" if os.environ.get(SHARED) else None
    return shared if shared and shared.is_dir() else None


def run_receipt(arguments: argparse.Namespace) -> int:
    """Print what a message of the prefecture says. Raises TransmissionImpossible."""
    from beffroi.council.transmission import read_receipt

    read = read_receipt(arguments.message)
    if arguments.json:
        print(json.dumps(asdict(read), ensure_ascii=False, default=str))
        return 0
    print(f"{read.said} : {read.actes_id or read.number or ', '.join(read.files)}")
    for value in (read.object, read.detail, f"reçu le {read.received:%d/%m/%Y}" if read.received else None):
        if value:
            print(value)
    print(read.todo)
    return 0


def run_export(arguments: argparse.Namespace) -> int:
    """Write what is asked for; 1 where rows have faults. Raises TransmissionImpossible."""
    from beffroi.council.errors import TransmissionImpossible
    from beffroi.council.transmission import read_deliberations, write_scdl
    from beffroi.council.transmission.posting import list_of_deliberations, register, write_text
    from beffroi.council.transmission.scdl import numbers_twice

    if not (arguments.scdl or arguments.list or arguments.register):
        raise TransmissionImpossible(
            "Dites quoi écrire : --scdl FICHIER.csv, --list FICHIER.odt ou --register FICHIER.odt."
        )
    deliberations = read_deliberations(arguments.folder)
    faults = [f"le numéro {number} est porté deux fois" for number in numbers_twice(deliberations)]
    if arguments.scdl:
        faults += write_scdl(deliberations, arguments.scdl)
    if arguments.list:
        write_text(list_of_deliberations(deliberations), arguments.list)
    if arguments.register:
        write_text(register(deliberations), arguments.register)
    for fault in faults:
        print(f"À corriger : {fault.rstrip('.')}.")
    print(f"{counted(len(deliberations), 'délibération')}, {counted(len(faults), 'défaut')}.")
    return 1 if faults else 0


def run_publish(arguments: argparse.Namespace) -> int:
    """Record a publication and print it. Raises TransmissionImpossible."""
    import datetime as dt
    from zoneinfo import ZoneInfo

    from beffroi.council.errors import TransmissionImpossible
    from beffroi.council.transmission.publications import publish

    try:
        moment = dt.datetime.fromisoformat(arguments.at) if arguments.at else dt.datetime.now(dt.UTC)
    except ValueError as error:
        raise TransmissionImpossible(f"Moment illisible : « {arguments.at} » ; écrivez 2026-03-12T18:30.") from error
    if not 2000 <= moment.year < 2200:
        raise TransmissionImpossible(f"Moment hors du possible : « {arguments.at} » ; vérifiez l'année.")
    zone = ZoneInfo("Europe/Paris")
    moment = moment.astimezone(zone) if moment.tzinfo else moment.replace(tzinfo=zone)
    made = publish(arguments.act, number=arguments.number, at=moment.replace(microsecond=0), records=arguments.records)
    print(f"{made.number} : en ligne depuis le {made.published}, jusqu'au {made.on_line_until} au moins.")
    print(f"Recours jusqu'au {made.appeals_until}, si l'acte est aussi transmis ; empreinte {made.digest[:16]}…")
    return 0
