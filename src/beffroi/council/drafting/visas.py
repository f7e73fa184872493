"""Visas: those of the model that are in force on the day, those of the request as they are written, checked."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import groupby

from beffroi.council.drafting.bodies import source_for
from beffroi.council.drafting.flags import Flag
from beffroi.council.drafting.models import Model, Source
from beffroi.council.drafting.request import Request, french_day
from beffroi.council.law import LegalBase, citations, standing, superseded_names, superseded_texts
from beffroi.council.law.citations import Citation
from beffroi.council.law.tables import articles, codes, texts

LAWS = frozenset({"loi", "décret", "ordonnance"})
TO_CHECK = "【à vérifier : {}】"
VU = re.compile(r"^vus?\s+", re.IGNORECASE)


@dataclass(frozen=True)
class Visas:
    """Lines of visas, the sources of those that are ours (words and where they come from), flags."""

    lines: tuple[str, ...]
    facts: tuple[tuple[str, str], ...]
    flags: tuple[Flag, ...] = field(default=())


def visas_of(model: Model, request: Request, *, on: dt.date, base: LegalBase | None) -> Visas:
    """Return the visas of a draft; an article that is not known to be in force on the day is never cited as ours."""
    wanted = [*model.visas, *(source for words, source in model.visas_if if words in request.folded)]
    sources = list(dict.fromkeys(source_for(source, request.body) for source in wanted))
    held = [source for source in sources if _in_force(source, on=on, base=base)]
    groups = groupby(sorted(held, key=_order), key=lambda one: one.code)
    own = [line for code, group in groups for line in _named(code, list(group))]
    dropped = [_dropped(source) for source in sources if source not in held]
    given, flags = _checked(request.visas, on=on, base=base)
    facts = [(_cited(source), _where(source)) for source in held]
    return Visas((*own, *given), tuple(facts), (*dropped, *flags, *_mentions(request, on=on, base=base)))


def _order(source: Source) -> tuple[int, str]:
    return (1 if source.code in LAWS else 0, source.code)


def _in_force(source: Source, *, on: dt.date, base: LegalBase | None) -> bool:
    if source.code in LAWS:
        known = texts().get(source.article)
        return known is not None and known.dated <= on and not (known.ended and known.ended <= on)
    if (source.code, source.article) not in articles() and not base:
        return False
    row = articles().get((source.code, source.article))
    if row and row.since and on < row.since:
        return False
    return standing(Citation(source.code, source.article, "", 0), on=on, base=base).state == "in_force"


def _named(code: str, group: list[Source]) -> list[str]:
    if code in LAWS:
        return [f"Vu {_law(source)}" for source in group]
    shown = [shown_article(source.article) for source in group]
    several = "les articles" if len(shown) > 1 else "l’article"
    listed = " et ".join([", ".join(shown[:-1]), shown[-1]]) if len(shown) > 1 else shown[0]
    return [f"Vu le {codes()[code].name}, notamment {several} {listed}"]


def shown_article(article: str) -> str:
    """Return an article as a visa writes it: L. 2121-29."""
    return re.sub(r"^([LRD])(?=\d)", r"\1. ", article)


def _law(source: Source) -> str:
    known = texts()[source.article]
    the = {"loi": "la loi", "décret": "le décret", "ordonnance": "l’ordonnance"}[known.kind]
    return f"{the} n° {known.number} du {french_day(known.dated)}"


def _cited(source: Source) -> str:
    return (
        _law(source)
        if source.code in LAWS
        else f"article {shown_article(source.article)} du {codes()[source.code].name}"
    )


def _where(source: Source) -> str:
    link = codes()[source.code].link if source.code in codes() else "https://www.legifrance.gouv.fr"
    return f"base légale : {source.code} {source.article} ({link})"


def _dropped(source: Source) -> Flag:
    name = f"{source.code} {source.article}"
    return Flag(
        "visa_not_in_force",
        "warning",
        f"Visa du modèle écarté : {name} n'est pas connu comme en vigueur à la date de la séance.",
        name,
        "Vérifier sur Légifrance et ajouter le visa qui convient.",
    )


def _checked(given: Iterable[str], *, on: dt.date, base: LegalBase | None) -> tuple[list[str], list[Flag]]:
    lines: list[str] = []
    flags: list[Flag] = []
    for visa in given:
        text = VU.sub("", visa).rstrip(" ;.,")
        found = list(_doubts(text, on=on, base=base))
        flags += found
        mark = f" {TO_CHECK.format('texte en vigueur ?')}" if found else ""
        lines.append(f"Vu {text}{mark}")
    return lines, flags


def _mentions(request: Request, *, on: dt.date, base: LegalBase | None) -> list[Flag]:
    """Return the doubts about articles that the rest of the request cites."""
    rest = " ".join(value for key, value in request.fields.items() if key != "demande")
    found = [*_doubts(f"{rest}\n{request.fields.get('demande', '')}", on=on, base=base)]
    found += [flag for fact in request.facts for flag in _doubts(fact, on=on, base=base)]
    return [flag for flag in dict.fromkeys(found) if flag.kind in {"article_superseded", "article_unknown"}]


def _doubts(text: str, *, on: dt.date, base: LegalBase | None) -> Iterator[Flag]:
    for citation in citations(text):
        known = standing(citation, on=on, base=base)
        instead = f" Citer plutôt : {known.instead}." if known.instead else ""
        if known.state in {"superseded", "not_yet"}:
            said = "n'est plus en vigueur" if known.state == "superseded" else "n'est pas encore en vigueur"
            yield Flag(
                "article_superseded",
                "blocking",
                f"{citation.quote} {said} à la date de la séance.{instead}",
                citation.quote,
            )
        elif known.state == "unknown":
            yield Flag(
                "article_unknown",
                "blocking",
                f"{citation.quote} n'existe pas dans le code cité.",
                citation.quote,
                "Corriger ou retirer le visa.",
            )
        elif known.state == "unverified":
            yield Flag(
                "article_unverified",
                "advice",
                f"{citation.quote} n'est pas dans nos tables : à vérifier.",
                citation.quote,
            )
    for match, law in superseded_texts(text, on=on):
        yield Flag(
            "article_superseded",
            "blocking",
            f"« {match[0]} » est remplacé. Citer plutôt : {law.replaced_by}.",
            match[0],
        )
    for match, name in superseded_names(text, on=on):
        yield Flag(
            "article_superseded",
            "blocking",
            f"« {match[0]} » n'existe plus. Citer plutôt : {name.replaced_by}.",
            match[0],
        )
