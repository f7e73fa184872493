"""From a question to an answer made of quotes, or to an abstention with the nearest documents."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from beffroi.assistant.confidence import enough
from beffroi.assistant.conflicts import find_conflict
from beffroi.assistant.days import Moment, moment_of
from beffroi.assistant.orders import gives_orders
from beffroi.assistant.privacy import asks_about_somebody
from beffroi.assistant.quoting import Quote, best_quote, covered
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
BEARS = 0.5  # share of the question (rare words counting more) that the page of an act holds


@dataclass(frozen=True)
class Citation:
    """Words of a source; an empty quote names a near document without quoting it.

    page: None where the format has no pages. superseded_by: the source that took its place, or ""; amends: the source
    that it changes in part, above which it stands, or "".
    """

    source: str
    title: str
    page: int | None
    date: dt.date | None
    quote: str
    url: str
    score: float
    superseded_by: str = ""
    amends: str = ""


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
        found = with_amendments(corpus, found, asked_text, asked, embedder=embedder, moment=moment, readable=readable)
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


def with_amendments(
    corpus: Corpus,
    found: Sequence[Citation],
    question: str,
    asked: Sequence[Concept],
    *,
    embedder: Embedder | None,
    moment: Moment,
    readable: Callable[[Unit], bool] | None,
) -> list[Citation]:
    """Put above each citation the words of the acts that change it in part, where they bear on the question."""
    changed = {act: one.source for one in reversed(found) for act in corpus.amended.get(one.source, ())}
    known = {one.source: replace(one, amends=changed.get(one.source, "")) for one in reversed(found)}
    for act, source in changed.items():
        if act not in known and (
            told := _of_act(corpus, act, question, asked, embedder=embedder, moment=moment, readable=readable)
        ):
            known[act] = replace(told, amends=source)
    put: list[Citation] = []
    for one in found:
        acts = [known[act] for act in corpus.amended.get(one.source, ()) if act in known]
        put += [act for act in acts if act not in put]
        own = replace(one, amends=changed.get(one.source, ""))
        put += [own] if own not in put else []
    return put


def _of_act(
    corpus: Corpus,
    act: str,
    question: str,
    asked: Sequence[Concept],
    *,
    embedder: Embedder | None,
    moment: Moment,
    readable: Callable[[Unit], bool] | None,
) -> Citation | None:
    def its_own(unit: Unit) -> bool:
        return unit.entry.source == act and (readable is None or readable(unit))

    hits = search(corpus, question, embedder=embedder, most=1, readable=its_own)
    held = [covered("\n".join(corpus.page_texts(act, hit.unit.page)), asked, corpus.words) for hit in hits]
    if not hits or held[0] < BEARS:
        return None
    made = _citations(corpus, hits, asked, moment=moment, resident=readable is not None)
    return made[0] if made else None


def _compose(corpus: Corpus, hits: Sequence[Hit], found: Sequence[Citation]) -> tuple[str, Sequence[Citation], bool]:
    if not found:
        near = [_citation(hit, None, corpus.superseded) for hit in hits[:NEAREST]]
        return _abstention(near), near, False
    current = [one for one in found[:SHOWN] if not one.superseded_by]
    pair = conflict_of(current)
    lines = [_shown(one) for one in found[:SHOWN]]
    if pair:
        lines = ["Deux documents en vigueur ne disent pas la même chose :", *(_shown(current[place]) for place in pair)]
    return "\n\n".join(lines), found, pair is not None


def conflict_of(citations: Sequence[Citation]) -> tuple[int, int] | None:
    """Return the places of two citations that disagree; an act and what it changes do not."""
    return find_conflict(
        [(one.source, one.quote) for one in citations],
        amending={(one.source, one.amends) for one in citations if one.amends},
    )


def _shown(citation: Citation) -> str:
    place = f", page {citation.page}" if citation.page else ""
    dated = f", {citation.date.strftime('%d/%m/%Y')}" if citation.date else ""
    old = f" — remplacé par {citation.superseded_by}" if citation.superseded_by else ""
    old += f" — modifie {citation.amends}" if citation.amends else ""
    return f"« {citation.quote} »\n({citation.title}{place}{dated}{old})"


def _abstention(near: Sequence[Citation]) -> str:
    if not near:
        return "Je ne sais pas : aucun document ne peut être lu ici."
    names = " ; ".join(one.title for one in near)
    return f"Je ne trouve pas de réponse sûre dans les documents. Les plus proches : {names}."
