"""From a message to a letter made of quotes."""

from datetime import date

import pytest

from beffroi.assistant.indexing import index_words
from beffroi.assistant.replying import Letter, Signature, draft_letter, questions_in
from beffroi.engines.search import connect
from beffroi.engines.search.corpus import open_corpus
from beffroi.engines.search.passages import Entry, Passage

DAY = date(2026, 3, 10)
TARIFF = "Un repas à la cantine coûte 3,40 euros pour un enfant de la commune."


def drafted(message: str, *, public: bool = True) -> Letter:
    store = connect("memory:", tenant="essai", create=True)
    entry = Entry("tarifs.pdf", "Tarifs", (Passage(TARIFF, 1),), date=DAY, public=public)
    index_words(store, [entry], with_titles=True)
    signature = Signature("Ana Roy", "Adjointe", "Bourg")
    return draft_letter(open_corpus(store), message, embedder=None, today=DAY, signature=signature)


def test_a_letter_quotes_what_the_documents_say_and_asks_to_complete_the_rest() -> None:
    letter = drafted("Bonjour. Combien coûte un repas à la cantine pour un enfant ? Bonne journée.", public=False)
    assert letter.unanswered == ("Combien coûte un repas à la cantine pour un enfant ?",)
    assert "[à compléter : Combien coûte un repas" in letter.body
    assert TARIFF not in letter.body
    quoted = drafted("Bonjour. Combien coûte un repas à la cantine pour un enfant ?")
    assert f"« {TARIFF} »\n(Tarifs, page 1, 10/03/2026)" in quoted.body
    assert quoted.body.startswith("Bourg, le 10/03/2026\n\nMadame, Monsieur,")
    assert quoted.body.endswith("Ana Roy\nAdjointe")


def test_one_quote_stands_once() -> None:
    letter = drafted("Combien coûte un repas à la cantine ? Un repas à la cantine, combien coûte-t-il pour un enfant ?")
    assert letter.body.count(TARIFF) == 1


@pytest.mark.parametrize(
    ("message", "asked"),
    [
        ("Bonjour. Où voter ? Merci.", ["Où voter ?"]),
        ("Je voudrais un acte de naissance. Cordialement.", ["Je voudrais un acte de naissance."]),
        ("La rue est sale depuis lundi.", ["La rue est sale depuis lundi."]),
        (" ".join(["Pourquoi ?"] * 9), ["Pourquoi ?"] * 5),
    ],
)
def test_what_a_message_asks(message: str, asked: list[str]) -> None:
    assert questions_in(message) == asked
