"""The strategy in two pages: six answers of the town, then what its own ledger and measures say."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from beffroi.engines.documents import Grid, Heading, Paragraph, Part, Text
from beffroi.governance.errors import AnswersUnreadable
from beffroi.governance.facts import Entry, Facts
from beffroi.governance.systems import Named
from beffroi.governance.tables import table
from beffroi.governance.uses import Used, by_operation
from beffroi.territory.numbers import format_number

HEADINGS = ("Service", "Opérations", "Wh", "Wh par opération", "Centimes", "Justesse mesurée ici")
LONGEST = 900


def read_answers(path: Path) -> Mapping[str, str]:
    """Read the six answers, text by key; "first" is the name of a service. Raises AnswersUnreadable."""
    asked = {row["key"]: row["asks"] for row in table("strategy")["question"]}
    try:
        told = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise AnswersUnreadable(f"{path.name} : réponses illisibles ({error}).") from error
    lacking = [f"{key} ({asks})" for key, asks in asked.items() if not str(told.get(key, "")).strip()]
    odd = sorted(set(told) - set(asked))
    if lacking or odd:
        raise AnswersUnreadable(f"{path.name} : sans réponse : {', '.join(lacking) or 'rien'} ; en trop : {odd}.")
    long = [key for key in asked if len(str(told[key])) > LONGEST]
    if long:
        raise AnswersUnreadable(
            f"{path.name} : {', '.join(long)} : {LONGEST} signes au plus, pour tenir en deux pages."
        )
    return {key: str(told[key]).strip() for key in asked}


def strategy_text(answers: Mapping[str, str], *, services: Iterable[Named], facts: Facts) -> Text:
    """Return the draft. Raises AnswersUnreadable where the first service is not of the catalogue."""
    words, known = table("strategy"), {service.name: service.title for service in services}
    if answers["first"].split()[0].strip(" :,.") not in known:
        raise AnswersUnreadable(f"first : commencez par le nom d'un service : {', '.join(known)}.")
    parts: list[Part] = [Paragraph(words["opening"])]
    for row in words["question"]:
        parts += [Heading(row["title"]), Paragraph(_answer(row["key"], answers, known))]
    parts += [Heading("Mesuré ici"), *_measured(by_operation(facts.uses), facts, known)]
    parts.append(Paragraph(words["follow_up"]))
    return Text(f"{words['title']}{f', {facts.name}' if facts.name else ''}", parts, author=facts.name, date=facts.day)


def _answer(key: str, answers: Mapping[str, str], known: Mapping[str, str]) -> str:
    if key != "first":
        return answers[key]
    name = answers[key].split()[0].strip(" :,.")
    rest = answers[key][len(name) :].lstrip(" :,.")
    return f"{known[name]}. {rest}".strip()


def _measured(used: Sequence[Used], facts: Facts, known: Mapping[str, str]) -> list[Part]:
    """Return the table of services that ran, with what they used and when they were last judged."""
    names = dict.fromkeys(one.service for one in used)
    if not names:
        return [Paragraph(table("strategy")["unmeasured"])]
    judged = {entry.service: entry for entry in facts.register if entry.evaluated}
    rows = []
    for name in names:
        own = [one for one in used if one.service == name]
        runs, wh, cents = (float(sum(getattr(one, word) for one in own)) for word in ("runs", "wh", "cents"))
        figures = [format_number(runs), *(format_number(value, decimals=2) for value in (wh, wh / runs, cents))]
        rows.append([known.get(name, name), *figures, _judged(judged.get(name))])
    return [Paragraph(table("strategy")["measured"]), Grid(HEADINGS, rows)]


def _judged(entry: Entry | None) -> str:
    if entry is None or entry.evaluated is None:
        return "jamais"
    return " ; ".join(filter(None, [f"{entry.evaluated:%d/%m/%Y}", entry.measured]))
