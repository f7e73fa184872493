"""``beffroi governance footprint``: Wh, gCO2e and cents by service and operation over a period."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from beffroi.governance.facts import Facts
    from beffroi.governance.footprint import Footprint


def add_footprint_commands(commands: Any) -> None:
    """Add ``footprint``."""
    from beffroi.governance.options import a_date, add_options

    parser = commands.add_parser("footprint", help="Compter l'énergie, les gaz et le coût par service et opération.")
    parser.add_argument("--from", dest="first", type=a_date, required=True, metavar="DATE", help="Premier jour.")
    parser.add_argument("--to", dest="last", type=a_date, required=True, metavar="DATE", help="Dernier jour, compris.")
    add_options(parser, dated=False)
    parser.add_argument("--boamps", type=Path, metavar="DOSSIER", help="Écrire un rapport BoAmps par opération.")
    parser.set_defaults(run=run_footprint)


def run_footprint(arguments: argparse.Namespace) -> int:
    """Print the table of each authority. Raises PeriodUnreadable."""
    from beffroi.governance.footprint import check_period, footprint_of
    from beffroi.governance.inventory import Inventory
    from beffroi.governance.options import facts_between, write_json

    first, last = arguments.first, arguments.last
    check_period(first, last)
    told = []
    for facts in facts_between(arguments, Inventory(), first=first, last=last):
        found = footprint_of(facts, first=first, last=last)
        _print(facts, found)
        told.append(_as_json(facts, found))
        if arguments.boamps:
            _write_reports(arguments, facts, found)
    write_json(arguments.json, {"from": str(first), "to": str(last), "authorities": told})
    return 0


def _print(facts: Facts, found: Footprint) -> None:
    from beffroi.governance.options import name_of
    from beffroi.governance.uses import small_number
    from beffroi.territory.numbers import format_number

    print(name_of(facts))
    for used in found.used:
        figures = [(used.wh, "Wh"), (used.grams, "gCO2e"), (used.cents, "centimes")]
        told = "  ".join(f"{small_number(value):>12} {unit}" for value, unit in figures)
        print(f"  {used.service + ', ' + used.operation:32} {format_number(used.runs):>8}  {told}")
    wh, grams, cents = (small_number(found.total(name)) for name in ("wh", "grams", "cents"))
    print(f"  En tout : {wh} Wh, {grams} gCO2e, {cents} centimes ; soit {found.everyday}.")
    for factor in found.factors:
        print(f"  Facteur : {factor.what}, {format_number(float(factor.value), decimals=2)} ({factor.source}).")
    for advice in found.advice:
        print(f"  {advice.title} ({advice.seen}). {advice.text}")


def _as_json(facts: Facts, found: Footprint) -> dict[str, Any]:
    names = ("wh", "measured_wh", "grams", "cents")
    return {
        "siret": facts.siret,
        "name": facts.name,
        "total": {name: float(found.total(name)) for name in names},
        "everyday": found.everyday,
        "operations": [
            {
                "service": used.service,
                "operation": used.operation,
                "runs": used.runs,
                **{name: float(getattr(used, name)) for name in names},
                "models": list(used.models),
            }
            for used in found.used
        ],
        "factors": [
            {"what": factor.what, "value": float(factor.value), "since": str(factor.since), "link": factor.link}
            for factor in found.factors
        ],
        "advice": [{"key": one.key, "seen": one.seen, "text": one.text} for one in found.advice],
    }


def _write_reports(arguments: argparse.Namespace, facts: Facts, found: Footprint) -> None:
    from beffroi.governance.boamps import reports
    from beffroi.governance.systems import systems_of

    systems, _ = systems_of(arguments.governance_services())
    arguments.boamps.mkdir(parents=True, exist_ok=True)
    for name, report in reports(found, facts, systems={system.key: system for system in systems}).items():
        (arguments.boamps / name).write_text(json.dumps(report, ensure_ascii=False, indent=1), encoding="utf-8")
