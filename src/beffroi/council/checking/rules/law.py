"""Articles and texts cited: do they exist, are they in force, do they concern this body?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from beffroi.council.checking.act import Act
from beffroi.council.checking.findings import Finding, finding
from beffroi.council.law.citations import Citation, citations
from beffroi.council.law.legal_base import LegalBase
from beffroi.council.law.standing import standing, superseded_names, superseded_texts
from beffroi.council.law.tables import articles, codes

_FORMER = re.compile(r"abrog|ancien|remplac|antérieur|modifiant|codifi|jusqu'au|à l'époque", re.IGNORECASE)


def check_law(act: Act, *, base: LegalBase | None = None) -> Iterator[Finding]:
    """Yield the articles that do not exist, are no longer in force or are not known, each once."""
    on = act.session or date.today()
    seen: set[str] = set()
    for cited in citations(act.text):
        if cited.article + cited.code not in seen:
            seen.add(cited.article + cited.code)
            yield from _article(act, _with_code(cited, act), on, base)
    yield from _texts(act, on)


def _with_code(cited: Citation, act: Act) -> Citation:
    """Return a citation without code as one of the CGCT where its number has four digits and the act names
    that code.
    """
    if cited.code or not re.match(r"[LRD]\d{4}-", cited.article) or not re.search(codes()["cgct"].pattern, act.text):
        return cited
    return Citation("cgct", cited.article, cited.quote, cited.offset, cited.former)


def _article(act: Act, cited: Citation, on: date, base: LegalBase | None) -> Iterator[Finding]:
    known = standing(cited, on=on, base=base)
    name = codes()[cited.code].name if cited.code else "code non précisé"
    line = act.line_at(cited.offset)
    where = f"{cited.article}, {name}"
    if known.state == "unknown":
        yield finding("article_unknown", "blocking", line, article=where)
    elif known.state == "superseded":
        instead = f" Citez plutôt {known.instead}." if known.instead else ""
        yield finding(
            "article_superseded",
            "warning" if known.sure else "advice",
            line,
            article=where,
            remedy=f"Cet article n'est plus en vigueur à la date de la séance.{instead}",
        )
    elif known.state == "unverified":
        yield finding(
            "article_unknown",
            "advice",
            line,
            article=where,
            remedy="Article non vérifié : il n'est ni dans nos tables ni dans votre base légale.",
        )
    elif _other_body(act, cited):
        yield finding(
            "competence_wrong",
            "warning",
            line,
            article=where,
            remedy="Cet article concerne une autre catégorie de collectivité : citez celui de la vôtre.",
        )


def _other_body(act: Act, cited: Citation) -> bool:
    """Does the article rule another kind of body, which nothing sends back to this one?"""
    row = articles().get((cited.code, cited.article))
    if row is None or cited.code != "cgct" or row.bodies in {"all", act.body}:
        return False
    if act.body == "commune":
        return row.bodies == "department"
    if act.body == "department":
        return row.bodies == "commune" and bool(re.match(r"L21[23]", cited.article))
    return row.bodies == "department" or cited.article in {"L2122-22", "L2122-23"}


def _texts(act: Act, on: date) -> Iterator[Finding]:
    for match, text in superseded_texts(act.text, on=on):
        if not _FORMER.search(act.line_at(match.start())):
            told = f"Ce texte n'est plus en vigueur depuis le {text.ended:%d/%m/%Y} : citez {text.replaced_by}."
            yield finding(
                "article_superseded",
                "warning" if text.sure else "advice",
                act.line_at(match.start()),
                article=match[0],
                remedy=told,
            )
    for match, row in superseded_names(act.text, on=on):
        if not _FORMER.search(act.line_at(match.start())):
            told = f"Depuis le {row.ended:%d/%m/%Y} : {row.replaced_by}."
            yield finding(
                "article_superseded",
                "warning" if row.sure else "advice",
                act.line_at(match.start()),
                article=row.told,
                remedy=told,
            )
            return
