"""``beffroi library``: cards imported, found, compared; tables checked; made-up cards and figures."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

from beffroi.library.feed_commands import add_feed_commands
from beffroi.territory.numbers import counted

TENANT = "local"
Commands = Any  # argparse gives its sub-parsers no public name


def add_commands(parser: argparse.ArgumentParser) -> None:
    """Add the sub-commands of the service."""
    commands = parser.add_subparsers(title="commandes", metavar="COMMANDE", required=True)
    _add_import(commands)
    _add_search(commands)
    _add_duplicates(commands)
    _add_anonymity(commands)
    add_feed_commands(commands)
    _add_simulate(commands)
    _add_evaluate(commands)


def _embeddings(parser: argparse.ArgumentParser) -> None:
    told = "Vecteurs : e5: (par défaut) ou none: (mots seuls)."
    parser.add_argument("--embeddings", default="e5:", metavar="ADRESSE", help=told)


def _add_import(commands: Commands) -> None:
    parser = commands.add_parser("import", help="Mettre des fiches d'usages dans une base.")
    parser.add_argument("cards", type=Path, metavar="FICHES.jsonl")
    parser.add_argument("--store", required=True, metavar="BASE", help="Fichier de la base, ou postgresql://…")
    _embeddings(parser)
    parser.set_defaults(run=run_import)


def _add_search(commands: Commands) -> None:
    parser = commands.add_parser("search", help="Trouver qui a déjà répondu à un besoin.")
    parser.add_argument("need", metavar="BESOIN")
    parser.add_argument("--store", required=True, metavar="BASE", help="Fichier de la base, ou postgresql://…")
    parser.add_argument("--json", action="store_true", help="Écrire en JSON.")
    _embeddings(parser)
    parser.set_defaults(run=run_search)


def _add_duplicates(commands: Commands) -> None:
    parser = commands.add_parser("duplicates", help="Trouver les fiches qui disent le même usage.")
    parser.add_argument("cards", type=Path, metavar="FICHES.jsonl")
    parser.add_argument("--json", type=Path, metavar="FICHIER", help="Écrire les paires en JSON.")
    _embeddings(parser)
    parser.set_defaults(run=run_duplicates)


def _add_anonymity(commands: Commands) -> None:
    parser = commands.add_parser("anonymity", help="Vérifier qu'un tableau à partager ne désigne personne.")
    parser.add_argument("table", type=Path, metavar="FICHIER.csv")
    parser.add_argument("--k", type=int, default=5, help="Lignes qu'une classe doit avoir au moins.")
    parser.add_argument("--quasi", required=True, metavar="COL,COL", help="Colonnes qui, réunies, désignent quelqu'un.")
    parser.add_argument("--json", type=Path, metavar="FICHIER", help="Écrire le résultat en JSON.")
    parser.set_defaults(run=run_anonymity)


def _add_simulate(commands: Commands) -> None:
    parser = commands.add_parser("simulate", help="Fabriquer des fiches et leur vérité, pour mesurer.")
    parser.add_argument("--cards", type=int, default=300)
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--out", type=Path, required=True, metavar="DOSSIER")
    parser.set_defaults(run=run_simulate)


def _add_evaluate(commands: Commands) -> None:
    parser = commands.add_parser("evaluate", help="Mesurer recherche et doublons sur des fiches fabriquées.")
    parser.add_argument("folder", type=Path, metavar="DOSSIER")
    parser.add_argument("--questions", type=Path, metavar="QUESTIONS.csv", help="Besoins et usage attendu.")
    _embeddings(parser)
    parser.set_defaults(run=run_evaluate)


def run_import(arguments: argparse.Namespace) -> int:
    """Import the cards, words then vectors."""
    from beffroi.engines.search import connect
    from beffroi.engines.search.embeddings import connect_embeddings
    from beffroi.library.cards import read_cards
    from beffroi.library.store import embed_cards, import_cards

    cards = read_cards(arguments.cards)
    store = connect(arguments.store, tenant=TENANT, create=True)
    done = import_cards(store, cards, origin=str(arguments.cards.resolve()))
    embedder = connect_embeddings(arguments.embeddings)
    if embedder is not None:
        embed_cards(store, embedder)
    print(f"{counted(done.changed, 'fiche lue')}, {done.unchanged} sans changement, {done.withdrawn} en moins.")
    return 0


def run_search(arguments: argparse.Namespace) -> int:
    """Print the nearest cards."""
    from beffroi.engines.search import connect
    from beffroi.engines.search.corpus import open_corpus
    from beffroi.engines.search.embeddings import connect_embeddings
    from beffroi.library.store import find_cards

    store = connect(arguments.store, tenant=TENANT)
    embedder = connect_embeddings(arguments.embeddings) if store.settings().get("vectors") else None
    found = find_cards(open_corpus(store), arguments.need, embedder=embedder)
    if arguments.json:
        print(json.dumps([{"id": one.id, "score": round(one.score, 4)} for one in found]))
    else:
        print("\n".join(f"{one.id} : {one.title}" for one in found) or "Aucune fiche.")
    return 0


def run_duplicates(arguments: argparse.Namespace) -> int:
    """Print the pairs and write them."""
    from dataclasses import asdict

    from beffroi.engines.search.embeddings import connect_embeddings
    from beffroi.library.cards import read_cards
    from beffroi.library.duplicates import find_duplicates

    cards = read_cards(arguments.cards)
    pairs = find_duplicates(cards, embedder=connect_embeddings(arguments.embeddings))
    written = json.dumps({"pairs": [asdict(pair) for pair in pairs]}, ensure_ascii=False, indent=1)
    print(written)
    if arguments.json:
        arguments.json.write_text(written + "\n", encoding="utf-8")
    return 0


def run_anonymity(arguments: argparse.Namespace) -> int:
    """Print the classes that are too small; return 1 where there are some."""
    from beffroi.library.anonymity import check_anonymity

    found = check_anonymity(arguments.table, k=arguments.k, quasi=arguments.quasi.split(","))
    below = [
        {"values": dict(zip(found.columns, one.values, strict=True)), "rows": one.rows} for one in found.classes_below
    ]
    record = {"k": found.k, "classes_below": below, "ok": found.ok, "generalise": found.generalise}
    written = json.dumps(record, ensure_ascii=False, indent=1)
    print(written)
    if arguments.json:
        arguments.json.write_text(written + "\n", encoding="utf-8")
    return 0 if found.ok else 1


def run_simulate(arguments: argparse.Namespace) -> int:
    """Write made-up cards and their truth."""
    from beffroi.library.simulate.town_cards import make_cards, write_made

    made = make_cards(count=arguments.cards, seed=arguments.seed)
    write_made(made, arguments.out)
    print(f"{counted(len(made.cards), 'fiche')}, {counted(len(made.pairs), 'paire')} dans {arguments.out}.")
    return 0


def run_evaluate(arguments: argparse.Namespace) -> int:
    """Print the figures."""
    from dataclasses import asdict

    from beffroi.engines.search.embeddings import connect_embeddings
    from beffroi.library.evaluate import cards_of, measure_duplicates, measure_search, read_questions, read_truth

    cards, truth = cards_of(arguments.folder), read_truth(arguments.folder)
    embedder = connect_embeddings(arguments.embeddings)
    figures: dict[str, Any] = {"duplicates": asdict(measure_duplicates(cards, truth, embedder=embedder))}
    if arguments.questions:
        asked = read_questions(arguments.questions)
        figures["search"] = asdict(measure_search(cards, asked, uses=truth.uses, embedder=embedder))
    print(json.dumps(figures, ensure_ascii=False, indent=1))
    return 0
