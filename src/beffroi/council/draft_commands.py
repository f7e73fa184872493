"""``beffroi council draft``: a deliberation from a request."""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from beffroi.territory.numbers import counted

Commands = Any  # argparse gives its sub-parsers no public name
SEVERITIES = {"blocking": "BLOQUANT", "warning": "attention", "advice": "conseil"}


def add_draft_commands(commands: Commands) -> None:
    """Add ``draft``."""
    parser = commands.add_parser("draft", help="Rédiger un projet de délibération à partir d'une demande.")
    parser.add_argument("request", type=Path, metavar="DEMANDE.yaml", help="La demande : clés, ou une phrase.")
    parser.add_argument("--out", type=Path, required=True, metavar="FICHIER", help="Projet : .odt, .docx ou .pdf.")
    parser.add_argument("--template", type=Path, metavar="FICHIER", help="Modèle de la collectivité, avec {{clés}}.")
    parser.add_argument("--law", type=Path, metavar="DOSSIER", help="Base légale de la collectivité.")
    parser.add_argument("--language", metavar="ADRESSE", help="Modèle de texte qui récrit les considérants, vérifié.")
    parser.add_argument("--json", type=Path, metavar="FICHIER", help="Écrire signalements et faits en JSON.")
    parser.set_defaults(run=run_draft)


def run_draft(arguments: argparse.Namespace) -> int:
    """Write a draft, print what to look at. Raises RequestUnreadable, LegalBaseUnreadable."""
    from beffroi.council.drafting import draft, read_request
    from beffroi.council.drafting.tracing import untraced
    from beffroi.council.drafting.writing import write_draft
    from beffroi.council.law import read_legal_base

    request = read_request(arguments.request)
    made = draft(request, base=read_legal_base(arguments.law) if arguments.law else None)
    if arguments.language:
        from beffroi.council.drafting.wording import reworded
        from beffroi.engines.language import connect

        made, changed = reworded(made, model=connect(arguments.language, packs=arguments.packs_folder()))
        print(f"Considérants récrits sans fait nouveau : {changed}.")
    unknown = write_draft(made, arguments.out, template=arguments.template)
    told = {
        "model": made.model,
        "subject_code": made.subject_code,
        "flags": [asdict(flag) for flag in made.flags],
        "facts": [{"text": fact.text, "from": fact.origin} for fact in made.facts],
        "untraced": [claim.text for claim in untraced(made, request)],
    }
    if arguments.json:
        arguments.json.write_text(json.dumps(told, ensure_ascii=False, indent=1), encoding="utf-8")
    for flag in made.flags:
        print(f"{SEVERITIES[flag.severity]:9} {flag.message} {f'({flag.article})' if flag.article else ''}".rstrip())
    for key in unknown:
        print(f"attention Le modèle demande « {key} », que Beffroi ne connaît pas : la clé reste en place.")
    print(f"{arguments.out} : modèle {made.model}, {counted(len(made.flags), 'signalement')}.")
    return 0
