"""Topics of a folder: one TOML file a family, one phrasing a line."""

from __future__ import annotations

from pathlib import Path
from typing import cast, get_args

from beffroi.phone.folder_tables import Record, read_tables
from beffroi.phone.intents import INTENTS
from beffroi.phone.town import Handling, Topic

KEYS = {"name", "intent", "title", "phrasings", "answer", "link", "service", "handling", "personal"}


def read_topics(folder: Path) -> tuple[Topic, ...]:
    """Return the topics of ``*.toml`` files; the family is the file's name unless told. Raises TownUnreadable."""
    found: dict[str, Topic] = {}
    for path in sorted(folder.glob("*.toml")):
        for table in read_tables(path, "topic"):
            topic = _topic(table, family=path.stem)
            if topic.name in found:
                raise table.wrong(f"le sujet « {topic.name} » est déjà écrit")
            found[topic.name] = topic
    return tuple(found.values())


def _topic(table: Record, *, family: str) -> Topic:
    unknown = sorted(set(table.fields) - KEYS)
    if unknown:
        raise table.wrong(f"champs inconnus : {', '.join(unknown)}")
    intent = table.text("intent", optional=True) or family
    if intent not in INTENTS:
        raise table.wrong(f"famille inconnue : « {intent} » ; choisissez parmi {', '.join(INTENTS)}")
    return Topic(
        name=table.text("name"),
        intent=intent,
        title=table.text("title"),
        phrasings=_phrasings(table),
        answer=_answer(table),
        link=table.text("link", optional=True),
        service=table.text("service", optional=True),
        handling=_handling(table),
        personal=bool(table.fields.get("personal", False)),
    )


def _phrasings(table: Record) -> tuple[str, ...]:
    """Return the phrasings: a list, or a text of one a line."""
    value = table.fields.get("phrasings", ())
    lines = value.splitlines() if isinstance(value, str) else value
    if not isinstance(lines, list) or not all(isinstance(line, str) for line in lines):
        raise table.wrong("« phrasings » doit donner une phrase par ligne")
    found = tuple(dict.fromkeys(line.strip() for line in lines if line.strip()))
    if not found:
        raise table.wrong("il manque des phrases dans « phrasings »")
    return found


def _answer(table: Record) -> str:
    answer = " ".join(table.text("answer", optional=True).split())
    try:
        answer.format(hours="", number="", place="")
    except (KeyError, IndexError, ValueError):
        raise table.wrong("la réponse n'admet que {hours}, {number} et {place} entre accolades") from None
    return answer


def _handling(table: Record) -> Handling:
    handling = table.text("handling", optional=True) or "answer"
    if handling not in get_args(Handling):
        raise table.wrong(f"suite inconnue : « {handling} » ; choisissez parmi {', '.join(get_args(Handling))}")
    return cast("Handling", handling)
