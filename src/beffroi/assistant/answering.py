"""From a question to an answer made of quotes, or to an abstention with the nearest documents."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

from beffroi.assistant.confidence import enough
from beffroi.assistant.conflicts import find_conflict
from beffroi.assistant.days import Moment, moment_of
from beffroi.assistant.orders import gives_orders
from beffroi.assistant.privacy import asks_about_somebody
from beffroi.assistant.quoting import Quote, best_quote
from beffroi.engines.footprint import Meter
from beffroi.engines.search.corpus import Corpus, Unit
from beffroi.engines.search.embeddings import Embedder
from beffroi.engines.search.familiar import in_plain_words
from beffroi.engines.search.searching import Hit, search
from beffroi.engines.search.word_index import Concept, concepts
from beffroi.engines.search.words import stems

RESIDENT, AGENT = "resident", "agent"
AUDIENCES = (RESIDENT, AGENT)
RANKED, CITED, SHOWN, NEAREST = 10, 5, 3, 3


@dataclass(frozen=True)
class Citation:
    """Words of a source; an empty quote names a near document without quoting it.

    page: None where the format has no pages. superseded_by: the source that took its place, or "".
    """

    source: str
    title: str
    page: int | None
    date: dt.date | None
    quote: str
    url: str
    score: float
    superseded_by: str = ""


@dataclass(frozen=True)
class Answer:
    """What is said to the person, what it rests on, what it cost.

    ranked: (source, page) of the pages found, best first. conflict: two sources in force disagree.
    """

    text: str
    abstained: bool
    citations: tuple[Citation, ...]
    conflict: bool
    ranked: tuple[tuple[str, int | None], ...]
    seconds: float
    wh: float


def answer(
    corpus: Corpus,
    question: str,
    *,
    embedder: Embedder | None,
    audience: str = AGENT,
    today: dt.date | None = None,
    among: Collection[str] = (),
) -> Answer:
    """Answer from the corpus. audience: a resident is shown public documents only, and no personal data.

    among: the documents to answer from, all where it is empty.
    """
    with Meter(thread_only=True) as meter:
        moment = moment_of(question, today or dt.date.today())
        readable = _readable(audience, among)
        asked_text = f"{question} {moment.year}" if moment.year else question
        hits = search(corpus, asked_text, embedder=embedder, most=RANKED, readable=readable)
        asked = concepts(stems(in_plain_words(question)))
        found = _citations(corpus, hits, asked, moment=moment, resident=audience == RESIDENT)
        found = found if may_answer(question, audience) and enough(corpus, question, hits) else []
        text, kept, conflict = _compose(corpus, hits, found)
    ranked = tuple((hit.unit.entry.source, hit.unit.page) for hit in hits)
    return Answer(text, not found, tuple(kept), conflict, ranked, meter.duration_ms / 1000, float(meter.energy_wh))


def may_answer(question: str, audience: str) -> bool:
    """Tell whether to answer: no order to the assistant; to a resident, nothing of somebody's private matters."""
    return not gives_orders(question) and not (audience == RESIDENT and asks_about_somebody(question))


def _readable(audience: str, among: Collection[str]) -> Callable[[Unit], bool] | None:
    if audience == RESIDENT:
        return lambda unit: unit.entry.public and (not among or unit.entry.source in among)
    return (lambda unit: unit.entry.source in among) if among else None


def _citations(
    corpus: Corpus, hits: Sequence[Hit], asked: Sequence[Concept], *, moment: Moment, resident: bool
) -> list[Citation]:
    texts = corpus.store.texts([number for hit in hits[:CITED] for number in hit.passages[:SHOWN]])
    found = []
    for hit in hits[:CITED]:
        passages = [texts[number] for number in hit.passages[:SHOWN]]
        quote = best_quote(passages, asked, words=corpus.words, moment=moment, resident=resident)
        if quote:
            found.append(_citation(hit, quote, corpus.superseded))
    return found


def _citation(hit: Hit, quote: Quote | None, superseded: Mapping[str, str]) -> Citation:
    entry = hit.unit.entry
    return Citation(
        source=entry.source,
        title=entry.title,
        page=hit.unit.page,
        date=entry.date,
        quote=quote.text if quote else "",
        url=entry.url,
        score=round(hit.score, 4),
        superseded_by=superseded.get(entry.source, ""),
    )


def _compose(corpus: Corpus, hits: Sequence[Hit], found: Sequence[Citation]) -> tuple[str, Sequence[Citation], bool]:
    if not found:
        near = [_citation(hit, None, corpus.superseded) for hit in hits[:NEAREST]]
        return _abstention(near), near, False
    current = [one for one in found[:SHOWN] if not one.superseded_by]
    pair = find_conflict([(one.source, one.quote) for one in current])
    lines = [_shown(one) for one in found[:SHOWN]]
    if pair:
        lines = ["Deux documents en vigueur ne disent pas la même chose :", *(_shown(current[place]) for place in pair)]
    return "\n\n".join(lines), found, pair is not None


def _shown(citation: Citation) -> str:
    place = f", page {citation.page}" if citation.page else ""
    dated = f", {citation.date.strftime('%d/%m/%Y')}" if citation.date else ""
    old = f" — remplacé par {citation.superseded_by}" if citation.superseded_by else ""
    return f"« {citation.quote} »\n({citation.title}{place}{dated}{old})"


def _abstention(near: Sequence[Citation]) -> str:
    if not near:
        return "Je ne sais pas : aucun document ne peut être lu ici."
    names = " ; ".join(one.title for one in near)
    return f"Je ne trouve pas de réponse sûre dans les documents. Les plus proches : {names}."
