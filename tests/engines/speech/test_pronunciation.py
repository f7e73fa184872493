import pytest

from beffroi.engines.speech.pronunciation import alike, changes, spoken


@pytest.mark.parametrize(
    ("first", "second"),
    [("maire", "mère"), ("huis clos", "huit clos"), ("Tilleuls", "tilleul"), ("Gwenaël", "gwenael")],
)
def test_words_that_are_pronounced_alike_sound_the_same(first: str, second: str) -> None:
    assert alike(spoken(first), spoken(second)) >= 0.75


def test_likeness_is_one_less_the_share_of_changes() -> None:
    assert alike("abcd", "abxd") == 0.75
    assert alike("", "") == 1.0
    assert alike("abc", "") == 0.0


def test_changes_are_counted_on_words_too() -> None:
    assert changes(["le", "chat", "dort"], ["chat", "dort", "ici"]) == 2
