import pytest
from hypothesis import given
from hypothesis import strategies as st

from beffroi.engines.documents.layout.columns import regions
from beffroi.engines.documents.layout.hyphens import Vocabulary, join, vocabulary
from beffroi.engines.documents.layout.running import without_running
from beffroi.engines.documents.layout.sense import nonsense
from beffroi.engines.documents.layout.spans import Span


def line(text: str, left: float, top: float, *, width: float = 200) -> Span:
    return Span(text, (left, top, left + width, top + 10), 10)


@pytest.mark.parametrize(
    ("before", "after", "joined"),
    [
        ("la com-", "mune de", "la commune de"),
        ("un procès-", "verbal signé", "un procès-verbal signé"),
        ("sur rendez-", "vous ici", "sur rendez-vous ici"),
        ("à Saint-", "Aubin", "à Saint-Aubin"),
        ("à Avesnes-sur-", "helpe", "à Avesnes-sur-helpe"),
        ("les Hauts-", "de-France", "les Hauts-de-France"),
        ("Madame BENOUARGHA-", "JAFFIOL", "Madame BENOUARGHA-JAFFIOL"),
        ("en 2014-", "2020", "en 2014-2020"),
        ("la sous-", "cription", "la souscription"),
        ("la sous-", "préfecture", "la sous-préfecture"),
        ("donnez-", "les", "donnez-les"),
        ("les cha-", "leurs", "les chaleurs"),
        ("un mot -", "autre", "un mot - autre"),
        ("fin", "début", "fin début"),
        ("com\u00ad", "mune", "commune"),
    ],
)
def test_halves_of_words_are_joined_and_hyphens_of_their_own_kept(before: str, after: str, joined: str) -> None:
    assert join(before, after) == joined


def test_the_document_tells_which_words_have_a_hyphen() -> None:
    assert join("un porte-", "monnaie", Vocabulary(frozenset({"porte-monnaie"}))) == "un porte-monnaie"
    assert join("un demi-", "cercle", Vocabulary(frozenset({"demicercle"}))) == "un demicercle"


def test_a_document_that_cuts_no_words_has_hyphens_of_its_own() -> None:
    lines = [f"une ligne de texte ordinaire numéro {number}" for number in range(60)]
    assert not vocabulary([*lines, "une toiture plate brun-"]).cuts
    assert join("une toiture brun-", "rouge", vocabulary(lines)) == "une toiture brun-rouge"


def test_labels_beside_a_text_are_no_column() -> None:
    text = [line(f"texte de la ligne {number} qui remplit sa colonne", 200, 100 + 12 * number) for number in range(20)]
    labels = [line("Régine SOUCHE", 20, 100 + 12 * number, width=90) for number in (0, 7, 14)]
    assert len(regions([*labels, *text])) == 1


def test_lines_that_come_back_by_chance_stay() -> None:
    pages = [[line("Adopté à l'unanimité.", 50, 80 + 20 * number), line("suite", 50, 400)] for number in range(10)]
    pages[3][0] = line("Adopté à l'unanimité.", 50, 80)
    assert sum(len(page) for page in without_running(pages, [842] * 10)) == 20


def test_bare_numbers_go_only_where_they_count_pages() -> None:
    counted = [[line(str(number), 290, 800, width=10), line("texte", 50, 400)] for number in range(5, 11)]
    assert [len(page) for page in without_running(counted, [842] * 6)] == [1] * 6
    assert [len(page) for page in without_running([[line("2026", 290, 60, width=40)]], [842])] == [1]


def test_nonsense_is_told_from_numbers_and_words() -> None:
    assert nonsense("\ue001\ue002\ue003 \ue004\ue005\ue006")
    assert nonsense("&RQVHLO PXQLFLSDO GH OD YLOOH " * 10)
    assert not nonsense("Le conseil municipal de la ville s'est réuni à dix-huit heures dans la salle des fêtes. " * 3)
    assert not nonsense("1 500,00 € | 12/07/2025 | 03 53 01 24 00 | 15 % | 2 340 000 € | 98 | 45 | 1 200")
    assert not nonsense("")


@given(st.lists(st.tuples(st.integers(0, 500), st.integers(0, 800), st.integers(5, 300)), max_size=60))
def test_no_span_is_lost_or_doubled_by_the_reading_order(places: list[tuple[int, int, int]]) -> None:
    spans = [line(f"mot {number}", x, y, width=w) for number, (x, y, w) in enumerate(places)]
    ordered = [span.text for region in regions(spans) for span in region]
    assert sorted(ordered) == sorted(span.text for span in spans)
