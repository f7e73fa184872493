"""An answer in another language, on request: what passed its check, beside the French."""

from typing import Any

import pytest
from assistant.conftest import Browser, add
from django.core.cache import cache
from django.test import Client
from django_scopes import scope

from beffroi.web.assistant.asking import ask
from beffroi.web.assistant.models import Asked, AssistantSettings, Document
from beffroi.web.assistant.sources import withdraw
from beffroi.web.platform.models import Entry, Person, Tenant

FRENCH = "Un repas à la cantine coûte 3,40 euros pour un enfant de la commune."
GOOD = "A meal at the canteen costs 3.40 euros for a child of the town."
WRONG = "A meal at the canteen costs 4.40 euros for a child of the town."
QUESTION = "Combien coûte un repas à la cantine ?"
PUBLIC = "/bourg/assistant/public/"


@pytest.fixture
def canteen(town: Tenant, settings: Any) -> Tenant:
    cache.clear()
    settings.LANGUAGE_MODEL = f"echo:1. {GOOD}"
    add(town, "tarifs.pdf", FRENCH)
    with scope(tenant=town):
        AssistantSettings.objects.create(tenant=town, public_open=True, reach_a_person="Accueil")
    return town


def asked_by(tenant: Tenant, person: Person) -> Asked:
    with scope(tenant=tenant):
        return ask(tenant, QUESTION, person=person)


def test_the_translation_stands_beside_the_french_and_is_told_in_the_ledger(
    browser: Browser, agent: Person, canteen: Tenant
) -> None:
    asked = asked_by(canteen, agent)
    page = browser(agent).post(f"/bourg/assistant/reponse/{asked.pk}/langue/", {"language": "en"}, follow=True).text
    assert f'<td>{FRENCH}</td><td lang="en">{GOOD}</td>' in page
    with scope(tenant=canteen):
        entry = Entry.objects.get(operation="translate")
    assert (entry.subject, entry.model, entry.result) == ("anglais", "echo", "ok")


def test_what_does_not_pass_its_check_is_not_shown(
    browser: Browser, agent: Person, canteen: Tenant, settings: Any
) -> None:
    settings.LANGUAGE_MODEL = f"echo:1. {WRONG}"
    asked = asked_by(canteen, agent)
    page = browser(agent).post(f"/bourg/assistant/reponse/{asked.pk}/langue/", {"language": "en"}, follow=True).text
    assert "4.40" not in page
    assert "les citations restent en français" in page


def test_a_resident_is_answered_in_another_language_and_nothing_is_kept(client: Client, canteen: Tenant) -> None:
    page = client.post(PUBLIC, {"question": QUESTION, "language": "en"}).text
    assert GOOD in page
    assert FRENCH in page
    assert GOOD not in client.post(PUBLIC, {"question": QUESTION, "language": ""}).text
    with scope(tenant=canteen):
        assert not Asked.objects.exists()


def test_a_model_that_fails_leaves_the_french_answer(client: Client, canteen: Tenant, settings: Any) -> None:
    settings.LANGUAGE_MODEL = "http://127.0.0.1:9/v1?model=absent&retries=0"
    answer = client.post(PUBLIC, {"question": QUESTION, "language": "es"})
    assert answer.status_code == 200
    assert "3,40 euros" in answer.text


def test_without_a_model_no_language_is_offered(
    browser: Browser, client: Client, agent: Person, canteen: Tenant, settings: Any
) -> None:
    settings.LANGUAGE_MODEL = ""
    asked = asked_by(canteen, agent)
    assert "Autre langue" not in browser(agent).get(f"/bourg/assistant/reponse/{asked.pk}/").text
    assert "Langue de la réponse" not in client.get(PUBLIC).text


def test_a_document_taken_away_takes_its_words_in_other_languages(
    browser: Browser, agent: Person, canteen: Tenant
) -> None:
    asked = asked_by(canteen, agent)
    browser(agent).post(f"/bourg/assistant/reponse/{asked.pk}/langue/", {"language": "en"})
    with scope(tenant=canteen):
        withdraw(canteen, Document.objects.get(source="tarifs.pdf"))
        asked.refresh_from_db()
    assert asked.translation == {}
