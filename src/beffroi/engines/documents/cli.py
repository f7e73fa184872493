"""``beffroi documents``: look at what was read, measure."""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import asdict
from pathlib import Path

from beffroi.engines.documents.pages import Block, Document

BAD_INPUT = 2


def add_commands(parser: argparse.ArgumentParser) -> None:
    """Add the sub-commands."""
    commands = parser.add_subparsers(title="commandes", metavar="COMMANDE", required=True)
    reading = commands.add_parser("read", help="Montrer ce qui a été lu de documents.")
    reading.add_argument("paths", nargs="+", type=Path, metavar="FICHIER")
    reading.add_argument("--json", action="store_true", help="Écrire en JSON, un document par ligne.")
    reading.set_defaults(run=run_read)
    measuring = commands.add_parser("measure", help="Mesurer la lecture, sur des documents faits pour cela.")
    measuring.add_argument("--json", action="store_true", help="Écrire en JSON.")
    measuring.set_defaults(run=run_measure)


def run_read(arguments: argparse.Namespace) -> int:
    """Print the blocks of each document; 2 where one was refused."""
    from beffroi.engines.documents.errors import DocumentRefused
    from beffroi.engines.documents.records import record
    from beffroi.engines.documents.watching import read_documents

    refused = 0
    for path, read in read_documents(arguments.paths):
        if isinstance(read, DocumentRefused):
            refused += 1
            cause = f" [{read.__cause__}]" if read.__cause__ else ""
            print(f"{path} : {read}{cause}", file=sys.stderr)
        elif arguments.json:
            print(json.dumps(record(read), ensure_ascii=False))
        else:
            _show(read)
    return BAD_INPUT if refused else 0


def _show(document: Document) -> None:
    date = f" {document.date:%d/%m/%Y}" if document.date else ""
    print(f"{document.name} : {document.format}{date} {document.title}".rstrip())
    for remark in document.remarks:
        print(f"  ({remark})")
    for page in document.pages:
        if page.number is not None:
            print(f"-- page {page.number}{' (reconnue)' if page.recognised else ''}")
        for block in page.blocks:
            print(_shown(block))


def _shown(block: Block) -> str:
    mark = {"heading": "#" * block.level, "list": "*", "table": "|", "text": ""}[block.kind]
    hidden = "[caché] " if block.hidden else ""
    return f"{mark} {hidden}{block.text}".lstrip()


def run_measure(arguments: argparse.Namespace) -> int:
    """Print pages a second and signs wrong, a line for each kind of document."""
    from beffroi.engines.documents.measuring.figures import measure, show

    figures = []
    for figure in measure():
        figures.append(asdict(figure))
        if not arguments.json:
            print(show(figure), flush=True)
    if arguments.json:
        print(json.dumps(figures, ensure_ascii=False))
    return 0
