import pytest
from hypothesis import given
from hypothesis import strategies as st

from beffroi.territory.codes import CodeInvalid, Insee, Siren, Siret, Uai
from beffroi.territory.money import AmountUnreadable, format_cents, parse_cents


def test_a_siret_is_read_with_its_spaces_and_gives_its_siren() -> None:
    siret = Siret.parse("214 401 093 00015")
    assert str(siret) == "21440109300015"
    assert siret.siren == Siren.parse("214401093")


def test_la_poste_has_its_own_rule() -> None:
    assert str(Siret.parse("35600000049837"))


@pytest.mark.parametrize("text", ["", "123", "21440109300016", "2144010930001X"])
def test_a_wrong_siret_is_refused(text: str) -> None:
    with pytest.raises(CodeInvalid, match="SIRET"):
        Siret.parse(text)


@pytest.mark.parametrize(
    ("text", "departement"), [("44109", "44"), ("2a004", "2A"), ("97411", "974"), ("98818", "988")]
)
def test_communes_are_told_by_five_characters(text: str, departement: str) -> None:
    assert Insee.parse(text).departement == departement


@pytest.mark.parametrize("text", ["4410", "00123", "2C004", "20004", "96001"])
def test_a_wrong_commune_code_is_refused(text: str) -> None:
    with pytest.raises(CodeInvalid):
        Insee.parse(text)


def test_a_school_code_has_a_key_letter() -> None:
    assert str(Uai.parse("0750650Z")) == "0750650Z"
    with pytest.raises(CodeInvalid, match="lettre"):
        Uai.parse("0750650A")


@pytest.mark.parametrize(("text", "cents"), [("2,30", 230), ("2.30", 230), ("1 234,5 €", 123450), ("-0,01", -1)])
def test_amounts_are_read_in_cents(text: str, cents: int) -> None:
    assert parse_cents(text) == cents


@given(st.integers(-(10**9), 10**9))
def test_what_is_written_is_read_back(cents: int) -> None:
    assert parse_cents(format_cents(cents)) == cents


@pytest.mark.parametrize("text", ["", "deux euros", "1,2,3", "NaN", "inf"])
def test_an_unreadable_amount_is_refused(text: str) -> None:
    with pytest.raises(AmountUnreadable):
        parse_cents(text)
