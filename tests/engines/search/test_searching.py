import datetime as dt

import numpy as np
import pytest

from beffroi.engines.search import Entry, Passage, connect
from beffroi.engines.search.bridge import Bridge, ridge
from beffroi.engines.search.corpus import Corpus, open_corpus
from beffroi.engines.search.letters import Letters
from beffroi.engines.search.searching import search


def sheet(source: str, title: str, text: str, **more: object) -> Entry:
    return Entry(source, title, (Passage(text),), sheet=True, **more)  # type: ignore[arg-type]


ENTRIES = [
    sheet("F1", "Carte grise", "Demande d'un duplicata du certificat d'immatriculation en cas de perte."),
    sheet("F2", "Déchets", "Les ordures ménagères sont ramassées le mardi et le vendredi."),
    sheet("F3", "Mariage", "Le dossier de mariage se dépose à la mairie deux mois avant."),
    Entry(
        "tarifs-2024.pdf",
        "Tarifs 2024",
        (Passage("Un repas à la cantine coûte 3,10 euros.", 1),),
        date=dt.date(2024, 1, 1),
    ),
    Entry(
        "tarifs-2026.pdf",
        "Tarifs 2026",
        (Passage("Un repas à la cantine coûte 3,40 euros.", 1),),
        date=dt.date(2026, 1, 1),
    ),
    Entry("note.odt", "Note", (Passage("La cantine a 96 familles en retard de paiement."),), public=False),
]


def corpus_of(entries: list[Entry], *, vectors: bool = False, titles: bool = True) -> Corpus:
    store = connect("memory:", tenant="t")
    store.note("titles", "yes" if titles else "no")
    store.put(entries, with_titles=titles)
    if vectors:
        waiting = store.waiting(most=100)
        found = Letters().passages([one.text for one in waiting]).astype(np.float16)
        store.put_vectors({one.number: vector.tobytes() for one, vector in zip(waiting, found, strict=True)})
    return open_corpus(store)


@pytest.mark.parametrize("vectors", [False, True])
def test_residents_words_find_the_administrations(vectors: bool) -> None:
    corpus = corpus_of(ENTRIES, vectors=vectors)
    hits = search(corpus, "j'ai paumé ma carte grise", embedder=Letters() if vectors else None)
    assert hits[0].unit.entry.source == "F1"


def test_the_newest_version_wins_unless_the_question_names_the_year() -> None:
    corpus = corpus_of(ENTRIES)
    assert corpus.superseded == {"tarifs-2024.pdf": "tarifs-2026.pdf"}
    assert search(corpus, "prix d'un repas à la cantine", embedder=None)[0].unit.entry.source == "tarifs-2026.pdf"
    assert (
        search(corpus, "prix d'un repas à la cantine en 2024", embedder=None)[0].unit.entry.source == "tarifs-2024.pdf"
    )


def test_what_may_not_be_read_is_not_found() -> None:
    corpus = corpus_of(ENTRIES)
    hits = search(corpus, "retard de paiement cantine familles", embedder=None, readable=lambda unit: unit.entry.public)
    assert "note.odt" not in [hit.unit.entry.source for hit in hits]
    assert search(corpus, "retard de paiement", embedder=None, readable=lambda _: False) == []


def test_without_titles_a_word_of_a_title_alone_finds_nothing() -> None:
    shown = [sheet("F1", "Zanzibar", "Un texte."), sheet("F2", "Autre", "Un autre texte.")]
    with_titles = search(corpus_of(shown), "zanzibar", embedder=None)
    assert with_titles[0].clues["in_opening"] == 1
    without = search(corpus_of(shown, titles=False), "zanzibar", embedder=None)
    assert without[0].clues["in_opening"] == 0
    assert without[0].unit.entry.title in {"Zanzibar", "Autre"}


def test_an_empty_store_finds_nothing() -> None:
    assert search(corpus_of([]), "cantine", embedder=None) == []


def test_words_are_found_while_vectors_are_awaited() -> None:
    hits = search(corpus_of(ENTRIES), "dossier de mariage", embedder=Letters())
    assert hits[0].unit.entry.source == "F3"
    assert "near_page" not in hits[0].clues


def test_the_bridge_leaves_all_as_it_is_where_nothing_was_learnt() -> None:
    nothing = np.zeros((0, 3), np.float32)
    assert np.allclose(ridge(nothing, nothing), np.eye(3))


def test_the_bridge_turns_questions_towards_their_pages() -> None:
    asked = np.tile(np.array([[1.0, 0, 0]], np.float32), (300, 1))
    pages = np.tile(np.array([[0, 1.0, 0]], np.float32), (300, 1))
    bridge = Bridge(np.zeros(3, np.float32), ridge(asked, pages))
    assert bridge.cross(asked[:1])[0, 1] > 0.9
