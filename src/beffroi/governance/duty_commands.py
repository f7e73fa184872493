"""``beffroi governance duties``: what is due, overdue, done, for each system."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from datetime import date

    from beffroi.governance.drafts import Told
    from beffroi.governance.duties import Line
    from beffroi.governance.facts import Facts
    from beffroi.governance.inventory import Inventory
    from beffroi.governance.systems import Named, System

STATES = {"overdue": "en retard", "due": "à faire", "done": "fait"}


def add_duty_commands(commands: Any) -> None:
    """Add ``duties``."""
    from beffroi.governance.options import add_options

    parser = commands.add_parser("duties", help="Dire ce que la loi demande pour chaque système, et où on en est.")
    add_options(parser)
    parser.set_defaults(run=run_duties)


def run_duties(arguments: argparse.Namespace) -> int:
    """Print the board; JSON holds the drafts too. Raises InventoryUnreadable."""
    from beffroi.governance.duties import check_done
    from beffroi.governance.options import day_of, facts_of, inventory_of, write_json
    from beffroi.governance.systems import systems_of

    inventory, day = inventory_of(arguments), day_of(arguments)
    systems, cardless = systems_of(arguments.governance_services())
    check_done(inventory.done, [*systems, *inventory.systems])
    told = []
    for facts in facts_of(arguments, inventory):
        kept = [*_in_use(systems, facts), *inventory.systems]
        boards = [(system, _board(system, facts, inventory, day)) for system in kept]
        _print(facts, boards)
        told.append(_authority(facts, boards))
    _print_cardless(cardless)
    write_json(
        arguments.json,
        {"day": str(day), "authorities": told, "without_card": [service.name for service in cardless]},
    )
    return 0


def _in_use(systems: tuple[System, ...], facts: Facts) -> list[System]:
    """Return the services that the authority switched on; all of the catalogue where none was read."""
    used = {entry.service for entry in facts.register}
    return [system for system in systems if not facts.known or system.key in used]


def _board(system: System, facts: Facts, inventory: Inventory, day: date) -> tuple[Line, ...]:
    from beffroi.governance.duties import board

    return board(system, day=day, facts=facts, done=inventory.done)


Boards = list[tuple["System", tuple["Line", ...]]]


def _print(facts: Facts, boards: Boards) -> None:
    from beffroi.governance.options import name_of
    from beffroi.governance.systems import RISKS
    from beffroi.territory.numbers import counted

    print(name_of(facts))
    for system, lines in boards:
        outside = "" if system.origin == "beffroi" else ", hors de Beffroi"
        print(f"\n  {system.title} ({RISKS[system.risk].lower()}{outside})")
        for line in lines:
            who = f" ; {line.by}, le {line.on:%d/%m/%Y}" if line.on else ""
            star = " *" if line.caution else ""
            print(f"    {STATES[line.state]:9}  {line.deadline:%d/%m/%Y}{star:2}  {line.duty.title}{who}")
    late = sum(line.state == "overdue" for _, lines in boards for line in lines)
    print(f"\n{counted(len(boards), 'système')}, {counted(late, 'devoir')} en retard.")
    print("* date du texte publié en 2024, à vérifier sur EUR-Lex.\n")


def _print_cardless(cardless: tuple[Named, ...]) -> None:
    if cardless:
        print(f"Sans fiche encore, donc sans classe de risque : {', '.join(service.title for service in cardless)}.")


def _authority(facts: Facts, boards: Boards) -> dict[str, Any]:
    states = [line.state for _, lines in boards for line in lines]
    return {
        "siret": facts.siret,
        "name": facts.name,
        "counts": {state: states.count(state) for state in STATES},  # type: ignore[arg-type]
        "systems": [_system(system, lines, facts) for system, lines in boards],
    }


def _system(system: System, lines: tuple[Line, ...], facts: Facts) -> dict[str, Any]:
    from beffroi.governance import drafts

    return {
        "key": system.key,
        "title": system.title,
        "origin": system.origin,
        "risk": system.risk,
        "risk_reason": system.risk_reason,
        "duties": [_line(line) for line in lines],
        "crpa": {
            "required": system.individual,
            "mention": drafts.mention(system, facts),
            "explanation": _told(drafts.explanation(system, facts)),
        },
        "article_30": _told(drafts.article_30(system, facts)) if system.personal else [],
        "dpia": _told(drafts.dpia(system, facts)) if system.personal else [],
        "accessibility": _told(drafts.accessibility(system, facts)) if system.public else [],
    }


def _line(line: Line) -> dict[str, Any]:
    duty = line.duty
    return {
        "key": duty.key,
        "law": duty.law,
        "article": duty.article,
        "title": duty.title,
        "text": duty.text,
        "link": duty.link,
        "applies_from": str(duty.since),
        "state": line.state,
        "deadline": str(line.deadline),
        "by": line.by,
        "on": str(line.on) if line.on else None,
        "caution": line.caution,
    }


def _told(rows: tuple[Told, ...]) -> list[dict[str, Any]]:
    return [{"heading": row.heading, "text": row.text, "answered": row.answered} for row in rows]
