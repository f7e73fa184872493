"""Messages of the town's mailbox: a draft each, decided by an agent, the mailbox left as it was."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from assistant.conftest import Browser, work_off
from django_scopes import scope

from assistant.imap_server import WORD, Box, serving_mail
from beffroi.web.assistant.mail import word_file
from beffroi.web.assistant.models import Draft, DraftState, Mailbox, Signatory
from beffroi.web.assistant.starting import start_hourly_mail
from beffroi.web.platform.models import Entry, Person, Role, Tenant
from beffroi.web.platform.models.ledger import EntryKind, Outcome
from web.conftest import enrol

PAGE = "/bourg/assistant/boite/"
ASKS = b"From: Ana Roy <ana@example.org>\r\nSubject: Cantine\r\n\r\nBonjour, combien coute un repas a la cantine ?\r\n"
ROBOT = b"From: robot@example.org\r\nAuto-Submitted: auto-replied\r\nSubject: Absence\r\n\r\nJe suis absente.\r\n"


@pytest.fixture
def box(settings: Any) -> Iterator[Box]:
    settings.INSIDE = frozenset({"localhost"})
    with serving_mail(Box({3: ASKS, 4: ROBOT})) as served:
        yield served


def told(box: Box, **other: object) -> dict[str, object]:
    return {
        "enabled": "on",
        "host": "localhost",
        "port": box.port,
        "security": "none",
        "user": "mairie",
        "folder": "INBOX",
        "word": WORD,
    } | other


@pytest.fixture
def lead(library: Tenant) -> Person:
    with scope(tenant=library):
        Signatory.objects.create(tenant=library, theme="Voirie", name="Luc Petit")
        Signatory.objects.create(tenant=library, theme="Cantine", name="Ana Mairie", function="Adjointe")
    return enrol(library, Role.LEAD)


def hour(tenant: Tenant) -> None:
    with scope(tenant=tenant):
        start_hourly_mail(tenant, date(2026, 11, 25))
    work_off(tenant)


def test_a_message_becomes_a_draft_once_signed_by_delegation_and_nothing_is_changed(
    browser: Browser, lead: Person, library: Tenant, box: Box
) -> None:
    browser(lead).post(PAGE, told(box))
    hour(library)
    hour(library)
    with scope(tenant=library):
        made = Draft.objects.get()
        event = Entry.objects.get(operation="draft")
    assert (made.person, made.subject, made.sender) == (None, "Cantine", "Ana Roy <ana@example.org>")
    assert "3,40 euros" in made.body
    assert made.body.endswith("Ana Mairie\nAdjointe")
    assert made.event == event
    assert box.seen == set()
    assert not any(one.startswith(("SELECT", "STORE")) for one in box.asked)


def test_any_agent_may_take_it_and_the_decision_is_theirs(
    browser: Browser, agent: Person, lead: Person, library: Tenant, box: Box
) -> None:
    browser(lead).post(PAGE, told(box))
    hour(library)
    assert "Ana Roy" in browser(agent).get("/bourg/assistant/courriers/").text
    with scope(tenant=library):
        made = Draft.objects.get()
    browser(agent).post(f"/bourg/assistant/courriers/{made.pk}/", {"body": made.body})
    with scope(tenant=library):
        decision = Entry.objects.get(kind=EntryKind.DECISION)
        made.refresh_from_db()
    assert (decision.outcome, decision.person, made.state) == (Outcome.ACCEPTED, agent.key, DraftState.ACCEPTED)
    assert made.person == agent
    assert browser(lead).get(f"/bourg/assistant/courriers/{made.pk}/").status_code == 404


def test_the_password_is_kept_sealed_and_never_shown(browser: Browser, lead: Person, library: Tenant, box: Box) -> None:
    client = browser(lead)
    client.post(PAGE, told(box))
    with scope(tenant=library):
        kept = Mailbox.objects.get()
    assert kept.sealed
    assert WORD not in kept.sealed
    page = client.get(PAGE).text
    assert WORD not in page
    assert kept.sealed not in page
    client.post(PAGE, told(box, word=""))
    with scope(tenant=library):
        assert Mailbox.objects.get().sealed == kept.sealed


def test_a_kept_password_does_not_follow_to_another_server(
    browser: Browser, lead: Person, library: Tenant, box: Box
) -> None:
    client = browser(lead)
    client.post(PAGE, told(box))
    assert "écrivez de nouveau" in client.post(PAGE, told(box, host="ailleurs.example", word="")).text


def test_the_operator_may_put_the_password_in_a_file(
    browser: Browser, lead: Person, library: Tenant, box: Box, tmp_path: Path
) -> None:
    browser(lead).post(PAGE, told(box, word="faux"))
    word_file(library).parent.mkdir(parents=True)
    word_file(library).write_text(f"{WORD}\n")
    hour(library)
    with scope(tenant=library):
        assert Draft.objects.count() == 1


@pytest.mark.parametrize(
    ("change", "said"),
    [({"word": "faux"}, "vérifiez serveur"), ({"security": "tls", "host": "10.0.0.9"}, "réseau intérieur")],
)
def test_what_keeps_it_shut_is_told_on_the_page(
    browser: Browser, lead: Person, library: Tenant, box: Box, change: dict[str, object], said: str
) -> None:
    client = browser(lead)
    client.post(PAGE, told(box, **change))
    hour(library)
    assert said in client.get(PAGE).text


def test_a_mailbox_that_is_off_is_not_read(browser: Browser, lead: Person, library: Tenant, box: Box) -> None:
    off = {name: value for name, value in told(box).items() if name != "enabled"}
    browser(lead).post(PAGE, off)
    hour(library)
    assert box.asked == []


def test_agents_read_the_mailbox_now_and_leads_alone_say_where_it_is(
    browser: Browser, agent: Person, lead: Person, library: Tenant, box: Box
) -> None:
    browser(lead).post(PAGE, told(box))
    assert browser(agent).get(PAGE).status_code == 404
    browser(agent).post(f"{PAGE}lire/")
    work_off(library)
    with scope(tenant=library):
        assert Draft.objects.count() == 1
