"""The e-mail of the week."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.utils import timezone
from django_scopes import scope
from django_tasks_db.models import DBTaskResult
from pytest_django import Settings

from beffroi.web.platform import digest, jobs, ledger
from beffroi.web.platform.digest import Awaited, week_before
from beffroi.web.platform.models import Job, Person, Role, Tenant, TenantService
from beffroi.web.platform.models.jobs import JobState
from beffroi.web.platform.models.ledger import Outcome
from web.conftest import enrol

PARIS = ZoneInfo("Europe/Paris")
TODAY = timezone.localdate(timezone=PARIS)


@pytest.fixture
def week(bourg: Tenant, monkeypatch: pytest.MonkeyPatch) -> Iterator[Tenant]:
    """Two forecasts, one corrected and one left; a day awaits its orders."""
    jobs.works()
    monkeypatch.setitem(digest.AWAITING, "canteen", lambda _tenant: [Awaited("les commandes de mardi", "/bourg/x/")])
    agent = enrol(bourg, Role.AGENT, email="marie@bourg.example")
    event = ledger.append_event(bourg, ledger.Operation(service="canteen", operation="forecast"), person=agent)
    ledger.append_event(bourg, ledger.Operation(service="canteen", operation="forecast"))
    ledger.append_decision(bourg, event, outcome=Outcome.EDITED, person=agent)
    with scope(tenant=bourg):
        yield bourg


def deliver(tenant: Tenant, day: date = TODAY + timedelta(days=1)) -> None:
    jobs.start(tenant, "platform.digest", key=f"{day}", title="Courriel", arguments={"day": day.isoformat()})
    while jobs.work_once():
        pass


def test_a_person_reads_what_happened_and_what_awaits(week: Tenant, settings: Settings) -> None:
    settings.ADDRESS = "https://beffroi.example"
    deliver(week)
    (letter,) = mail.outbox
    assert letter.to == ["marie@bourg.example"]
    assert letter.subject.startswith("Bourg : la semaine du ")
    assert letter.subject.endswith(", 1 point à décider")
    assert "2 calculs cette semaine" in letter.body
    assert "1 décision (acceptées : 0, corrigées : 1, rejetées : 0)" in letter.body
    assert "À décider : les commandes de mardi\n  https://beffroi.example/bourg/x/" in letter.body
    assert "Ne plus recevoir ce courriel : https://beffroi.example/compte/" in letter.body
    html, kind = letter.alternatives[0]
    assert kind == "text/html"
    assert '<a href="https://beffroi.example/bourg/x/">les commandes de mardi</a>' in html


def test_who_does_not_want_it_or_has_left_gets_none(week: Tenant) -> None:
    enrol(week, Role.DPO, email="closed@bourg.example")
    Person.objects.filter(email="marie@bourg.example").update(wants_digest=False)
    Person.objects.filter(email="closed@bourg.example").update(is_active=False)
    deliver(week)
    assert mail.outbox == []


def test_another_towns_people_get_none(week: Tenant, autun: Tenant) -> None:
    enrol(autun, Role.AGENT)
    deliver(week)
    assert [letter.to for letter in mail.outbox] == [["marie@bourg.example"]]


def test_a_silent_week_sends_nothing(bourg: Tenant, agent: Person) -> None:
    deliver(bourg)
    with scope(tenant=bourg):
        assert Job.objects.filter(operation="platform.letter", state=JobState.DONE).count() == 1
    assert mail.outbox == []


def test_a_person_of_one_service_reads_of_that_service_only(week: Tenant) -> None:
    Person.objects.update(wants_digest=False)
    enrol(week, Role.AGENT, email="eau@bourg.example", service="water")
    deliver(week)
    assert mail.outbox == []


def test_a_service_switched_off_is_not_told(week: Tenant) -> None:
    TenantService.objects.update(enabled=False)
    assert week_before(week, TODAY + timedelta(days=1)).silent


def test_a_mail_server_that_fails_is_asked_again_for_that_letter_only(
    week: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    enrol(week, Role.REFERENT, email="referent@bourg.example")
    whole, failing = digest.EmailMultiAlternatives.send, ["marie@bourg.example"]

    def send(letter: digest.EmailMultiAlternatives, fail_silently: bool = False) -> int:
        if letter.to == failing:
            failing.clear()
            raise ConnectionError("no mail server")
        return whole(letter)

    monkeypatch.setattr(digest.EmailMultiAlternatives, "send", send)
    deliver(week)
    assert [letter.to for letter in mail.outbox] == [["referent@bourg.example"]]
    Job.objects.update(due_at=None)
    DBTaskResult.objects.filter(status="READY").update(run_after=timezone.now())
    while jobs.work_once():
        pass
    assert sorted(letter.to[0] for letter in mail.outbox) == ["marie@bourg.example", "referent@bourg.example"]


def test_the_week_is_the_tenants_seven_days(bourg: Tenant) -> None:
    monday = date(2026, 1, 19)
    for hour in (
        datetime(2026, 1, 11, 23, 59, tzinfo=PARIS),
        datetime(2026, 1, 12, 0, 1, tzinfo=PARIS),
        datetime(2026, 1, 18, 23, 59, tzinfo=PARIS),
        datetime(2026, 1, 19, 0, 1, tzinfo=PARIS),
    ):
        ledger.append_event(bourg, ledger.Operation(service="canteen", operation="forecast"), at=hour)
    with scope(tenant=bourg):
        week = week_before(bourg, monday)
    assert (week.first, week.last) == (date(2026, 1, 12), date(2026, 1, 18))
    assert week.services[0].runs == 2
