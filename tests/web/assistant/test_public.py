"""The residents' page: closed by default, public documents only, nothing kept, throttled."""

import pytest
from assistant.conftest import TARIFFS, add
from django.core.cache import cache
from django.test import Client
from django_scopes import scope

from beffroi.web.assistant.models import Asked, AssistantSettings, Document, Unwritten
from beffroi.web.platform.models import Entry, Tenant

PAGE = "/bourg/assistant/public/"
PERSON = "Accueil, 03 53 01 24 00"


@pytest.fixture(autouse=True)
def nobody_asked_yet() -> None:
    cache.clear()


@pytest.fixture
def opened(library: Tenant) -> Tenant:
    with scope(tenant=library):
        AssistantSettings.objects.create(tenant=library, public_open=True, reach_a_person=PERSON)
    return library


def test_it_is_closed_until_the_town_opens_it(client: Client, library: Tenant) -> None:
    with scope(tenant=library):
        number = Document.objects.get(source="tarifs.pdf").pk
    for path in (PAGE, f"{PAGE}documents/", f"{PAGE}documents/{number}/"):
        assert client.get(path).status_code == 404


def test_a_resident_is_answered_with_quotes_and_told_how_to_reach_a_person(client: Client, opened: Tenant) -> None:
    page = client.post(PAGE, {"question": "Combien coûte un repas à la cantine ?"}).text
    assert "3,40 euros" in page
    assert "système automatique" in page
    assert PERSON in page
    with scope(tenant=opened):
        number = Document.objects.get(source="tarifs.pdf").pk
    assert f"{PAGE}documents/{number}/#page=1" in page
    assert b"".join(client.get(f"{PAGE}documents/{number}/")) == TARIFFS.encode()  # type: ignore[arg-type]


def test_nothing_of_a_question_is_kept_but_a_line_of_the_ledger(client: Client, opened: Tenant) -> None:
    client.post(PAGE, {"question": "Combien coûte un repas à la cantine ?"})
    with scope(tenant=opened):
        assert not Asked.objects.exists()
        entry = Entry.objects.get()
    assert (entry.operation, entry.subject, entry.person) == ("ask", "public", "")


def test_internal_documents_are_neither_cited_nor_listed_nor_given(client: Client, opened: Tenant) -> None:
    with scope(tenant=opened):
        note = Document.objects.get(source="note.pdf")
    assert "212 euros" not in client.post(PAGE, {"question": "Combien doit la famille Durand ?"}).text
    assert note.shown_title not in client.get(f"{PAGE}documents/").text
    assert client.get(f"{PAGE}documents/{note.pk}/").status_code == 404


def test_an_earlier_version_is_not_given(client: Client, opened: Tenant) -> None:
    with scope(tenant=opened):
        old = Document.objects.get(source="tarifs.pdf")
    add(opened, "tarifs.pdf", f"{TARIFFS} Nouveau.")
    assert client.get(f"{PAGE}documents/{old.pk}/").status_code == 404


def test_what_nobody_wrote_is_kept_without_what_names_the_resident(client: Client, town: Tenant) -> None:
    with scope(tenant=town):
        AssistantSettings.objects.create(tenant=town, public_open=True, reach_a_person=PERSON)
    question = "Je m'appelle Jeanne Aubertin, 06 12 34 56 78 : où est la borne électrique ?"
    page = client.post(PAGE, {"question": question}).text
    assert "demander à une personne" in page
    with scope(tenant=town):
        found = Unwritten.objects.get()
    assert (found.times, found.by_residents) == (1, 1)
    assert "Aubertin" not in found.text
    assert "06" not in found.text
    assert "borne électrique" in found.text


def test_too_many_questions_from_one_place_are_asked_to_wait(client: Client, opened: Tenant) -> None:
    codes = [client.post(PAGE, {"question": "Bonjour ?"}).status_code for _ in range(12)]
    assert codes == [200] * 10 + [429] * 2
    assert client.post(PAGE, {"question": "Bonjour ?"}, REMOTE_ADDR="192.0.2.7").status_code == 200
    assert client.get(PAGE).status_code == 200


def test_the_form_is_protected_against_other_sites(opened: Tenant) -> None:
    assert Client(enforce_csrf_checks=True).post(PAGE, {"question": "Bonjour ?"}).status_code == 403


def test_what_it_knows_is_listed_with_dates(client: Client, opened: Tenant) -> None:
    page = client.get(f"{PAGE}documents/").text
    assert "Tarifs" in page
    assert "5 janvier 2026" in page
