"""The written desk: closed by default, says that it is a machine, 114, takes messages."""

import time

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone
from django_scopes import scope

from beffroi.web.phone.models import Call, Message, PhoneSettings, Turn
from beffroi.web.phone.views import chat
from beffroi.web.platform.models import Entry, Tenant

PAGE = "/bourg/telephone/ecrire/"


@pytest.fixture(autouse=True)
def nobody_wrote_yet() -> None:
    cache.clear()


@pytest.fixture
def opened(town: Tenant) -> Tenant:
    with scope(tenant=town):
        PhoneSettings.objects.create(
            tenant=town, chat_open=True, reach_a_person="Accueil, 03 53 01 24 00", relay="https://relais.example/"
        )
    return town


def written(client: Client, *lines: str) -> str:
    """Write line after line; return the last page."""
    page = ""
    for line in lines:
        page = client.post(PAGE, {"said": line}, follow=True).text
    return page


def test_it_is_closed_until_the_town_opens_it(client: Client, town: Tenant) -> None:
    assert client.get(PAGE).status_code == 404
    assert client.post(PAGE, {"said": "bonjour"}).status_code == 404
    assert client.post(f"{PAGE}finir/").status_code == 404


def test_the_page_says_first_that_a_machine_answers_and_where_to_call_for_help(client: Client, opened: Tenant) -> None:
    page = client.get(PAGE).text
    assert "agent automatique" in page
    assert "ce n'est pas une personne" in page.replace("&#x27;", "'")
    assert 'href="sms:114"' in page
    assert "https://relais.example/" in page
    assert page.index("automatique") < page.index("sms:114") < page.index("Votre message")
    with scope(tenant=opened):
        assert not Call.objects.exists()


def test_an_approved_answer_is_given_with_its_link(client: Client, opened: Tenant) -> None:
    page = written(client, "refaire ma carte d'identité")
    assert "Prenez rendez-vous" in page
    assert 'href="https://bourg.example/cni"' in page
    with scope(tenant=opened):
        assert Call.objects.get().topics == ["carte_identite"]


def test_the_conversation_goes_on_from_one_request_to_the_next(client: Client, opened: Tenant) -> None:
    written(client, "ramassage des encombrants", "refaire ma carte d'identité")
    page = written(client, "non merci")
    assert "La conversation est terminée" in page
    with scope(tenant=opened):
        call, entry = Call.objects.get(), Entry.objects.get()
        assert Turn.objects.filter(speaker="caller").count() == 3
    assert (call.ending, call.topics, call.channel) == ("answered", ["encombrants", "carte_identite"], "chat")
    assert (entry.operation, entry.person) == ("chat", "")


def test_nobody_is_passed_by_writing_a_message_is_taken(client: Client, opened: Tenant) -> None:
    page = written(client, "permis de construire")
    assert "Laisser un message" in page
    page = written(client, "2", "0612345678", "oui", "Jean, je veux construire une véranda")
    assert "transmis" in page
    with scope(tenant=opened):
        message = Message.objects.select_related("service").get()
    assert (message.service.name, message.number) == ("urbanisme", "0612345678")
    assert "véranda" in message.text


def test_an_emergency_is_sent_to_the_114(client: Client, opened: Tenant) -> None:
    page = written(client, "au secours il y a le feu chez moi")
    assert "Envoyez un SMS au 114" in page


def test_a_writer_ends_the_conversation(client: Client, opened: Tenant) -> None:
    written(client, "ramassage des encombrants")
    client.post(f"{PAGE}finir/")
    with scope(tenant=opened):
        assert Call.objects.get().ending == "answered"
    assert "premier mardi" not in client.get(PAGE).text


def test_one_writer_does_not_see_another(client: Client, opened: Tenant) -> None:
    written(client, "ramassage des encombrants")
    assert "premier mardi" not in Client().get(PAGE).text


def test_a_writer_who_sends_too_much_is_asked_to_wait(
    client: Client, opened: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chat, "EACH", 1)
    while timezone.now().second >= 55:  # the count begins anew with each minute
        time.sleep(0.5)
    codes = [client.post(PAGE, {"said": "zéro"}).status_code for _ in range(2)]
    assert codes == [302, 429]
