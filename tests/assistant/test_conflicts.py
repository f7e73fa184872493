from beffroi.assistant.conflicts import disagree, find_conflict
from beffroi.assistant.sentences import sentences_of

ONE = "Le repas de cantine coûte 3,40 € par enfant."
OTHER = "Le repas de cantine est à 3,10 € par enfant."


def test_other_amounts_for_one_matter_disagree() -> None:
    assert disagree(ONE, OTHER)
    assert find_conflict([("a.pdf", ONE), ("a.pdf", OTHER), ("b.pdf", OTHER)]) == (0, 2)


def test_one_amount_or_two_matters_do_not() -> None:
    assert not disagree(ONE, ONE.replace("3,40 €", "3,40 euros"))
    assert not disagree(ONE, "La caution de la salle des fêtes est de 500 €.")
    assert find_conflict([("a.pdf", ONE), ("a.pdf", OTHER)]) is None


def test_sentences_are_slices_and_an_abbreviation_ends_none() -> None:
    text = "M. Martin préside. L'art. 5 s'applique.\nFin"
    found = sentences_of(text)
    assert [one.text for one in found] == ["M. Martin préside.", "L'art. 5 s'applique.", "Fin"]
    assert [text[one.start : one.stop] for one in found] == [one.text for one in found]
