"""``beffroi assistant rights``: what may concern a situation, as questions to ask and places to go."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from beffroi.assistant.benefits import Benefit, Rights

NOTHING = "Aucun document ne parle d'une aide pour cette situation : dites-la autrement, ou demandez au CCAS."


def add_rights_command(commands: Any, *, add_store: Callable[[argparse.ArgumentParser], None]) -> None:
    """Add ``rights``; add_store adds the options of the store."""
    parser = commands.add_parser(
        "rights", help="À quoi ai-je droit : questions à poser et lieux où aller, sans décider."
    )
    parser.add_argument(
        "situation", metavar="SITUATION", help="En français courant, sans nom ni donnée d'une personne."
    )
    add_store(parser)
    parser.add_argument("--audience", choices=("resident", "agent"), default="agent", help="Qui demande.")
    parser.add_argument("--json", action="store_true", help="Écrire en JSON.")
    parser.set_defaults(run=run_rights)


def run_rights(arguments: argparse.Namespace) -> int:
    """Find and print what may concern the situation."""
    from beffroi.assistant.benefits import find_rights
    from beffroi.engines.search import connect
    from beffroi.engines.search.corpus import open_corpus
    from beffroi.engines.search.embeddings import connect_embeddings

    store = connect(arguments.store, tenant="local")
    embedder = connect_embeddings(arguments.embeddings) if store.settings().get("vectors") else None
    found = find_rights(open_corpus(store), arguments.situation, embedder=embedder, audience=arguments.audience)
    print(json.dumps(rights_record(found), ensure_ascii=False) if arguments.json else _said(found))
    return 0


def rights_record(found: Rights) -> dict[str, Any]:
    """Return what was found as it is written in JSON."""
    from beffroi.assistant.benefits import NOTICE

    return {
        "situation": found.situation,
        "notice": NOTICE,
        "benefits": [_record(one) for one in found.benefits],
        "seconds": round(found.seconds, 4),
        "wh": round(found.wh, 6),
    }


def _record(one: Benefit) -> dict[str, Any]:
    return {
        "source": one.source,
        "title": one.title,
        "date": one.date.isoformat() if one.date else None,
        "url": one.url,
        "need": one.need,
        "conditions": [{"quote": told.quote, "page": told.page, "question": told.question} for told in one.conditions],
        "places": [{"quote": told.quote, "page": told.page} for told in one.places],
    }


def _said(found: Rights) -> str:
    from beffroi.assistant.benefits import NOTICE

    return "\n\n".join([*map(_block, found.benefits), NOTICE]) if found.benefits else NOTHING


def _block(one: Benefit) -> str:
    dated = f", {one.date:%d/%m/%Y}" if one.date else ""
    lines = [f"{one.title} ({one.source}{dated})", *([one.url] if one.url else []), "  Qui peut en bénéficier :"]
    for told in one.conditions:
        lines += [f"  « {told.quote} »", *([] if told.quote in told.question else [f"    → {told.question}"])]
    lines += ["  Où aller :", *(f"  « {told.quote} »" for told in one.places)] if one.places else []
    return "\n".join(lines)
