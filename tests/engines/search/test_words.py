from beffroi.engines.search.familiar import in_plain_words
from beffroi.engines.search.synonyms import meanings, synonyms
from beffroi.engines.search.words import fold, stems


def test_accents_and_ligatures_are_folded() -> None:
    assert fold("L’ŒUVRE où l'Été") == "l'oeuvre ou l'ete"


def test_one_stem_for_a_word_with_or_without_its_accents() -> None:
    assert stems("Les déclarations de revenus") == stems("declaration revenu")


def test_words_that_say_nothing_are_left_out() -> None:
    assert stems("Comment est-ce que je peux avoir une carte ?") == stems("carte")


def test_familiar_words_are_put_into_plain_ones_and_the_rest_is_kept() -> None:
    assert in_plain_words("On m'a chouré mon vélo") == "On m'a volé mon vélo"
    assert in_plain_words("La procédure de vote") == "La procédure de vote"


def test_residents_words_mean_those_of_the_administration() -> None:
    found = meanings(stems("carte grise"))
    assert tuple(stems("certificat d'immatriculation")) in found[0]
    assert tuple(stems("certificat d'immatriculation")) in found[1]


def test_the_table_of_synonyms_is_large_and_never_names_itself() -> None:
    table = synonyms()
    assert len(table) >= 300
    assert [said for said, meant in table.items() if said in meant] == []
