"""The queue: taken, passed on, dealt with; each a decision that cites the call."""

from datetime import timedelta

import pytest
from django.core import mail
from django.db.models import F
from django.utils import timezone
from django_scopes import scope

from beffroi.phone import records
from beffroi.web.phone.board import board
from beffroi.web.phone.models import Call, Line, Message, Service
from beffroi.web.phone.recorder import DatabaseRecorder
from beffroi.web.platform.models import Entry, EntryText, Person, Role, Tenant
from beffroi.web.platform.retention import purge
from web.conftest import enrol
from web.phone.conftest import Browser, work_off

PAGE = "/bourg/telephone/messages/"


@pytest.fixture
def message(town: Tenant) -> Message:
    recorder = DatabaseRecorder(town)
    now = timezone.now()
    key = recorder.began(caller="0612345678", at=now)
    recorder.turn(key, records.Turn("caller", "le frigo est resté sur le trottoir", 4.0))
    left = records.Message(
        "accueil", "les encombrants", "Le frigo est resté", "", call_back=True, sound=b"RIFF0000WAVE"
    )
    recorder.message(key, left)
    recorder.ended(key, records.Report(now, 50.0, "message", ("encombrants",), ()))
    with scope(tenant=town):
        found: Message = Message.objects.get()
    return found


def aged(tenant: Tenant, *, days: int) -> None:
    """Let days go by for calls and messages, then purge as every night."""
    with scope(tenant=tenant):
        Call.objects.update(began_at=F("began_at") - timedelta(days=days))
        Message.objects.update(left_at=F("left_at") - timedelta(days=days), done_at=F("done_at") - timedelta(days=days))
    purge(tenant)


def test_a_message_is_taken_then_dealt_with(town: Tenant, agent: Person, browser: Browser, message: Message) -> None:
    client = browser(agent)
    assert "À prendre" in client.get(PAGE).text
    client.post(f"{PAGE}{message.pk}/prendre/")
    assert "Agent" in client.get(PAGE).text
    client.post(f"{PAGE}{message.pk}/traiter/", {"note": "rappelé, passage mardi"})
    with scope(tenant=town):
        event, decision = Entry.objects.order_by("seq")
        assert EntryText.objects.get().text == "rappelé, passage mardi"
    assert (event.operation, decision.cites, decision.outcome) == ("call", event.seq, "accepted")
    assert decision.person == agent.key
    assert "Rien n'attend" in client.get(PAGE).text


def test_a_message_is_passed_to_another_service(
    town: Tenant, agent: Person, browser: Browser, message: Message
) -> None:
    with scope(tenant=town):
        other = Service.objects.get(name="etat_civil")
    browser(agent).post(f"{PAGE}{message.pk}/transmettre/", {"service": other.pk})
    work_off(town)
    with scope(tenant=town):
        message.refresh_from_db()
        assert Entry.objects.filter(outcome="edited").count() == 1
    assert (message.service_id, message.state) == (other.pk, "new")
    assert mail.outbox[0].to == ["etat-civil@bourg.example"]


def test_what_was_dealt_with_stays_as_it_is(town: Tenant, agent: Person, browser: Browser, message: Message) -> None:
    client = browser(agent)
    client.post(f"{PAGE}{message.pk}/traiter/", {"note": "fait"})
    for step in ("prendre", "traiter"):
        answer = client.post(f"{PAGE}{message.pk}/{step}/", {"note": "encore"})
        assert answer.status_code == 409
        assert "déjà traité" in answer.text


def test_the_recording_is_heard_by_agents_alone(
    town: Tenant, agent: Person, browser: Browser, message: Message
) -> None:
    answer = browser(agent).get(f"{PAGE}{message.pk}/son/")
    assert (answer.content, answer["Content-Type"]) == (b"RIFF0000WAVE", "audio/wav")
    page = browser(agent).get(f"{PAGE}{message.pk}/")
    assert "<audio" in page.text
    assert "media-src 'self'" in page["Content-Security-Policy"]
    assert browser(enrol(town, Role.ELECTED)).get(f"{PAGE}{message.pk}/son/").status_code == 404


def test_the_page_shows_what_was_said_as_long_as_it_is_kept(
    town: Tenant, agent: Person, browser: Browser, message: Message
) -> None:
    client = browser(agent)
    assert "resté sur le trottoir" in client.get(f"{PAGE}{message.pk}/").text
    aged(town, days=31)
    page = client.get(f"{PAGE}{message.pk}/").text
    assert "resté sur le trottoir" not in page
    assert "Le frigo est resté" in page
    with scope(tenant=town):
        assert Call.objects.get().caller == ""


def test_a_message_goes_after_it_was_dealt_with_and_never_before(
    town: Tenant, agent: Person, browser: Browser, message: Message
) -> None:
    aged(town, days=800)
    with scope(tenant=town):
        assert Message.objects.count() == 1
    browser(agent).post(f"{PAGE}{message.pk}/traiter/", {"note": ""})
    aged(town, days=89)
    with scope(tenant=town):
        assert Message.objects.count() == 1
    aged(town, days=2)
    with scope(tenant=town):
        assert Message.objects.count() == 0


def test_the_board_counts_calls_now_lines_and_what_was_lost(town: Tenant, message: Message) -> None:
    recorder, now = DatabaseRecorder(town), timezone.now()
    lost = recorder.began(caller="", at=now)
    recorder.ended(lost, records.Report(now, 9.0, "hung_up", (), ()))
    going = recorder.began(caller="", at=now)
    recorder.understood(going, "permis")
    recorder.beat(lines=6, busy=1, waiting=2)
    with scope(tenant=town):
        found = board(town)
    assert [one.topic for one in found.ongoing] == ["un permis de construire"]
    assert (found.lines, found.busy, found.waiting, found.workers) == (6, 1, 2, 1)
    assert (found.today.calls, found.today.lost, found.today.left, found.messages) == (2, 1, 1, 1)
    assert (found.today.lost_share, found.today.lost_with_messages_share) == (0.5, 1.0)


def test_the_board_says_when_the_server_of_calls_is_silent(town: Tenant, agent: Person, browser: Browser) -> None:
    DatabaseRecorder(town).beat(lines=6, busy=0)
    with scope(tenant=town):
        Line.objects.update(at=timezone.now() - timedelta(minutes=2))
    page = browser(agent).get("/bourg/telephone/", headers={"HX-Request": "true"}).text
    assert "ne répond plus" in page
    assert "<html" not in page


def test_agents_read_the_calls_and_elected_people_do_not(
    town: Tenant, agent: Person, browser: Browser, message: Message
) -> None:
    with scope(tenant=town):
        number = Call.objects.get().pk
    page = browser(agent).get(f"/bourg/telephone/appels/{number}/").text
    assert "resté sur le trottoir" in page
    assert "les encombrants" in browser(agent).get("/bourg/telephone/appels/").text
    assert browser(enrol(town, Role.ELECTED)).get(f"/bourg/telephone/appels/{number}/").status_code == 404
