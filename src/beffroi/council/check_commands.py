"""``beffroi council check``: what is irregular in an act; and how well that is found, for ``evaluate``."""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from beffroi.territory.numbers import counted, format_number, format_share

Commands = Any  # argparse gives its sub-parsers no public name
MOST_PEOPLE = 100_000_000
SEVERITIES = {"blocking": "bloquant", "warning": "à vérifier", "advice": "conseil"}


def add_check_commands(commands: Commands) -> None:
    """Add ``check``."""
    check = commands.add_parser(
        "check", help="Vérifier un projet ou un acte : quorum, vote, textes cités, montants, dates."
    )
    check.add_argument("act", type=Path, metavar="FICHIER", help="Projet ou acte : .txt, .md, .odt, .docx, .pdf.")
    check.add_argument("--population", type=_people, metavar="N", help="Habitants, si l'acte ne le dit pas.")
    check.add_argument("--members", type=_people, metavar="N", help="Membres en exercice, si l'acte ne le dit pas.")
    check.add_argument(
        "--law", type=Path, metavar="DOSSIER", help="Base légale de la collectivité (LEGI .json ou .jsonl)."
    )
    check.add_argument("--json", type=Path, metavar="FICHIER", help="Écrire les constats en JSON.")
    check.set_defaults(run=run_check)


def _people(text: str) -> int:
    """Return a number of residents or of members. Raises ArgumentTypeError."""
    if not text.isascii() or not text.isdigit() or not 1 <= int(text[:12]) <= MOST_PEOPLE:
        raise argparse.ArgumentTypeError(f"« {text} » n'est pas un nombre d'habitants ou de membres, en chiffres")
    return int(text)


def run_check(arguments: argparse.Namespace) -> int:
    """Check an act, print its findings; 1 where one is blocking. Raises what reading raises."""
    from beffroi.council.checking import check_act
    from beffroi.council.law import read_legal_base
    from beffroi.council.texts import read_text

    base = read_legal_base(arguments.law) if arguments.law else None
    found = check_act(read_text(arguments.act), population=arguments.population, members=arguments.members, base=base)
    if arguments.json:
        told = {"findings": [asdict(finding) for finding in found]}
        arguments.json.write_text(json.dumps(told, ensure_ascii=False, indent=1), encoding="utf-8")
    for finding in found:
        print(f"{SEVERITIES[finding.severity]:10}  {finding.kind}  {finding.article}")
        print(f"            {finding.quote[:150] or '(absent)'}\n            {finding.remedy}")
    print(f"{counted(len(found), 'constat')}.")
    return int(any(finding.severity == "blocking" for finding in found))


def print_check_scores(folder: Path) -> None:
    """Print found share by kind and false findings per sound act. Raises SetUnreadable."""
    from beffroi.council.checking.evaluate import score

    result = score(folder)
    for kind, planted in sorted(result.planted.items()):
        print(f"{kind:28} {result.found[kind]:3} / {planted}   dont fermes {result.firm[kind]}")
    for error in result.missed:
        print(f"manquée : {error.kind} dans {error.file}")
    for name, finding in result.false:
        print(f"faux constat : {finding.kind} dans {name} : {finding.quote[:90]}")
    total = sum(result.planted.values())
    print(
        f"Erreurs trouvées : {format_share(result.share, decimals=1)} de {total}, fermes "
        f"{format_share(result.firm_share, decimals=1)}."
    )
    print(
        f"Faux constats par acte sain : {format_number(result.false_per_act, decimals=2)} "
        f"({counted(result.sound, 'acte')})."
    )
