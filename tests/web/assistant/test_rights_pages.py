"""À quoi ai-je droit: questions and places for agents, and for residents where the town opened the page."""

import pytest
from assistant.conftest import Browser, add
from django.core.cache import cache
from django.test import Client
from django_scopes import scope

from beffroi.web.assistant.models import Asked, AssistantSettings, Unwritten
from beffroi.web.platform.models import Entry, Person, Tenant

PAGE, PUBLIC = "/bourg/assistant/droits/", "/bourg/assistant/public/droits/"
CARE = "Aide à domicile des personnes âgées.\nBénéficiaires\nVous devez être âgé d'au moins 60 ans."
SITUATION = {"situation": "Ma mère Jeanne a 82 ans et veut une aide à domicile"}


@pytest.fixture
def aided(library: Tenant) -> Tenant:
    cache.clear()
    add(library, "aide.pdf", CARE)
    add(library, "secours.pdf", "Aide à domicile réservée aux personnes âgées, 75 ans, sous conditions.", public=False)
    return library


def test_an_agent_reads_questions_and_quotes_and_nothing_is_kept(
    browser: Browser, agent: Person, aided: Tenant
) -> None:
    page = browser(agent).post(PAGE, SITUATION).text
    assert "Êtes-vous âgé d&#x27;au moins 60 ans ?" in page
    assert "secours" in page.lower()
    assert "Ce ne sont pas des décisions" in page
    with scope(tenant=aided):
        entry = Entry.objects.get()
        assert not Asked.objects.exists()
        assert not Unwritten.objects.exists()
    assert (entry.operation, entry.subject, entry.result) == ("rights", "agent", "ok")
    assert "Jeanne" not in f"{entry.subject}{entry.result}{entry.input_digest}"


def test_a_situation_that_no_document_meets_is_said_so(browser: Browser, agent: Person, aided: Tenant) -> None:
    assert "demandez au CCAS" in browser(agent).post(PAGE, {"situation": "j'aime la bouillabaisse"}).text


def test_residents_have_the_page_where_the_town_opened_it_and_public_documents_only(
    client: Client, aided: Tenant
) -> None:
    assert client.get(PUBLIC).status_code == 404
    with scope(tenant=aided):
        AssistantSettings.objects.create(tenant=aided, public_open=True, reach_a_person="Accueil, 03 53 01 24 00")
    page = client.post(PUBLIC, SITUATION).text
    assert "Êtes-vous âgé" in page
    assert "secours" not in page.lower()
    assert "03 53 01 24 00" in page


def test_residents_may_not_ask_without_end(client: Client, aided: Tenant) -> None:
    with scope(tenant=aided):
        AssistantSettings.objects.create(tenant=aided, public_open=True, reach_a_person="Accueil")
    assert [client.post(PUBLIC, SITUATION).status_code for _ in range(11)] == [200] * 10 + [429]


def test_before_anything_is_read_nothing_is_found(browser: Browser, agent: Person, town: Tenant) -> None:
    assert "demandez au CCAS" in browser(agent).post(PAGE, SITUATION).text
