"""Two models on the same quotes, judged blind."""

from decimal import Decimal

import pytest

from beffroi.assistant.comparing import FIRST, SAME, SECOND, Attempt, by_chance, is_swapped, pair, tally, voted_for
from beffroi.engines.language.echo import Echo

QUOTE = "L'entrée de la piscine coûte 4,50 € pour un adulte."
PLAIN = "Vous payez 4,50 € l'entrée de la piscine pour un adulte."


def test_both_models_are_asked_the_same_and_each_is_held_to_the_quotes() -> None:
    good, wrong = Echo(answers=(f"1. {PLAIN}",)), Echo(answers=("1. Vous payez 9 € l'entrée.",))
    made = pair("Combien ?", [QUOTE], first=good, second=wrong, seed=1, place=0)
    assert (made.first.text, made.second.text) == (PLAIN, "")
    assert good.heard[0] == wrong.heard[0]


def test_the_order_is_drawn_and_the_same_for_the_same_seed() -> None:
    drawn = [is_swapped(7, place) for place in range(40)]
    assert drawn == [is_swapped(7, place) for place in range(40)]
    assert 8 < sum(drawn) < 32
    assert drawn != [is_swapped(8, place) for place in range(40)]


@pytest.mark.parametrize(
    ("side", "swapped", "model"),
    [("a", False, FIRST), ("a", True, SECOND), ("b", False, SECOND), ("b", True, FIRST), ("same", True, SAME)],
)
def test_a_vote_goes_to_the_model_behind_the_letter(side: str, swapped: bool, model: str) -> None:
    assert voted_for(side, swapped=swapped) == model


def test_votes_and_costs_are_counted() -> None:
    attempts = [Attempt("x", 1.0, Decimal("0.5"), Decimal(2)), Attempt("", 2.0, Decimal("0.25"), Decimal(1))]
    found = tally(attempts, [FIRST, SAME], of=FIRST)
    assert (found.preferred, found.passed, found.made) == (1, 1, 2)
    assert (found.seconds, found.wh, found.cents) == (3.0, Decimal("0.75"), Decimal(3))


@pytest.mark.parametrize(
    ("votes", "chance"),
    [([], 1.0), ([SAME, SAME], 1.0), ([FIRST] * 5, 0.0625), ([FIRST, SECOND], 1.0), ([FIRST] * 9 + [SECOND], 0.0215)],
)
def test_few_votes_prove_little(votes: list[str], chance: float) -> None:
    assert by_chance(votes) == pytest.approx(chance, abs=1e-4)
