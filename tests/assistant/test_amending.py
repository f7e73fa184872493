"""An act that changes another in part stands above it, and is no conflict."""

import datetime as dt
from dataclasses import replace
from pathlib import Path

from beffroi.assistant.answering import RESIDENT, Answer, answer
from beffroi.assistant.folders import entry_of
from beffroi.engines.documents import Block, Document, Page
from beffroi.engines.search import Entry, connect
from beffroi.engines.search.corpus import Corpus, open_corpus
from beffroi.engines.search.cutting import cut_document

TODAY = dt.date(2026, 3, 10)
TARIFFS = "Le repas de la restauration scolaire de la tranche C coûte 2,95 € en maternelle."
ACT = (
    "Par la délibération 2025-058, le conseil municipal a fixé les tarifs de la restauration scolaire 2025-2026.",
    "Le conseil décide que le repas de la restauration scolaire de la tranche C est ramené à 2,60 € en maternelle.",
)
QUESTION = "Combien coûte le repas de la restauration scolaire en maternelle, tranche C ?"


def entry(name: str, title: str, texts: tuple[str, ...], date: dt.date) -> Entry:
    blocks = (Block("heading", title, level=1), *(Block("text", text) for text in texts))
    document = Document(name, "pdf", (Page(1, blocks),), title=title)
    return replace(entry_of(document, cut_document(document), path=Path(name)), date=date)


TARIFF = entry("tarifs-2025-2026.pdf", "Tarifs de la restauration scolaire 2025-2026", (TARIFFS,), dt.date(2025, 6, 26))
AMENDING = entry("deliberation-2025-117.pdf", "Modification d'un tarif scolaire", ACT, dt.date(2025, 12, 11))


def corpus(*entries: Entry) -> Corpus:
    store = connect("memory:", tenant="t")
    store.put(entries, with_titles=True)
    return open_corpus(store)


def ask(found: Corpus, *, audience: str = RESIDENT) -> Answer:
    return answer(found, QUESTION, embedder=None, audience=audience, today=TODAY)


def test_an_act_that_says_so_amends_what_it_names_in_part() -> None:
    found = corpus(TARIFF, AMENDING)
    assert found.amended == {"tarifs-2025-2026.pdf": ("deliberation-2025-117.pdf",)}
    assert found.superseded == {}


def test_its_words_stand_above_those_that_it_changes_and_are_no_conflict() -> None:
    made = ask(corpus(TARIFF, AMENDING))
    assert [(one.source, one.amends) for one in made.citations] == [
        ("deliberation-2025-117.pdf", "tarifs-2025-2026.pdf"),
        ("tarifs-2025-2026.pdf", ""),
    ]
    assert "2,60 €" in made.citations[0].quote
    assert "modifie tarifs-2025-2026.pdf" in made.text
    assert not made.conflict


def test_an_internal_act_is_not_shown_to_a_resident() -> None:
    made = ask(corpus(TARIFF, replace(AMENDING, public=False)))
    assert [one.source for one in made.citations] == ["tarifs-2025-2026.pdf"]


def test_an_older_document_or_one_that_names_no_change_amends_nothing() -> None:
    older = replace(AMENDING, date=dt.date(2024, 1, 1))
    assert corpus(TARIFF, older).amended == {}
    plain = entry("note.pdf", "Note sur la cantine", ACT[1:], dt.date(2026, 1, 1))
    assert corpus(TARIFF, plain).amended == {}
