from datetime import date

import pytest

from beffroi.phone.town import Person, Place, Town
from beffroi.phone.understand.mentions import mentions, telephone

TOWN = Town(
    name="Les Essarts",
    places=(Place("rue des Lilas", "rue"), Place("école Jean-Moulin", "école"), Place("place d'Armes", "place")),
    people=(Person("Monique Dubreuil", "adjointe", "cabinet"),),
)
TODAY = date(2026, 11, 25)


def named(text: str) -> list[tuple[str, str]]:
    return [(one.kind, one.value) for one in mentions(text, town=TOWN, today=TODAY)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("il y a un trou rue des Lilas", [("place", "rue des Lilas")]),
        ("il y a un trou rue des lila", [("place", "rue des Lilas")]),
        ("passez-moi madame Dubreuil", [("person", "Monique Dubreuil")]),
        ("passez-moi madame du breuil", [("person", "Monique Dubreuil")]),
        ("ma fille est à jean moulin", [("place", "école Jean-Moulin")]),
        ("je voudrais une carte", []),
    ],
)
def test_places_and_people_are_known_by_their_sound(text: str, found: list[tuple[str, str]]) -> None:
    assert named(text) == found


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("c'est le zéro six douze trente-quatre cinquante-six soixante-dix-huit", "0612345678"),
        ("06 12 34 56 78", "0612345678"),
        ("zéro un quarante zéro deux quatre-vingt-dix onze", "0140029011"),
        ("j'ai deux enfants", None),
        ("le six douze", None),
    ],
)
def test_a_telephone_number_is_read_in_digits_or_in_words(text: str, number: str | None) -> None:
    assert telephone(text) == number


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("je passe le vingt-trois mars", "2027-03-23"),
        ("le 1er décembre", "2026-12-01"),
        ("le premier janvier", "2027-01-01"),
        ("le 29 février", None),
    ],
)
def test_a_date_without_a_year_is_the_next_one(text: str, day: str | None) -> None:
    assert [value for kind, value in named(text) if kind == "date"] == ([day] if day else [])
