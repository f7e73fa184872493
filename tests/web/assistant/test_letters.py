"""A resident's message answered: drafted from quotes, edited and accepted by an agent."""

import io
import zipfile

import pytest
from assistant.conftest import TARIFFS, Browser
from django_scopes import scope

from beffroi.web.assistant.asking import ask
from beffroi.web.assistant.letters import draft
from beffroi.web.assistant.models import AssistantSettings, Draft, DraftState, Signatory
from beffroi.web.platform.models import Entry, Person, Role, Tenant
from beffroi.web.platform.models.ledger import EntryKind, Outcome
from web.conftest import enrol

PAGE = "/bourg/assistant/courriers/"
MESSAGE = "Bonjour, combien coûte un repas à la cantine pour mon enfant ? Merci, Jeanne Aubertin"


@pytest.fixture
def made(library: Tenant, agent: Person) -> Draft:
    with scope(tenant=library):
        AssistantSettings.objects.create(tenant=library, letter_place="Bourg")
        signs = Signatory.objects.create(tenant=library, theme="École", name="Ana Roy", function="Adjointe")
        return draft(library, MESSAGE, signatory=signs, person=agent)


def test_a_draft_quotes_public_documents_and_bears_courtesy_and_signature(made: Draft) -> None:
    assert made.body.startswith("Bourg, le ")
    assert "Je vous prie d'agréer, Madame, Monsieur" in made.body
    assert made.body.endswith("Ana Roy\nAdjointe")
    assert made.quotes[0]["quote"] in TARIFFS
    assert f"« {made.quotes[0]['quote']} »" in made.body
    assert "Durand" not in made.body


def test_a_draft_is_an_operation_of_the_ledger_without_the_message(made: Draft, library: Tenant) -> None:
    with scope(tenant=library):
        entry = Entry.objects.get(kind=EntryKind.EVENT)
    assert (entry.operation, made.event) == ("draft", entry)
    assert "Aubertin" not in f"{entry.subject}{entry.result}{entry.input_digest}"


def test_the_agent_accepts_the_draft_or_edits_it(browser: Browser, agent: Person, library: Tenant, made: Draft) -> None:
    with scope(tenant=library):
        other = draft(library, MESSAGE, signatory=None, person=agent)
    client = browser(agent)
    client.post(f"{PAGE}{made.pk}/", {"body": made.body.replace("\n", "\r\n")})
    client.post(f"{PAGE}{other.pk}/", {"body": "Madame, un repas coûte 3,40 euros."})
    with scope(tenant=library):
        outcomes = list(Entry.objects.filter(kind=EntryKind.DECISION).values_list("outcome", "cites"))
        assert outcomes == [(Outcome.ACCEPTED, made.event.seq), (Outcome.EDITED, other.event.seq)]
        assert set(Draft.objects.values_list("state", flat=True)) == {DraftState.ACCEPTED}


def test_what_is_left_to_complete_is_not_accepted(browser: Browser, agent: Person, made: Draft) -> None:
    answer = browser(agent).post(f"{PAGE}{made.pk}/", {"body": "Madame, [à compléter : le prix]"})
    assert "Il reste des passages à compléter" in answer.text
    made.refresh_from_db()
    assert made.state == DraftState.OPEN


def test_a_rejected_draft_is_a_decision(browser: Browser, agent: Person, library: Tenant, made: Draft) -> None:
    browser(agent).post(f"{PAGE}{made.pk}/rejeter/")
    with scope(tenant=library):
        assert Entry.objects.get(kind=EntryKind.DECISION).outcome == Outcome.REJECTED


def test_a_message_is_seen_by_its_agent_alone_and_can_be_erased(
    browser: Browser, agent: Person, library: Tenant, made: Draft
) -> None:
    other = browser(enrol(library, Role.LEAD))
    assert other.get(f"{PAGE}{made.pk}/").status_code == 404
    assert "Aubertin" not in other.get(PAGE).text
    browser(agent).post(f"{PAGE}{made.pk}/effacer/")
    with scope(tenant=library):
        assert not Draft.objects.exists()


def test_nothing_read_nothing_drafted(browser: Browser, agent: Person, town: Tenant) -> None:
    answer = browser(agent).post(PAGE, {"message": MESSAGE})
    assert answer.status_code == 409
    assert "encore rien lu" in answer.text


def words_of(content: bytes) -> str:
    return zipfile.ZipFile(io.BytesIO(content)).read("content.xml").decode()


def test_a_letter_is_taken_away_as_a_text_document(browser: Browser, agent: Person, made: Draft) -> None:
    answer = browser(agent).get(f"{PAGE}{made.pk}.odt")
    assert answer["Content-Type"] == "application/vnd.oasis.opendocument.text"
    assert "Ana Roy" in words_of(answer.content)


def test_answers_and_folders_are_taken_away_with_their_sources(
    browser: Browser, agent: Person, library: Tenant
) -> None:
    client = browser(agent)
    with scope(tenant=library):
        asked = ask(library, "Combien coûte un repas à la cantine ?", person=agent)
    client.post(f"/bourg/assistant/reponse/{asked.pk}/ranger/", {"new": "Rentrée"})
    asked.refresh_from_db()
    for path in (f"reponse/{asked.pk}.odt", f"dossiers/{asked.dossier_id}.odt", "historique.odt"):
        words = words_of(client.get(f"/bourg/assistant/{path}").content)
        assert "3,40 euros" in words, path
        assert "Tarifs, page 1, 05/01/2026" in words, path
