import numpy as np

from beffroi.engines.search.postings import count_words
from beffroi.engines.search.snapshot import read_snapshot, write_snapshot
from beffroi.engines.search.word_index import Concept, build_words, concepts
from beffroi.engines.search.words import stems

UNITS = [stems("carte grise perdue"), stems("certificat d'immatriculation"), stems("poubelle jaune")]


def test_bm25_is_that_of_the_formula() -> None:
    postings = count_words([np.array([0, 0, 1], np.int32), np.array([1], np.int32)], words=2, k=1.2, b=0.75)
    rows, gains = postings.of(0)
    rarity = np.log(1 + (2 - 1 + 0.5) / (1 + 0.5))
    norm = 1.2 * (1 - 0.75 + 0.75 * 3 / 2)
    assert rows.tolist() == [0]
    assert np.isclose(gains[0], rarity * 2 * 2.2 / (2 + norm))


def test_a_row_that_holds_all_words_covers_the_whole_question() -> None:
    index = build_words(UNITS, UNITS, [[]] * 3)
    _, covered = index.score(index.whole, [Concept(word) for word in stems("carte grise")])
    assert np.allclose(covered, [1, 0, 0])


def test_another_name_counts_for_less_than_the_word_itself() -> None:
    index = build_words(UNITS, UNITS, [[]] * 3)
    gain, covered = index.score(index.whole, concepts(stems("carte grise")))
    assert 0 < gain[1] < gain[0]
    assert 0 < covered[1] < covered[0]


def test_an_unknown_word_lowers_what_is_covered() -> None:
    index = build_words(UNITS, UNITS, [[]] * 3)
    _, covered = index.score(index.whole, [Concept("gris"), Concept("zanzibar")])
    assert covered.max() < 0.5


def test_an_index_comes_back_from_its_bytes() -> None:
    index = build_words(UNITS, UNITS, [[]] * 3)
    again = read_snapshot(write_snapshot(index))
    asked = concepts(stems("poubelle"))
    assert np.allclose(again.score(again.whole, asked)[0], index.score(index.whole, asked)[0], rtol=1e-3)
    assert again.holds(again.whole, 2, stems("jaune")[0])
    assert not again.holds(again.whole, 0, stems("jaune")[0])
