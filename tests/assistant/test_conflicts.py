import pytest

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


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Le cimetière est ouvert de 8 h à 17 h en hiver.", "Le cimetière est ouvert de 8 h 30 à 17 h 30 en hiver."),
        ("La piscine ouvre le samedi de 10 h à 18 h.", "La piscine ouvre le samedi de 10 h à 19 h."),
        ("L'inscription est close au plus tard le 12 mars.", "L'inscription est close au plus tard le 15 mars 2026."),
        ("Le repas des aînés aura lieu le 3 mai.", "Le repas des aînés aura lieu le 10 mai."),
    ],
)
def test_other_hours_and_other_days_for_one_matter_disagree(one: str, other: str) -> None:
    assert disagree(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("La piscine ouvre le samedi de 10 h à 18 h.", "La piscine ouvre le dimanche de 9 h à 12 h."),
        ("La piscine ouvre de 10 heures à 18 heures.", "La piscine ouvre de 10 h à 18 h."),
        ("Séance du conseil municipal du 29 janvier.", "Séance du conseil municipal du 26 mars."),
        ("L'inscription est close avant le 12 mars 2025.", "L'inscription est close avant le 15 mars 2026."),
    ],
)
def test_other_days_of_the_week_meetings_of_a_series_and_other_years_do_not(one: str, other: str) -> None:
    assert not disagree(one, other)


def test_an_act_and_what_it_changes_are_no_conflict() -> None:
    quotes = [("a.pdf", ONE), ("b.pdf", OTHER)]
    assert find_conflict(quotes, amending={("b.pdf", "a.pdf")}) is None
