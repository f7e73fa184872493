"""The page of night flow: alarms that people judge, charts, what the alarms were worth."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django_scopes import scope

from beffroi.web.platform.ledger import Operation, append_event
from beffroi.web.platform.models import Entry, EntryText, Evaluation, Person, Tenant
from beffroi.web.platform.models.ledger import EntryKind, Outcome
from beffroi.web.water.keeping import new_run
from beffroi.web.water.models import AlarmStatus, Leak, LeakStatus, Night, NightAlarm, RunKind, Sector
from beffroi.web.water.moves import Judgement, Move, judge_alarm, move
from beffroi.web.water.night_charts import night_chart
from beffroi.web.water.night_page import night_page
from beffroi.web.water.standard_time import moment_of
from beffroi.web.water.worth import keep_worth

Browser = Callable[[Person], Client]
FIRST = date(2026, 1, 1)


@pytest.fixture
def alarm(bourg: Tenant) -> NightAlarm:
    """Forty nights of a sector, the last ten of them higher, and the alarm that a watch raised."""
    with scope(tenant=bourg):
        sector = Sector.objects.create(tenant=bourg, name="Nord", legitimate_m3h=2.0, loss_m3_day=144.0, night_m3h=8.0)
        nights = [FIRST + timedelta(days=day) for day in range(40)]
        Night.objects.bulk_create(
            Night(tenant=bourg, sector=sector, day=day, m3h=8.0 if place >= 30 else 4.0)
            for place, day in enumerate(nights)
        )
        run = new_run(bourg, kind=RunKind.NIGHT)
        run.event = append_event(bourg, Operation(service="water", operation="night"))
        run.save()
        at = {
            name: moment_of(f"2026-01-{day} 03:00:00", zone=bourg.time_zone)
            for name, day in (("onset_earliest", 29), ("onset", 30), ("onset_latest", 31))
        }
        raised = moment_of("2026-02-02 04:00:00", zone=bourg.time_zone)
        made: NightAlarm = NightAlarm.objects.create(
            tenant=bourg, sector=sector, loss_m3h=4.0, sudden=True, raised_at=raised, run=run, event=run.event, **at
        )
    return made


def judged(client: Client, alarm: NightAlarm, to: str, reason: str = "") -> Any:
    return client.post(f"/bourg/eau/nuits/alarmes/{alarm.pk}/", {"to": to, "reason": reason}, follow=True)


def test_the_page_says_first_what_awaits_then_the_nights_with_their_table(
    agent: Person, alarm: NightAlarm, browser: Browser
) -> None:
    page = browser(agent).get("/bourg/eau/nuits/").text
    assert page.index("Alarmes à examiner") < page.index("Débit de nuit du secteur Nord")
    assert "96 m³ par jour" in page
    assert page.count("<polyline") == 1
    assert "mercredi 7 janvier 2026" in page
    assert "Aucune alarme n'a encore de cause connue" in page


@pytest.mark.parametrize(
    ("to", "outcome"),
    [
        (AlarmStatus.FOLLOWED, Outcome.ACCEPTED),
        (AlarmStatus.FOUND, Outcome.ACCEPTED),
        (AlarmStatus.KNOWN_USE, Outcome.REJECTED),
        (AlarmStatus.DISMISSED, Outcome.REJECTED),
    ],
)
def test_each_decision_stands_in_the_ledger_with_its_reason(
    bourg: Tenant, agent: Person, alarm: NightAlarm, browser: Browser, to: AlarmStatus, outcome: Outcome
) -> None:
    page = judged(browser(agent), alarm, to, "vu avec le fontainier").text
    assert "vu avec le fontainier" in page
    with scope(tenant=bourg):
        decision = Entry.objects.get(kind=EntryKind.DECISION)
        assert (decision.outcome, decision.cites, decision.person) == (outcome, alarm.event.seq, agent.key)
        assert EntryText.objects.get(entry=decision).text == "vu avec le fontainier"
        assert NightAlarm.objects.get().status == to


def test_an_alarm_to_check_may_still_become_a_leak_and_no_alarm_becomes_a_signal_again(
    bourg: Tenant, agent: Person, alarm: NightAlarm, browser: Browser
) -> None:
    client = browser(agent)
    judged(client, alarm, "followed")
    assert "Dire ce que c'était" in client.get("/bourg/eau/nuits/").text
    judged(client, alarm, "signal")
    with scope(tenant=bourg):
        assert NightAlarm.objects.get().status == AlarmStatus.FOLLOWED
    judged(client, alarm, "found")
    assert judged(client, alarm, "found").status_code == 409
    page = client.get("/bourg/eau/nuits/").text
    assert "100\u00a0% de vraies fuites" in page
    assert "3,0 jours après son début" in page


def test_a_line_breaks_where_nights_are_missing(bourg: Tenant, alarm: NightAlarm) -> None:
    with scope(tenant=bourg):
        Night.objects.filter(day__gt=date(2026, 1, 10), day__lt=date(2026, 1, 16)).delete()
        chart = night_page(bourg).sectors[0].chart
        assert chart is not None
        assert len(chart.lines) == 2
        onset = chart.onsets[0]
        assert chart.left < onset.left < onset.left + onset.width < onset.told < chart.right
        assert onset.waits
        assert night_chart("", list(Night.objects.all()[:1]), [], legitimate=None) is None


def test_the_register_shows_what_people_found(bourg: Tenant, agent: Person, alarm: NightAlarm, leak: Leak) -> None:
    with scope(tenant=bourg):
        assert keep_worth(bourg) is None
        judge_alarm(bourg, alarm, Judgement(to=AlarmStatus.KNOWN_USE), person=agent)
        for status in (LeakStatus.TO_VISIT, LeakStatus.NOT_FOUND, LeakStatus.TO_VISIT, LeakStatus.CONFIRMED):
            move(bourg, leak, Move(to=status), person=agent)
        keep_worth(bourg)
        keep_worth(bourg)
        figures = {row["label"]: row["value"] for row in Evaluation.objects.get(service="water").figures}
    assert list(figures.values()) == [100.0, 0.0]
    page = Client().get("/bourg/registre/water/").text
    assert "Signaux de fuite confirmés sur place, sur 1 visités" in page
