"""Notes, letters and syntheses from chosen documents: each statement a quote, or a rewording that passed its check."""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from functools import cache
from importlib.resources import files

from beffroi.assistant.answering import AGENT, RESIDENT, Citation, answer
from beffroi.assistant.key_sentences import key_sentences
from beffroi.assistant.replying import Signature
from beffroi.assistant.rewording import reword
from beffroi.assistant.sentences import sentences_of
from beffroi.engines.language import LanguageModel
from beffroi.engines.quotes import unsupported
from beffroi.engines.search.corpus import Corpus
from beffroi.engines.search.embeddings import Embedder


class Kind(StrEnum):
    """What is drafted. A letter leaves the town hall: it is made of public documents, without personal data."""

    NOTE = "note"
    LETTER = "letter"
    SYNTHESIS = "synthesis"


@dataclass(frozen=True)
class Section:
    """A point, or a document, and what is said of it. text: its rewording where one passed its check, else ""."""

    heading: str
    citations: tuple[Citation, ...]
    text: str = ""


@dataclass(frozen=True)
class Spent:
    """What a text model used: time [s], energy [Wh], cost [cents]."""

    model: str = ""
    seconds: float = 0.0
    wh: Decimal = Decimal(0)
    cents: Decimal = Decimal(0)


@dataclass(frozen=True)
class Composition:
    """A draft: its sections, its text, the points that the chosen documents do not answer, what the model used."""

    sections: tuple[Section, ...]
    body: str
    missing: tuple[str, ...]
    spent: Spent


@dataclass(frozen=True)
class Order:
    """What is asked: the kind, the subject, the documents chosen, the points to treat (none: the whole of them)."""

    kind: Kind
    title: str
    sources: tuple[str, ...]
    points: tuple[str, ...] = ()


@dataclass(frozen=True)
class Wording:
    """The frame of a draft, and how many quotes one point gets (``data/composing.toml``)."""

    quotes_each: int
    reworded: int
    words: Mapping[str, str]


@cache
def wording() -> Wording:
    """Return the dated data."""
    told = tomllib.loads(files("beffroi.assistant").joinpath("data/composing.toml").read_text(encoding="utf-8"))
    return Wording(told["quotes_each"], told["reworded"], told["words"])


def compose(
    corpus: Corpus,
    order: Order,
    *,
    embedder: Embedder | None,
    today: dt.date,
    signature: Signature | None = None,
    model: LanguageModel | None = None,
) -> Composition:
    """Draft from the chosen documents alone. Raises LanguageError where a model is given and fails."""
    audience = RESIDENT if order.kind == Kind.LETTER else AGENT
    sections = (
        [_of_point(corpus, order, point, embedder, audience=audience, today=today) for point in order.points]
        if order.points
        else _of_documents(corpus, order, resident=audience == RESIDENT)
    )
    spent = Spent()
    if model is not None:
        sections, spent = _reworded(sections, model)
    missing = tuple(one.heading for one in sections if not one.citations)
    return Composition(
        tuple(sections), _body(order, sections, today=today, signature=signature or Signature()), missing, spent
    )


def _of_point(
    corpus: Corpus, order: Order, point: str, embedder: Embedder | None, *, audience: str, today: dt.date
) -> Section:
    found = answer(corpus, point, embedder=embedder, audience=audience, today=today, among=order.sources)
    kept = [one for one in found.citations if one.quote][: wording().quotes_each]
    return Section(point, tuple(kept))


def _of_documents(corpus: Corpus, order: Order, *, resident: bool) -> list[Section]:
    found = []
    for source in order.sources:
        citations = key_sentences(corpus, source, resident=resident)
        title = citations[0].title if citations else source
        found.append(Section(title, citations))
    return found


def _reworded(sections: Sequence[Section], model: LanguageModel) -> tuple[list[Section], Spent]:
    said, spent = [], Spent()
    most = wording().reworded
    for section in sections[:most]:
        made = reword(section.heading, [one.quote for one in section.citations], model=model)
        said.append(replace(section, text=made.text or ""))
        spent = Spent(
            made.model or spent.model, spent.seconds + made.seconds, spent.wh + made.wh, spent.cents + made.cents
        )
    return [*said, *sections[most:]], spent


def _body(order: Order, sections: Sequence[Section], *, today: dt.date, signature: Signature) -> str:
    words = wording().words
    dated = f"{signature.place}, le {today:%d/%m/%Y}" if signature.place else f"Le {today:%d/%m/%Y}"
    titles = " ; ".join(dict.fromkeys(one.title for section in sections for one in section.citations))
    letter = order.kind == Kind.LETTER
    subject = f"{words[order.kind]}\n{words['subject'].format(title=order.title)}"
    head = [dated, words["opening"]] if letter else [subject, dated]
    parts = [_section(number, section, words, bare=letter) for number, section in enumerate(sections, 1)]
    signed = "\n".join(filter(None, (signature.name, signature.function)))
    tail = [words["closing"], signed] if letter else [words["sources"].format(titles=titles) if titles else "", signed]
    return "\n\n".join(filter(None, [*head, *parts, *tail]))


def _section(number: int, section: Section, words: Mapping[str, str], *, bare: bool) -> str:
    lines = [] if bare else [f"{number}. {section.heading}"]
    if not section.citations:
        return "\n".join([*lines, words["missing"].format(point=section.heading)])
    if section.text:
        lines.append(f"{section.text}\n({' ; '.join(dict.fromkeys(map(place_of, section.citations)))})")
    else:
        lines += [f"« {one.quote} »\n({place_of(one)})" for one in section.citations]
    return "\n".join(lines)


def place_of(citation: Citation) -> str:
    """Return where a quote stands: title, page, date, and what took its place."""
    page = f", page {citation.page}" if citation.page else ""
    dated = f", {citation.date:%d/%m/%Y}" if citation.date else ""
    changes = f", modifie {citation.amends}" if citation.amends else ""
    old = f", remplacé par {citation.superseded_by}" if citation.superseded_by else ""
    return f"{citation.title}{page}{dated}{changes}{old}"


def unfounded(body: str, grounds: Collection[str]) -> tuple[str, ...]:
    """Return the numbers, dates, amounts and names of a text that none of its grounds states."""
    told = list(grounds)
    claims = [claim.text for one in sentences_of(body) for claim in unsupported(one.text, told)]
    return tuple(dict.fromkeys(re.sub(r"\s+", " ", claim) for claim in claims))
