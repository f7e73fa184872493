"""A question and its answer: verbatim, dated, measured, private."""

from datetime import date

import pytest
from assistant.conftest import POOL, POSTER, TARIFFS, Browser, add
from django.test import Client
from django_scopes import scope
from pytest_django import DjangoAssertNumQueries

from beffroi.web.assistant.asking import ask, question_digest
from beffroi.web.assistant.models import Asked, Cited, Dossier, Unwritten
from beffroi.web.platform.models import Entry, EntryText, Person, Role, Tenant, TenantService
from beffroi.web.platform.models.ledger import EntryKind, Outcome
from beffroi.web.platform.rights import erase
from web.conftest import enrol

HOME = "/bourg/assistant/"
QUESTION = "Combien coûte un repas à la cantine pour un enfant ?"


def posted(client: Client, question: str, path: str = HOME) -> str:
    answer = client.post(path, {"question": question}, follow=True)
    assert answer.status_code == 200
    return answer.text


def test_an_answer_quotes_its_source_word_for_word_with_page_date_and_link(
    browser: Browser, agent: Person, library: Tenant
) -> None:
    page = posted(browser(agent), QUESTION)
    with scope(tenant=library):
        cited = Cited.objects.filter(asked=Asked.objects.get())[0]
    assert (cited.source, cited.page, cited.date) == ("tarifs.pdf", 1, date(2026, 1, 5))
    assert cited.quote in TARIFFS
    assert "3,40 euros" in page
    assert "page 1, 5 janvier 2026" in page
    assert "/original/#page=1" in page


def test_the_ledger_has_the_fingerprint_of_the_question_and_never_its_words(agent: Person, library: Tenant) -> None:
    with scope(tenant=library):
        asked = ask(library, QUESTION, person=agent)
        entry = Entry.objects.get(kind=EntryKind.EVENT)
        told = " ".join(str(getattr(entry, field.name)) for field in Entry._meta.concrete_fields)
    assert asked.event == entry
    assert entry.input_digest == question_digest(QUESTION)
    assert (entry.operation, entry.subject, entry.result) == ("ask", "agent", "ok")
    assert entry.duration_ms >= 0
    assert "cantine" not in told


def test_two_documents_that_disagree_are_shown_side_by_side(browser: Browser, agent: Person, town: Tenant) -> None:
    add(town, "piscine.pdf", POOL)
    add(town, "affiche.pdf", POSTER)
    page = posted(browser(agent), "À quelle heure ouvre la piscine le samedi ?")
    assert "ne disent pas la même chose" in page
    with scope(tenant=town):
        assert Asked.objects.get().conflict
        assert set(Cited.objects.filter(disputed=True).values_list("source", flat=True)) == {
            "piscine.pdf",
            "affiche.pdf",
        }


def test_without_a_readable_document_it_says_so_and_notes_the_question(
    browser: Browser, agent: Person, town: Tenant
) -> None:
    add(town, "note.pdf", "La clé est chez le gardien.", public=False)
    elected = browser(enrol(town, Role.ELECTED))
    page = posted(elected, "Où est la clé ?")
    assert "Je ne trouve pas de réponse sûre" in page
    assert "gardien" not in page
    with scope(tenant=town):
        assert Unwritten.objects.get().text == "Où est la clé ?"
    assert "gardien" in posted(browser(agent), "Où est la clé ?")


def test_a_question_that_leans_on_the_one_before_is_searched_with_it(
    browser: Browser, agent: Person, library: Tenant
) -> None:
    with scope(tenant=library):
        first = ask(library, QUESTION, person=agent)
    page = posted(browser(agent), "Et pour un adulte ?", f"{HOME}reponse/{first.pk}/")
    assert "Comprise comme" in page
    assert "6,10 euros" in page
    with scope(tenant=library):
        assert Asked.objects.latest("pk").follows == first


def test_nobody_else_opens_a_persons_question(browser: Browser, agent: Person, library: Tenant) -> None:
    with scope(tenant=library):
        asked = ask(library, QUESTION, person=agent)
    other = browser(enrol(library, Role.ADMIN))
    for path in ("", "avis/", "ranger/", "effacer/"):
        address = f"{HOME}reponse/{asked.pk}/{path}"
        assert other.get(address).status_code in {404, 405}
        assert other.post(address).status_code == 404
    assert other.get(f"{HOME}reponse/{asked.pk}.odt").status_code == 404
    assert QUESTION not in other.get(f"{HOME}historique/").text


def test_a_thumb_is_a_decision_of_the_ledger_and_asks_why_it_did_not_help(
    browser: Browser, agent: Person, library: Tenant
) -> None:
    with scope(tenant=library):
        asked = ask(library, QUESTION, person=agent)
    client, address = browser(agent), f"{HOME}reponse/{asked.pk}/avis/"
    assert "Dites en quelques mots" in client.post(address, {"helps": "non"}).text
    client.post(address, {"helps": "non", "reason": "Il manque le tarif des externes"})
    client.post(address, {"helps": "oui"})
    with scope(tenant=library):
        outcomes = list(Entry.objects.filter(kind=EntryKind.DECISION).values_list("outcome", flat=True))
        assert outcomes == [Outcome.REJECTED, Outcome.ACCEPTED]
        assert EntryText.objects.get().text == "Il manque le tarif des externes"
        assert Unwritten.objects.get().times == 1
        assert Asked.objects.get().thumb == 1


def test_questions_are_kept_together_in_folders(browser: Browser, agent: Person, library: Tenant) -> None:
    client = browser(agent)
    with scope(tenant=library):
        asked = ask(library, QUESTION, person=agent)
    client.post(f"{HOME}reponse/{asked.pk}/ranger/", {"new": "Rentrée"})
    with scope(tenant=library):
        dossier = Dossier.objects.get()
    assert QUESTION in client.get(f"{HOME}dossiers/{dossier.pk}/").text
    client.post(f"{HOME}dossiers/{dossier.pk}/defaire/")
    with scope(tenant=library):
        assert Asked.objects.get().dossier is None


def test_a_person_erases_one_question_or_all(browser: Browser, agent: Person, library: Tenant) -> None:
    other = enrol(library, Role.LEAD)
    with scope(tenant=library):
        kept = [ask(library, QUESTION, person=agent) for _ in range(3)]
        theirs = ask(library, QUESTION, person=other)
    client = browser(agent)
    client.post(f"{HOME}reponse/{kept[0].pk}/effacer/")
    with scope(tenant=library):
        assert Asked.objects.count() == 3
    client.post(f"{HOME}historique/effacer/")
    with scope(tenant=library):
        assert list(Asked.objects.all()) == [theirs]
        assert Entry.objects.filter(operation="ask").count() == 4


def test_an_erased_persons_questions_go(agent: Person, admin: Person, library: Tenant) -> None:
    with scope(tenant=library):
        ask(library, QUESTION, person=agent)
    erase(library, agent, by=admin)
    with scope(tenant=library):
        assert not Asked.objects.exists()
        assert not Cited.objects.exists()


def test_past_its_limit_the_service_says_so(browser: Browser, agent: Person, library: Tenant) -> None:
    with scope(tenant=library):
        TenantService.objects.filter(service="assistant").update(quota_runs=1)
    client = browser(agent)
    posted(client, QUESTION)
    refused = client.post(HOME, {"question": QUESTION})
    assert refused.status_code == 409
    assert "a atteint sa limite" in refused.text


def test_with_nothing_read_the_page_says_where_to_begin(browser: Browser, agent: Person, town: Tenant) -> None:
    page = browser(agent).get(HOME).text
    assert "L&#x27;assistant n&#x27;a encore rien lu" in page or "L'assistant n'a encore rien lu" in page


def test_a_question_asks_little_of_the_database(
    agent: Person, library: Tenant, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with scope(tenant=library):
        ask(library, QUESTION, person=agent)
        with django_assert_max_num_queries(25):
            ask(library, QUESTION, person=agent)


@pytest.mark.parametrize("question", ["", " ", "x" * 601])
def test_an_empty_or_endless_question_is_asked_again(
    browser: Browser, agent: Person, library: Tenant, question: str
) -> None:
    answer = browser(agent).post(HOME, {"question": question})
    assert answer.status_code == 200
    assert "errorlist" in answer.text
