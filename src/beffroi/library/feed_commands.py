"""``beffroi library feed``: export and verify a signed feed."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from beffroi.library.errors import KeyUnreadable
from beffroi.territory.numbers import counted


def add_feed_commands(commands: Any) -> None:
    """Add ``feed export`` and ``feed verify``."""
    feed = commands.add_parser("feed", help="Publier et vérifier un flux signé de fiches.")
    below = feed.add_subparsers(title="commandes", metavar="COMMANDE", required=True)
    export = below.add_parser("export", help="Signer ses fiches.")
    export.add_argument("cards", type=Path, metavar="FICHES.jsonl")
    export.add_argument("--key", type=Path, required=True, metavar="CLÉ.pem", help="Clé privée Ed25519.")
    export.add_argument("--publisher", required=True, metavar="NOM")
    export.add_argument("--sequence", type=int, required=True, help="Numéro, plus grand que le précédent.")
    export.add_argument("--days", type=int, default=30, help="Jours de validité.")
    export.add_argument("--withdraw", nargs="*", default=[], metavar="ID", help="Fiches retirées.")
    export.add_argument("--out", type=Path, required=True, metavar="FLUX.json")
    export.set_defaults(run=run_export)
    verify = below.add_parser("verify", help="Vérifier un flux reçu.")
    verify.add_argument("feed", type=Path, metavar="FLUX.json")
    verify.add_argument("--trust", nargs="+", required=True, metavar="CLÉ", help="Clés publiques reconnues (base64).")
    verify.set_defaults(run=run_verify)


def run_export(arguments: argparse.Namespace) -> int:
    """Sign the cards."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    from beffroi.library.cards import read_cards
    from beffroi.library.feeds import write_feed

    try:
        key = load_pem_private_key(arguments.key.read_bytes(), password=None)
    except (ValueError, TypeError) as error:
        raise KeyUnreadable("Clé illisible : donnez une clé privée Ed25519 au format PEM.") from error
    if not isinstance(key, Ed25519PrivateKey):
        raise KeyUnreadable("Cette clé n'est pas une clé Ed25519.")
    text = write_feed(
        read_cards(arguments.cards),
        publisher=arguments.publisher,
        key=key,
        sequence=arguments.sequence,
        issued=datetime.now(UTC),
        days=arguments.days,
        withdrawn=arguments.withdraw,
    )
    arguments.out.write_text(text + "\n", encoding="utf-8")
    return 0


def run_verify(arguments: argparse.Namespace) -> int:
    """Say what the feed holds."""
    from beffroi.library.feeds import verify_feed

    found = verify_feed(arguments.feed.read_text(encoding="utf-8"), trusted=arguments.trust, now=datetime.now(UTC))
    print(f"Flux {found.sequence} de {found.publisher} : {counted(len(found.cards), 'fiche')}, signature juste.")
    return 0
