"""``beffroi assistant``: index, ask, evaluate, titles; other commands stand in ``*_commands``."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from beffroi.assistant.benefits_commands import add_rights_command
from beffroi.assistant.pace_commands import add_pace_command
from beffroi.assistant.rewording_commands import add_rewording_command
from beffroi.assistant.simulate_commands import add_simulate_command
from beffroi.territory.numbers import counted

if TYPE_CHECKING:
    from beffroi.assistant.folders import Unread
    from beffroi.engines.search import Store
    from beffroi.engines.search.embeddings import Embedder
    from beffroi.engines.search.passages import Entry

TENANT = "local"
Commands = Any  # argparse gives its sub-parsers no public name


def add_commands(parser: argparse.ArgumentParser) -> None:
    """Add the sub-commands of the service."""
    commands = parser.add_subparsers(title="commandes", metavar="COMMANDE", required=True)
    _add_index(commands)
    _add_ask(commands)
    _add_evaluate(commands)
    _add_titles(commands)
    add_simulate_command(commands)
    add_rewording_command(commands)
    add_rights_command(commands, add_store=_add_store)
    add_pace_command(commands)


def _add_store(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--store", required=True, metavar="BASE", help="Fichier de la base, ou postgresql://…")
    parser.add_argument(
        "--embeddings", default="e5:", metavar="ADRESSE", help="Vecteurs : e5: (par défaut) ou none: (mots seuls)."
    )


def _add_index(commands: Commands) -> None:
    parser = commands.add_parser("index", help="Mettre des documents ou des fiches dans une base.")
    told = "Dossier, document, fiches .jsonl.gz, archive « vosdroits » .zip ou .xml"
    parser.add_argument("sources", nargs="+", type=Path, metavar="SOURCE", help=told)
    _add_store(parser)
    parser.add_argument("--without-titles", action="store_true", help="Montrer les titres sans les chercher.")
    parser.set_defaults(run=run_index)


def _add_ask(commands: Commands) -> None:
    parser = commands.add_parser("ask", help="Poser une question ; la réponse cite ses sources ou dit ne pas savoir.")
    parser.add_argument("question", metavar="QUESTION")
    _add_store(parser)
    parser.add_argument("--audience", choices=("resident", "agent"), default="agent", help="Qui demande.")
    parser.add_argument("--today", type=_day, metavar="DATE", help="Jour de la question, AAAA-MM-JJ.")
    parser.add_argument("--json", action="store_true", help="Écrire en JSON.")
    parser.set_defaults(run=run_ask)


def _add_evaluate(commands: Commands) -> None:
    parser = commands.add_parser("evaluate", help="Mesurer l'assistant sur des questions dont la source est connue.")
    parser.add_argument("questions", type=Path, metavar="QUESTIONS.jsonl")
    _add_store(parser)
    parser.add_argument("--today", type=_day, metavar="DATE", help="Jour des questions, AAAA-MM-JJ.")
    parser.add_argument("--json", type=Path, metavar="FICHIER", help="Écrire les mesures en JSON.")
    parser.add_argument("--answers", type=Path, metavar="FICHIER.jsonl", help="Écrire chaque réponse, pour la lire.")
    parser.set_defaults(run=run_evaluate)


def _add_titles(commands: Commands) -> None:
    parser = commands.add_parser("titles", help="Tirer des titres de fiches qui sont des questions, pour mesurer.")
    parser.add_argument("sheets", nargs="+", type=Path, metavar="FICHES.jsonl.gz")
    parser.add_argument("--seed", type=int, default=20261125)
    parser.add_argument("--skip", type=int, default=0, help="Laisser les premiers, déjà tirés.")
    parser.add_argument("--count", type=int, default=300)
    parser.add_argument("--out", required=True, type=Path, metavar="QUESTIONS.jsonl")
    parser.set_defaults(run=run_titles)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"date illisible : « {text} » ; écrivez AAAA-MM-JJ") from error


def run_index(arguments: argparse.Namespace) -> int:
    """Index the words, then the vectors; tell what was not read."""
    from beffroi.assistant.folders import read_sources
    from beffroi.assistant.indexing import index_words
    from beffroi.engines.search import connect
    from beffroi.engines.search.corpus import open_corpus

    store = connect(arguments.store, tenant=TENANT, create=True)
    unread: list[Unread] = []
    entries = _entries(read_sources(arguments.sources), unread)
    origins = [str(source.resolve()) for source in arguments.sources]
    done = index_words(store, entries, with_titles=not arguments.without_titles, origins=origins, progress=_bar("mots"))
    for one in unread:
        print(f"Non lu : {one.name} : {one.reason}", file=sys.stderr)
    corpus = open_corpus(store)
    print(
        f"{counted(done.changed, 'document lu')}, {counted(done.unchanged, 'inchangé')}, "
        f"{counted(done.deleted, 'retiré')}, {counted(len(unread), 'non lu', 'non lus')} ; "
        f"{counted(len(corpus.numbers), 'passage')} cherchables par les mots."
    )
    _embed(store, arguments.embeddings)
    return 0


def _entries(found: Iterable[Entry | Unread], unread: list[Unread]) -> Iterator[Entry]:
    from beffroi.assistant.folders import Unread

    for one in found:
        if isinstance(one, Unread):
            unread.append(one)
            continue
        for flag in one.flags:
            print(f"Remarque : {one.source} : {flag}", file=sys.stderr)
        yield one


def _embed(store: Store, address: str) -> None:
    from beffroi.assistant.indexing import index_vectors
    from beffroi.engines.search.embeddings import connect_embeddings

    embedder = connect_embeddings(address)
    if embedder is None:
        print("Sans vecteurs : la recherche se fait par les mots seuls.")
        return
    done = index_vectors(store, embedder, progress=_bar("vecteurs"))
    print(f"{counted(done, 'passage')} mis en vecteurs.")


def _bar(name: str) -> Callable[[int, int], None]:
    def show(done: int, total: int) -> None:
        if sys.stderr.isatty():
            print(f"{name} : {done}{f' / {total}' if total else ''}", end="\r", file=sys.stderr)

    return show


def _embedder(store: Store, address: str) -> Embedder | None:
    from beffroi.engines.search.embeddings import connect_embeddings

    return connect_embeddings(address) if store.settings().get("vectors") else None


def run_titles(arguments: argparse.Namespace) -> int:
    """Draw question titles and write them as a set of questions."""
    from beffroi.assistant.titles import question_titles

    drawn = question_titles(arguments.sheets, seed=arguments.seed, skip=arguments.skip, count=arguments.count)
    lines = (json.dumps(one, ensure_ascii=False) + "\n" for one in drawn)
    arguments.out.write_text("".join(lines), encoding="utf-8")
    print(f"{counted(len(drawn), 'question')} dans {arguments.out}.")
    return 0


def run_ask(arguments: argparse.Namespace) -> int:
    """Answer one question."""
    from beffroi.assistant.answering import answer
    from beffroi.assistant.writing import answer_record
    from beffroi.engines.search import connect
    from beffroi.engines.search.corpus import open_corpus

    store = connect(arguments.store, tenant=TENANT)
    found = answer(
        open_corpus(store),
        arguments.question,
        embedder=_embedder(store, arguments.embeddings),
        audience=arguments.audience,
        today=arguments.today,
    )
    print(json.dumps(answer_record(found), ensure_ascii=False) if arguments.json else found.text)
    return 0


def run_evaluate(arguments: argparse.Namespace) -> int:
    """Ask all questions, print the figures, write them and the answers."""
    from beffroi.assistant.evaluate import evaluate, read_questions
    from beffroi.assistant.writing import asked_record
    from beffroi.engines.search import connect
    from beffroi.engines.search.corpus import open_corpus

    questions = read_questions(arguments.questions)
    store = connect(arguments.store, tenant=TENANT)
    embedder = _embedder(store, arguments.embeddings)
    made = evaluate(open_corpus(store), questions, embedder=embedder, today=arguments.today, progress=_bar("questions"))
    written = json.dumps(made.figures(), ensure_ascii=False, indent=1)
    print(written)
    if arguments.json:
        arguments.json.write_text(written + "\n", encoding="utf-8")
    if arguments.answers:
        lines = (json.dumps(asked_record(*pair), ensure_ascii=False) + "\n" for pair in made.pairs)
        arguments.answers.write_text("".join(lines), encoding="utf-8")
    return 0
