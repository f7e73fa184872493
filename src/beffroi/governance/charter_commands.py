"""``beffroi governance charter check`` and ``write``; ``strategy``: drafts for the council."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from beffroi.governance.checks import Finding
    from beffroi.governance.commitments import Charter

STATES = {"kept": "tenu", "broken": "ROMPU", "unknown": "inconnu"}


def add_charter_commands(commands: Any) -> None:
    """Add ``charter check`` and ``charter write``."""
    from beffroi.governance.options import add_options

    charter = commands.add_parser("charter", help="La charte : chaque engagement lié à une mesure.")
    below = charter.add_subparsers(title="commandes", metavar="COMMANDE", required=True)
    check = below.add_parser("check", help="Dire quels engagements sont tenus aujourd'hui ; 1 si l'un est rompu.")
    add_options(check)
    _add_charter(check)
    check.set_defaults(run=run_check)
    write = below.add_parser("write", help="Écrire la charte à soumettre au conseil (ODT).")
    _add_charter(write)
    write.add_argument("--name", default="", metavar="NOM", help="La collectivité.")
    write.add_argument("--out", type=Path, required=True, metavar="FICHIER.odt", help="Le fichier à écrire.")
    write.set_defaults(run=run_write)


def _add_charter(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--charter", type=Path, metavar="FICHIER", help="Ce que le conseil a choisi (TOML) ; sinon tout."
    )


def charter_of(arguments: argparse.Namespace) -> Charter:
    """Return the chosen charter, or all of it. Raises CharterUnreadable, CommitmentUnknown."""
    from beffroi.governance.commitments import read_charter, whole_charter

    return read_charter(arguments.charter) if arguments.charter else whole_charter()


def run_check(arguments: argparse.Namespace) -> int:
    """Print each commitment, kept or broken; 1 where one is broken."""
    from beffroi.governance.checks import check_charter
    from beffroi.governance.options import facts_of, inventory_of, name_of, write_json

    charter, broken, told = charter_of(arguments), False, []
    for facts in facts_of(arguments, inventory_of(arguments)):
        findings = check_charter(charter, facts)
        print(name_of(facts))
        _print(findings)
        broken = broken or any(finding.state == "broken" for finding in findings)
        rows = [_finding(finding) for finding in findings]
        told.append({"siret": facts.siret, "name": facts.name, "day": str(facts.day), "commitments": rows})
    write_json(arguments.json, {"kept": not broken, "authorities": told})
    return int(broken)


def _print(findings: tuple[Finding, ...]) -> None:
    for finding in findings:
        print(f"  {STATES[finding.state]:8}  {finding.commitment.title} : {finding.reasons[0]}")
        for reason in finding.reasons[1:]:
            print(f"            {reason}")


def _finding(finding: Finding) -> dict[str, Any]:
    commitment = finding.commitment
    return {
        "key": commitment.key,
        "check": commitment.check,
        "title": commitment.title,
        "text": commitment.text,
        "state": finding.state,
        "reasons": list(finding.reasons),
    }


def run_write(arguments: argparse.Namespace) -> int:
    """Write the charter as a text to vote."""
    from beffroi.engines.documents import write_odt
    from beffroi.governance.charter_text import charter_text

    write_odt(charter_text(charter_of(arguments), name=arguments.name), arguments.out)
    print(f"Charte écrite : {arguments.out}")
    return 0
