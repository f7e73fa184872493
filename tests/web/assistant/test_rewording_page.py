"""A plainer wording by the connected model: whole after its check, or nothing."""

from typing import Any
from urllib.parse import quote

import pytest
from assistant.conftest import Browser, add
from django_scopes import scope

from beffroi.web.assistant.asking import ask
from beffroi.web.assistant.models import Asked, AssistantSettings, Document
from beffroi.web.assistant.sources import withdraw
from beffroi.web.platform.models import Entry, Person, Tenant

PRICE = "Le tarif de 120 € est acquitté par l'association lors de la remise des clés, avant le 3 mars 2026."
PLAIN = "L'association paie le tarif de 120 € à la remise des clés, avant le 3 mars 2026."
HTMX = {"HX-Request": "true"}


@pytest.fixture
def asked(town: Tenant, agent: Person) -> Asked:
    add(town, "salle.pdf", PRICE)
    with scope(tenant=town):
        question = "Quel tarif est acquitté par l'association lors de la remise des clés de la salle ?"
        made = ask(town, question, person=agent)
    assert not made.abstained
    return made


def address(asked: Asked) -> str:
    return f"/bourg/assistant/reponse/{asked.pk}/"


def says(settings: Any, text: str) -> None:
    settings.LANGUAGE_MODEL = f"echo:{quote(text)}"


def test_without_a_model_nothing_is_offered(browser: Browser, agent: Person, asked: Asked) -> None:
    client = browser(agent)
    assert "plus simplement" not in client.get(address(asked)).text
    client.post(f"{address(asked)}reformuler/")
    asked.refresh_from_db()
    assert asked.reworded_at is None


def test_what_passes_its_check_appears_whole_and_stays(
    browser: Browser, agent: Person, asked: Asked, settings: Any
) -> None:
    says(settings, f"1. {PLAIN}")
    client = browser(agent)
    assert 'hx-trigger="load, submit"' in client.get(address(asked)).text
    fragment = client.post(f"{address(asked)}reformuler/", headers=HTMX).text
    assert PLAIN.replace("'", "&#x27;") in fragment
    assert "<html" not in fragment
    page = client.get(address(asked)).text
    assert PLAIN.replace("'", "&#x27;") in page
    assert "hx-trigger" not in page
    with scope(tenant=asked.tenant):
        entry = Entry.objects.latest("seq")
    assert (entry.operation, entry.model, entry.result) == ("reword", "echo", "ok")


def test_what_fails_its_check_never_appears(browser: Browser, agent: Person, asked: Asked, settings: Any) -> None:
    says(settings, "1. L'association paie 150 € avant le 3 mars 2026.")
    client = browser(agent)
    assert "150" not in client.post(f"{address(asked)}reformuler/", headers=HTMX).text
    page = client.get(address(asked)).text
    assert "150" not in page
    assert "120 €" in page
    with scope(tenant=asked.tenant):
        assert Entry.objects.latest("seq").result == "écartée au contrôle"


def test_it_works_without_javascript(browser: Browser, agent: Person, asked: Asked, settings: Any) -> None:
    says(settings, "1. L'association paie 150 €.")
    answer = browser(agent).post(f"{address(asked)}reformuler/", follow=True)
    assert "les citations suffisent" in answer.text


def test_a_model_that_is_not_there_is_said_beside_the_quotes(
    browser: Browser, agent: Person, asked: Asked, settings: Any
) -> None:
    settings.LANGUAGE_MODEL = "http://127.0.0.1:9/v1?model=absent&retries=0"
    answer = browser(agent).post(f"{address(asked)}reformuler/", headers=HTMX)
    assert answer.status_code == 200
    assert "ne répond pas" in answer.text
    asked.refresh_from_db()
    assert asked.reworded_at is None


def test_the_town_may_do_without(browser: Browser, agent: Person, asked: Asked, settings: Any) -> None:
    says(settings, f"1. {PLAIN}")
    with scope(tenant=asked.tenant):
        AssistantSettings.objects.create(tenant=asked.tenant, rewords=False)
    assert "plus simplement" not in browser(agent).get(address(asked)).text


def test_a_rewording_goes_with_the_document_that_it_rests_on(
    browser: Browser, agent: Person, asked: Asked, settings: Any
) -> None:
    says(settings, f"1. {PLAIN}")
    browser(agent).post(f"{address(asked)}reformuler/")
    asked.refresh_from_db()
    assert asked.rewording == PLAIN
    with scope(tenant=asked.tenant):
        withdraw(asked.tenant, Document.objects.get())
    asked.refresh_from_db()
    assert asked.rewording == ""
