import pytest
from hypothesis import given
from hypothesis import strategies as st

from beffroi.phone.dialogue.telephones import in_pairs, mobile, national, number_in, one_by_one

FIRST = ("zéro", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix")
TEENS = ("onze", "douze", "treize", "quatorze", "quinze", "seize", "dix-sept", "dix-huit", "dix-neuf")
UNITS = (*FIRST, *TEENS)
TENS = ("", "", "vingt", "trente", "quarante", "cinquante", "soixante", "soixante", "quatre-vingt", "quatre-vingt")


def spoken(value: int) -> str:
    """Say a number below 100 as the French do."""
    if value < 20:
        return UNITS[value]
    tens, unit = divmod(value, 10)
    if tens in (7, 9):
        unit += 10
    if not unit:
        return TENS[tens] + ("s" if tens == 8 else "")
    link = " et " if unit in (1, 11) and tens not in (8, 9) else "-"
    return f"{TENS[tens]}{link}{UNITS[unit]}"


def pair(value: int) -> str:
    return f"zéro {spoken(value)}" if value < 10 else spoken(value)


@given(st.tuples(st.integers(1, 9), *[st.integers(10, 99)] * 4))
def test_any_number_said_in_pairs_is_read(pairs: tuple[int, ...]) -> None:
    figures = "".join(f"{value:02}" for value in pairs)
    read = number_in(" ".join(pair(value) for value in pairs))
    alike = any(
        not before % 10 and (after < 20 or after >= 80) for before, after in zip(pairs, pairs[1:], strict=False)
    )
    assert read == figures or (alike and len(read) == 10)


@given(st.from_regex(r"0[1-9]\d{8}", fullmatch=True).filter(str.isascii))
def test_any_number_said_figure_by_figure_is_read_and_read_back(figures: str) -> None:
    assert number_in(" ".join(UNITS[int(figure)] for figure in figures)) == figures
    assert number_in(one_by_one(figures)) == figures
    assert number_in(in_pairs(figures)) == figures


@pytest.mark.parametrize(
    ("heard", "figures"),
    [
        ("c'est le 06 12 34 56 78", "0612345678"),
        ("+33 6 12 34 56 78", "0612345678"),
        ("zéro six, 12, trente quatre, 56, soixante dix huit", "0612345678"),
        ("06 12 34", ""),
        ("06 12 34 56 78 90", ""),
        ("bonjour", ""),
    ],
)
def test_numbers_are_read_or_refused(heard: str, figures: str) -> None:
    assert number_in(heard) == figures


def test_a_mobile_is_told_from_a_fixed_line_and_a_hidden_number_is_empty() -> None:
    assert mobile("0712345678")
    assert not mobile("0130790000")
    assert national("+33130790000") == "0130790000"
    assert national("anonymous") == ""
