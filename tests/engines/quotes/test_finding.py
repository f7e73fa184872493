import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from beffroi.engines.quotes import find_quote

PAGE = (
    "Article 12. – L’accueil du matin ouvre à 7 h 30 ; le tarif est de 1 500,50 € par an.\n"
    "Le « cœur de ville » compte 150 m² de halle et 2 com-\nmerces. Les rendez-vous sont pris à l’état civil…"
)


@pytest.mark.parametrize(
    ("quote", "words", "foldings"),
    [
        ("L'accueil du matin ouvre", "L’accueil du matin ouvre", ("apostrophes",)),
        ("Article 12. - L’accueil", "Article 12. – L’accueil", ("tirets",)),
        ('Le "coeur de ville" compte', "Le « cœur de ville » compte", ("guillemets", "ligatures")),
        ("2 commerces.", "2 com-\nmerces.", ("césures",)),
        ("par an. Le « cœur", "par an.\nLe « cœur", ("espaces",)),
        ("1\u00a0500,50\u202f€", "1 500,50 €", ("espaces",)),
        ("état civil...", "état civil…", ("points de suspension",)),
        ("Les rendez-vous sont", "Les rendez-vous sont", ()),
        ("re\u0301dige", None, ()),
        ("l’e\u0301tat", "l’état", ()),
    ],
)
def test_typographic_variants_are_folded_and_told(quote: str, words: str | None, foldings: tuple[str, ...]) -> None:
    found = find_quote(quote, PAGE)
    assert (found.text if found else None) == words
    assert (found.foldings if found else ()) == foldings


@pytest.mark.parametrize(
    "quote",
    [
        "l’accueil du soir",
        "7 h 31",
        "L’accueil du matin ouvré",
        "etat civil",
        "l’Accueil du matin",
        "du matin L’accueil",
        "rendezvous",
        "500,50 €",
        "1 500",
        "500",
        "1 5",
        "7 h 3",
        "tarif est de 1",
        "ccueil du matin",
        "l’accueil du mat",
        "150 m",
        "",
        " – ",
    ],
)
def test_nothing_else_is_folded_nor_cut(quote: str) -> None:
    assert find_quote(quote, PAGE) is None


def test_a_later_whole_word_is_found_after_a_part_of_one() -> None:
    found = find_quote("15 jours", "115 jours, puis 15 jours")
    assert found is not None
    assert (found.start, found.end) == (16, 24)


def test_a_year_before_a_number_is_no_thousand() -> None:
    assert find_quote("500 €", "en 2025 500 € de plus") is not None
    assert find_quote("500 €", "en tout 12 500 € de plus") is None


def test_a_hyphen_at_a_line_end_may_be_the_word_s_own() -> None:
    page = "sur rendez-\nvous au guichet"
    assert find_quote("rendez-vous au", page) is not None
    found = find_quote("sur rendez-\nvous", "sur rendez-vous au guichet")
    assert found is not None
    assert found.text == "sur rendez-vous"


def test_the_mark_of_a_note_does_not_hide_a_word() -> None:
    assert find_quote("la commune", "la commune¹ verse") is not None


def test_signs_that_nobody_sees_are_passed_over() -> None:
    found = find_quote("communal", "arrêté com\u00admu\u200bnal du")
    assert found is not None
    assert found.foldings == ("césures",)


WORDS = st.text(st.sampled_from("abcdeéèàçœ 0123456789,.-'’«»\u00a0\n;"), min_size=1, max_size=60)


@given(WORDS, WORDS, st.integers(0, 59), st.integers(1, 59))
def test_a_part_that_ends_with_its_words_is_found_where_it_stands(
    before: str, text: str, start: int, length: int
) -> None:
    quote = text[start : start + length]
    page = f"{before} | {quote} | {text}"
    found = find_quote(quote, page)
    assert (found is None) == (not any(sign.isalnum() for sign in quote))
    if found:
        assert page[found.start : found.end] == found.text


@given(st.text(st.sampled_from("abé 0123456789"), min_size=1, max_size=30), st.data())
def test_any_changed_digit_or_letter_is_noticed(text: str, data: st.DataObject) -> None:
    places = [place for place, sign in enumerate(text) if sign.isalnum()]
    if places:
        place = data.draw(st.sampled_from(places))
        other = data.draw(st.sampled_from([sign for sign in "abceéèx0123456789" if sign != text[place]]))
        changed = text[:place] + other + text[place + 1 :]
        assert find_quote(changed, f"«{text}»") is None or " ".join(changed.split()) in " ".join(text.split())


def test_a_word_is_not_cut_after_an_accent_set_apart() -> None:
    assert find_quote("tage", "l’e\u0301tage") is None
    assert find_quote("cle\u0301", "cle\u0301s") is None


@given(WORDS)
@example("à-\nb")
def test_the_form_of_unicode_does_not_matter(text: str) -> None:
    taken_apart = unicodedata.normalize("NFD", text)
    assert (find_quote(text, f"| {taken_apart} |") is None) == (find_quote(text, f"| {text} |") is None)
