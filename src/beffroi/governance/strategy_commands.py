"""``beffroi governance strategy``: two pages from six answers."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any


def add_strategy_command(commands: Any) -> None:
    """Add ``strategy``."""
    from beffroi.governance.options import a_date

    parser = commands.add_parser("strategy", help="Écrire la stratégie en deux pages, des six réponses (ODT).")
    parser.add_argument("answers", type=Path, metavar="REPONSES.toml", help="Les six réponses de la collectivité.")
    parser.add_argument("--out", type=Path, required=True, metavar="FICHIER.odt", help="Le fichier à écrire.")
    parser.add_argument("--date", type=a_date, default=None, metavar="DATE", help="Le jour ; aujourd'hui.")
    parser.add_argument("--tenant", default="", metavar="SIRET", help="La collectivité, s'il y en a plusieurs.")
    parser.set_defaults(run=run_strategy)


def run_strategy(arguments: argparse.Namespace) -> int:
    """Write the draft. Raises AnswersUnreadable."""
    from beffroi.engines.documents import write_odt
    from beffroi.governance.errors import AuthorityNotChosen
    from beffroi.governance.inventory import Inventory
    from beffroi.governance.options import facts_of
    from beffroi.governance.strategy import read_answers, strategy_text

    answers, found = read_answers(arguments.answers), facts_of(arguments, Inventory())
    if len(found) > 1:
        sirets = ", ".join(f"{facts.siret} ({facts.name})" for facts in found)
        raise AuthorityNotChosen(f"Plusieurs collectivités ici : donnez --tenant ; connues : {sirets}.")
    write_odt(strategy_text(answers, services=arguments.governance_services(), facts=found[0]), arguments.out)
    print(f"Stratégie écrite : {arguments.out}")
    return 0
