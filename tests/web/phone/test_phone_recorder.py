"""Calls kept step by step: turns, messages, the ledger's link, calls cut by a crash."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail
from django.utils import timezone
from django_scopes import scope

from beffroi.phone import records
from beffroi.web.phone.models import Call, Line, Message, PhoneSettings, Turn, Unanswered
from beffroi.web.phone.recorder import DatabaseRecorder
from beffroi.web.platform.models import Entry, Tenant
from web.phone.conftest import work_off

AT = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
DEAD = "ailleurs/1"


def report(ending: records.Ending, *topics: str, seconds: float = 40.0) -> records.Report:
    return records.Report(AT, seconds, ending, topics, (), waited=0.8, service="etat_civil", transfers=(True,))


@pytest.fixture
def recorder(town: Tenant) -> DatabaseRecorder:
    return DatabaseRecorder(town)


def test_a_call_is_written_step_by_step(town: Tenant, recorder: DatabaseRecorder) -> None:
    key = recorder.began(caller="0612345678", at=AT)
    recorder.turn(key, records.Turn("caller", "ma carte d'identité", 3.0))
    recorder.understood(key, "carte_identite")
    with scope(tenant=town):
        assert Call.objects.get().ended_at is None
        assert Turn.objects.get().text == "ma carte d'identité"
    recorder.ended(key, report("answered", "carte_identite"))
    with scope(tenant=town):
        call = Call.objects.get()
    assert (call.ending, call.topics, call.intents) == ("answered", ["carte_identite"], ["identite"])
    assert (call.waited, call.transfers, call.ended_at) == (0.8, [True], AT + timedelta(seconds=40))


def test_the_ledger_tells_the_call_without_its_words(town: Tenant, recorder: DatabaseRecorder) -> None:
    key = recorder.began(caller="0612345678", at=AT)
    recorder.turn(key, records.Turn("caller", "ma carte d'identité", 3.0))
    recorder.ended(key, report("answered", "carte_identite"))
    with scope(tenant=town):
        entry = Entry.objects.get()
        assert Call.objects.get().event == entry
    assert (entry.operation, entry.subject, entry.result, entry.duration_ms) == ("call", "identite", "answered", 40_000)
    assert entry.person == ""


def test_the_computing_of_calls_sums_up_to_what_the_worker_spent(town: Tenant, recorder: DatabaseRecorder) -> None:
    keys = [recorder.began(caller="", at=AT) for _ in range(3)]
    sum(number * number for number in range(400_000))
    for key in keys:
        recorder.ended(key, report("answered"))
    with scope(tenant=town):
        spent = sum(Call.objects.values_list("cpu_ms", flat=True))
        energy = sum(Entry.objects.values_list("energy_wh", flat=True))
    assert spent > 0
    assert energy > 0


def test_a_message_waits_in_the_queue_of_its_service_which_is_written_to(
    town: Tenant, recorder: DatabaseRecorder
) -> None:
    key = recorder.began(caller="0612345678", at=AT)
    recorder.message(key, records.Message("etat_civil", "carte d'identité", "Rappelez-moi", "", call_back=True))
    recorder.ended(key, report("call_back"))
    work_off(town)
    with scope(tenant=town):
        message = Message.objects.select_related("service", "event").get()
    assert (message.service.name, message.number, message.call_back) == ("etat_civil", "0612345678", True)
    assert message.event.operation == "call"
    assert [letter.to for letter in mail.outbox] == [["etat-civil@bourg.example"]]
    assert "Rappelez-moi" in mail.outbox[0].body
    assert f"/bourg/telephone/messages/{message.pk}/" in mail.outbox[0].body


def test_a_message_of_an_emergency_stands_first(town: Tenant, recorder: DatabaseRecorder) -> None:
    for name in ("permis", "urgence"):
        key = recorder.began(caller="", at=AT)
        recorder.understood(key, name)
        recorder.message(key, records.Message("accueil", name, "…", "0612345678", call_back=True))
    with scope(tenant=town):
        assert list(Message.objects.values_list("subject", flat=True)) == ["urgence", "permis"]


def test_a_call_of_a_dead_worker_becomes_a_request_to_be_called_back(town: Tenant) -> None:
    dead = DatabaseRecorder(town, worker=DEAD)
    key = dead.began(caller="0612345678", at=AT)
    dead.turn(key, records.Turn("caller", "c'est pour un permis", 6.5))
    dead.understood(key, "permis")
    alive = DatabaseRecorder(town)
    assert (alive.recover(), alive.recover()) == (1, 0)
    with scope(tenant=town):
        message, call = Message.objects.select_related("service").get(), Call.objects.get()
    assert (call.ending, call.seconds) == ("cut", 6.5)
    assert (message.call_back, message.number, message.service.name) == (True, "0612345678", "urbanisme")
    assert "c'est pour un permis" in message.text


def test_calls_of_a_worker_that_lives_are_left_alone(town: Tenant) -> None:
    other = DatabaseRecorder(town, worker=DEAD)
    other.began(caller="", at=AT)
    other.beat(lines=6, busy=1)
    assert DatabaseRecorder(town).recover() == 0
    with scope(tenant=town):
        Line.objects.update(at=timezone.now() - timedelta(minutes=5))
    assert DatabaseRecorder(town).recover() == 1


def test_what_no_topic_met_is_noted_without_who_said_it(town: Tenant, recorder: DatabaseRecorder) -> None:
    key = recorder.began(caller="", at=AT)
    said = "Bonjour je m'appelle Jeanne Aubertin, la ruche de la rue des Tanneurs, mon numéro c'est le 06 12 34 56 78"
    recorder.turn(key, records.Turn("caller", said, 2.0))
    recorder.ended(key, report("message"))
    with scope(tenant=town):
        noted = Unanswered.objects.get().text
    assert "ruche" in noted
    assert "Tanneurs" in noted
    assert not any(word in noted for word in ("Jeanne", "Aubertin", "12 34"))


def test_nothing_said_is_kept_where_the_town_keeps_nothing(town: Tenant, recorder: DatabaseRecorder) -> None:
    with scope(tenant=town):
        PhoneSettings.objects.create(tenant=town, turns_days=0)
    key = recorder.began(caller="0612345678", at=AT)
    recorder.turn(key, records.Turn("caller", "un permis", 2.0))
    recorder.ended(key, report("answered", "permis"))
    with scope(tenant=town):
        assert (Turn.objects.count(), Call.objects.get().caller) == (0, "")


@pytest.mark.django_db(transaction=True)
def test_it_writes_from_a_running_event_loop(town: Tenant) -> None:
    recorder = DatabaseRecorder(town)

    async def a_call() -> None:
        key = recorder.began(caller="", at=AT)
        recorder.turn(key, records.Turn("caller", "bonjour", 1.0))
        recorder.ended(key, report("answered"))
        recorder.beat(lines=6, busy=0)
        recorder.close()

    asyncio.run(a_call())
    with scope(tenant=town):
        assert Call.objects.get().ending == "answered"
        assert not Line.objects.exists()
