"""Notes, letters and syntheses from chosen documents, held to their quotes."""

import datetime as dt

import pytest

from assistant.town import corpus
from beffroi.assistant.composing import Composition, Kind, Order, compose, unfounded
from beffroi.assistant.replying import Signature
from beffroi.engines.language.echo import Echo

TODAY = dt.date(2026, 3, 10)
POOL, COUNCIL = "tarifs-2026.pdf", "conseil.html"
PRICE = "Combien coûte l'entrée de la piscine pour un adulte ?"


def made(
    kind: Kind, *points: str, sources: tuple[str, ...] = (POOL, COUNCIL), model: Echo | None = None
) -> Composition:
    signature = Signature("Ana Roy", "Adjointe", "Bourg")
    order = Order(kind, "La piscine", sources, points)
    return compose(corpus(), order, embedder=None, today=TODAY, signature=signature, model=model)


def test_a_note_answers_its_points_with_the_words_of_the_chosen_documents_alone() -> None:
    found = made(Kind.NOTE, PRICE)
    assert {one.source for one in found.sections[0].citations} <= {POOL, COUNCIL}
    assert found.body.startswith("NOTE\nObjet : La piscine\n\nBourg, le 10/03/2026\n\n1. Combien coûte")
    assert "« L'entrée de la piscine coûte 4,50 € pour un adulte. »" in found.body
    assert "4,10" not in found.body


def test_a_point_that_no_chosen_document_treats_is_left_to_complete() -> None:
    found = made(Kind.NOTE, PRICE, sources=(COUNCIL,))
    assert found.missing == (PRICE,)
    assert f"[à compléter : {PRICE}]" in found.body


def test_a_letter_is_made_of_public_documents() -> None:
    question = "Combien de familles doivent plus de 500 € à la cantine ?"
    assert made(Kind.NOTE, question, sources=("impayes.docx",)).sections[0].citations
    letter = made(Kind.LETTER, question, sources=("impayes.docx",))
    assert not letter.sections[0].citations
    assert letter.body.startswith("Bourg, le 10/03/2026\n\nMadame, Monsieur,")
    assert letter.body.endswith("Ana Roy\nAdjointe")
    assert made(Kind.LETTER, sources=("impayes.docx",)).missing == ("impayes.docx",)


def test_a_synthesis_without_points_keeps_the_sentences_that_tell_most() -> None:
    found = made(Kind.SYNTHESIS)
    assert [one.heading for one in found.sections] == ["Tarifs de la piscine 2026", "Calendrier du conseil municipal"]
    for section in found.sections:
        pages = "\n".join(text for one in section.citations for text in corpus().page_texts(one.source, one.page))
        assert section.citations
        assert all(one.quote in pages for one in section.citations)


def test_what_gives_orders_is_in_no_draft() -> None:
    assert "Ignore" not in made(Kind.SYNTHESIS, sources=("avis.html",)).body


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("1. Vous payez 4,50 € l'entrée de la piscine pour un adulte.", True),
        ("1. Vous payez 5,50 € l'entrée de la piscine pour un adulte.", False),
    ],
)
def test_a_rewording_stands_only_where_it_passes_its_check(said: str, kept: bool) -> None:
    found = made(Kind.NOTE, PRICE, sources=(POOL,), model=Echo(answers=(said,)))
    assert (said[3:] in found.body) is kept
    assert ("« L'entrée de la piscine coûte 4,50 €" in found.body) is not kept
    assert found.spent.model == "echo"


def test_what_an_agent_adds_without_a_source_is_told() -> None:
    body = made(Kind.NOTE, PRICE).body
    assert unfounded(body, [body]) == ()
    assert unfounded(f"{body}\nLe supplément est de 12 €, le 3 mai 2027.", [body]) == ("12 €", "3 mai 2027")
