"""Rights and benefits: from a situation to what may concern it, in quotes, as questions to ask and places to go.

Nothing is decided here and no file is examined: whether a right is open is for the service named to say.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from beffroi.assistant.answering import AGENT, RESIDENT
from beffroi.assistant.benefit_names import called_for
from beffroi.assistant.condition_questions import question_of
from beffroi.assistant.conditions import Told, conditions_and_places, wording
from beffroi.assistant.orders import gives_orders
from beffroi.assistant.quoting import covered
from beffroi.engines.footprint import Meter
from beffroi.engines.search.corpus import Corpus, Unit
from beffroi.engines.search.embeddings import Embedder
from beffroi.engines.search.familiar import in_plain_words
from beffroi.engines.search.passages import Entry
from beffroi.engines.search.searching import Hit, search
from beffroi.engines.search.word_index import Concept, concepts
from beffroi.engines.search.words import fold, stems

NOTICE = (
    "Ce ne sont pas des décisions : ce sont des questions à poser et des lieux où aller. "
    "Le service nommé dit seul si le droit est ouvert."
)
MOST_NEEDS, BEST = 8, 3


@dataclass(frozen=True)
class Condition:
    """Words of a source on who may have a benefit, the page, and the question that they make."""

    quote: str
    page: int | None
    question: str


@dataclass(frozen=True)
class Place:
    """Words of a source on where to go."""

    quote: str
    page: int | None


@dataclass(frozen=True)
class Benefit:
    """What may concern a situation: never that it does.

    need: the words of the situation that led there. places: none where the source names none, its link is the way.
    """

    source: str
    title: str
    date: dt.date | None
    url: str
    need: str
    conditions: tuple[Condition, ...]
    places: tuple[Place, ...]


@dataclass(frozen=True)
class Rights:
    """What may concern a situation, most likely first, and what finding it cost."""

    situation: str
    benefits: tuple[Benefit, ...]
    seconds: float
    wh: float


def find_rights(corpus: Corpus, situation: str, *, embedder: Embedder | None, audience: str = AGENT) -> Rights:
    """Return the benefits whose words meet a situation; a resident is shown public documents only."""
    with Meter(thread_only=True) as meter:
        found = [] if gives_orders(situation) else _found(corpus, situation, embedder, resident=audience == RESIDENT)
    return Rights(situation.strip(), tuple(found), meter.duration_ms / 1000, float(meter.energy_wh))


def needs_of(situation: str) -> list[str]:
    """Cut a situation into what is said one after the other; what says nothing is left out."""
    parts = [part.strip() for part in re.split(wording().cuts, situation, flags=re.IGNORECASE)]
    told = [part for part in parts if stems(part)]
    return list(dict.fromkeys(told))[:MOST_NEEDS]


def _found(corpus: Corpus, situation: str, embedder: Embedder | None, *, resident: bool) -> list[Benefit]:
    told, known, named = wording(), set[str](), named_as_benefits(corpus)
    found: list[list[Benefit]] = []
    for need in needs_of(situation):
        several = _of_need(corpus, need, embedder, named=named - known, resident=resident)
        found.append(list(islice(several, told.benefits)))
        known |= {benefit.source for benefit in found[-1]}
    # each need in turn: the first of a long story does not take all the room
    turns = [group[place] for place in range(told.benefits) for group in found if place < len(group)]
    return turns[: told.shown]


def _of_need(
    corpus: Corpus, need: str, embedder: Embedder | None, *, named: Collection[str], resident: bool
) -> Iterator[Benefit]:
    seen: set[str] = set()
    called = called_for(need)
    for query in (*called, need):

        def readable(unit: Unit, query: str = query) -> bool:
            # a sheet is sought by the name of the benefit; a town's document by the person's words too
            sought = unit.entry.sheet is False or query is not need or not called
            return sought and unit.entry.source in named and (unit.entry.public or not resident)

        asked = concepts(stems(in_plain_words(query)))
        for hit in search(corpus, query, embedder=embedder, most=wording().looked_at, readable=readable):
            if hit.unit.entry.source in seen or not _concerns(corpus, hit, asked):
                continue
            seen.add(hit.unit.entry.source)
            if made := _benefit(corpus, hit.unit.entry, need, asked, resident=resident):
                yield made
                if query is not need and hit.unit.entry.sheet:
                    break  # the first sheet is what the situation calls for; the others are its neighbours


def named_as_benefits(corpus: Corpus) -> frozenset[str]:
    """Return the documents in force that may tell of a benefit: sheets whose title names one, all of a town's own."""
    entries = {unit.entry.source: unit.entry for unit in corpus.units}
    return frozenset(
        source
        for source, entry in entries.items()
        if source not in corpus.superseded and (not entry.sheet or _names_one(entry.title))
    )


def _names_one(title: str) -> bool:
    """Tell whether a sheet is that of a benefit; a question in the title is about a detail of one."""
    return bool(wording().called.search(fold(title))) and not title.rstrip().endswith("?")


def _concerns(corpus: Corpus, hit: Hit, asked: Sequence[Concept]) -> bool:
    """Tell whether a page is about a benefit and holds enough of what is sought."""
    about = _about(corpus, hit)
    return bool(wording().called.search(fold(about))) and covered(about, asked, corpus.words) >= wording().held


def _about(corpus: Corpus, hit: Hit) -> str:
    texts = [passage.text for passage in corpus.store.texts(list(hit.passages[:BEST])).values()]
    return "\n".join([hit.unit.entry.title, *texts])


def _places(corpus: Corpus, units: Sequence[int]) -> list[int]:
    wanted = set(units)
    return [at for at, owner in enumerate(corpus.owner.tolist()) if owner in wanted]


def _benefit(corpus: Corpus, entry: Entry, need: str, asked: Sequence[Concept], *, resident: bool) -> Benefit | None:
    units = [place for place, unit in enumerate(corpus.units) if unit.entry.source == entry.source]
    numbers = [int(corpus.numbers[at]) for at in _places(corpus, units)]
    texts = corpus.store.texts(numbers)
    told = conditions_and_places([texts[number] for number in numbers], resident=resident)
    conditions = _best(told.conditions, asked, corpus, most=wording().conditions)
    if not conditions:
        return None
    places = _best(told.places, asked, corpus, most=wording().places)
    return Benefit(
        source=entry.source,
        title=entry.title,
        date=entry.date,
        url=entry.url,
        need=need,
        conditions=tuple(Condition(one.text, one.page, question_of(one.text)) for one in conditions),
        places=tuple(Place(one.text, one.page) for one in places),
    )


def _best(found: Sequence[Told], asked: Sequence[Concept], corpus: Corpus, *, most: int) -> list[Told]:
    """Return the best quotes in the order of the document; where some say what they are, they alone."""
    some = [one for one in found if one.said] or list(found)
    worth = [(one.headed, covered(one.text, asked, corpus.words), -place) for place, one in enumerate(some)]
    kept = sorted(sorted(range(len(some)), key=worth.__getitem__, reverse=True)[:most])
    return [some[place] for place in kept]
