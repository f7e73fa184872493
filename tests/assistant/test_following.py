"""Questions that lean on the one before."""

import pytest

from beffroi.assistant.following import leans, standing_alone

BEFORE = "Combien coûte un repas à la cantine pour un enfant ?"


@pytest.mark.parametrize(
    "question",
    [
        "Et pour un adulte ?",
        "C'est ouvert quand ?",
        "Et le dimanche ?",
        "Dans ce cas, que faire ?",
        "Combien ça coûte ?",
    ],
)
def test_it_is_searched_with_the_one_before(question: str) -> None:
    assert standing_alone(question, BEFORE) == f"{question} ({BEFORE})"


@pytest.mark.parametrize(
    "question", ["Quels sont les horaires de la piscine municipale ?", "Où demander un passeport pour mon enfant ?"]
)
def test_a_question_of_its_own_stands_alone(question: str) -> None:
    assert not leans(question)
    assert standing_alone(question, BEFORE) == question


def test_the_first_question_leans_on_nothing() -> None:
    assert standing_alone(" Et alors ? ", "") == "Et alors ?"
