import numpy as np

from beffroi.engines.search import connect
from beffroi.engines.search.bridge import bridge_of
from beffroi.engines.search.corpus import Corpus, open_corpus
from beffroi.engines.search.embeddings import connect_embeddings
from beffroi.engines.search.passages import Entry, Passage
from beffroi.engines.search.searching import search
from beffroi.engines.search.situations import Matters, matters_of, situations, told_clues

SHEETS = {
    "F1": "Licenciement pour motif personnel : l'employeur convoque le salarié à un entretien préalable.",
    "F2": "Carte nationale d'identité : renouvellement en mairie, avec une photo.",
    "F3": "Déclaration préalable de travaux pour un abri de jardin, une clôture, une piscine.",
}


def corpus() -> Corpus:
    from beffroi.assistant.indexing import index_vectors, index_words

    embedder = connect_embeddings("e5:")
    assert embedder
    store = connect("memory:", tenant="essai")
    entries = [Entry(source, source, (Passage(text),), sheet=True) for source, text in SHEETS.items()]
    index_words(store, entries, with_titles=False)
    index_vectors(store, embedder)
    return open_corpus(store)


def test_what_people_tell_finds_the_words_of_the_administration() -> None:
    found, embedder = corpus(), connect_embeddings("e5:")
    hits = search(found, "mon boss m'a foutu à la porte", embedder=embedder)
    assert hits[0].unit.entry.source == "F1"
    assert hits[0].clues["told_near"] > 0
    assert matters_of(found, embedder).meant.shape[0] == len(situations())  # type: ignore[arg-type]


def test_the_more_a_page_holds_the_question_the_less_situations_speak() -> None:
    found, embedder = corpus(), connect_embeddings("e5:")
    assert embedder
    bridge, matters = bridge_of(found, embedder), matters_of(found, embedder)
    vector = embedder.questions(["on m'a viré"])[0]
    loud, hushed = (told_clues(found, matters, vector, bridge=bridge, held=held) for held in (0.0, 1.0))
    assert np.allclose(hushed["told_near"], 0.2 * loud["told_near"], atol=1e-5)
    assert np.ptp(loud["told_best"]) == 0


def test_far_situations_leave_every_page_alone() -> None:
    told = np.eye(3, dtype=np.float32)
    matters = Matters(told, np.array([0, 1, 2]), told)
    assert matters.nearest(matters.nearness(np.array([0.3, 0.2, 0.1], np.float32))) == []


def test_shares_of_the_nearest_situations_sum_to_one_at_most_and_far_ones_are_silent() -> None:
    told = np.eye(3, dtype=np.float32)
    matters = Matters(told, np.array([0, 1, 2]), told)
    near = matters.nearest(matters.nearness(np.array([1.0, 0.6, 0.0], np.float32)))
    assert [place for place, _ in near] == [0, 1]
    assert sum(share for _, share in near) <= 1


def test_every_situation_is_told_in_other_words_than_the_administration_and_once() -> None:
    told = [line for one in situations() for line in one.told]
    assert len(told) == len(set(told)) >= 800
    assert all(one.words and one.told for one in situations())
