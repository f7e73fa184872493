"""The week's board, the page of a day, the agent's orders."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone
from django_scopes import scope
from pytest_django import DjangoAssertNumQueries

from beffroi.web.canteen.folders import Sent, originals, receive, version
from beffroi.web.canteen.models import Expected, ExpectedTotal, Run, RunKind, Upload, UploadState
from beffroi.web.canteen.retention import purge
from beffroi.web.canteen.starting import start_forecast, start_nightly, start_scenario
from beffroi.web.platform.jobs import run_job
from beffroi.web.platform.models import Entry, EntryText, Job, Person, Role, Tenant, TenantService
from beffroi.web.platform.models.ledger import EntryKind, Outcome
from web.conftest import enrol

Browser = Callable[[Person], Client]
DAY = date(2026, 3, 16)


def test_a_forecast_fills_the_board_and_the_ledger(browser: Browser, agent: Person, forecast_made: Tenant) -> None:
    page = browser(agent).get("/bourg/cantines/?semaine=2026-03-16")
    assert page.status_code == 200
    with scope(tenant=forecast_made):
        rows = list(Expected.objects.filter(date=DAY))
        assert len(rows) == 3
        for row in rows:
            assert f">{row.advised}<" in page.text
        event = Entry.objects.get(kind=EntryKind.EVENT)
        assert (event.service, event.operation, event.person) == ("canteen", "forecast", agent.key)
        assert event.duration_ms > 0
        assert event.energy_wh > 0


def order(rows: list[Expected], **changed: int) -> dict[str, object]:
    return {f"order_{row.pk}": changed.get(f"o{row.pk}", row.order) for row in rows}


def test_a_corrected_order_is_a_decision_with_its_reason(
    browser: Browser, agent: Person, forecast_made: Tenant
) -> None:
    with scope(tenant=forecast_made):
        rows = list(Expected.objects.filter(date=DAY))
    data = order(rows, **{f"o{rows[0].pk}": rows[0].advised + 9})
    response = browser(agent).post(f"/bourg/cantines/jour/{DAY}/", {**data, "reason": "Fête d'école"}, follow=True)
    assert "1 commande corrigée, 2 acceptées" in response.text
    with scope(tenant=forecast_made):
        row = Expected.objects.get(pk=rows[0].pk)
        assert row.order == row.advised + 9
        decisions = list(Entry.objects.filter(kind=EntryKind.DECISION))
        assert [decision.outcome for decision in decisions] == [Outcome.EDITED, Outcome.ACCEPTED]
        assert EntryText.objects.get().text == "Fête d'école"


def test_a_change_without_a_reason_is_asked_again(browser: Browser, agent: Person, forecast_made: Tenant) -> None:
    with scope(tenant=forecast_made):
        rows = list(Expected.objects.filter(date=DAY))
    data = order(rows, **{f"o{rows[0].pk}": rows[0].advised + 9})
    response = browser(agent).post(f"/bourg/cantines/jour/{DAY}/", {**data, "reason": ""})
    assert "Dites en quelques mots pourquoi" in response.text
    with scope(tenant=forecast_made):
        assert not Expected.objects.filter(corrected__isnull=False).exists()
        assert not Entry.objects.filter(kind=EntryKind.DECISION).exists()


def test_a_new_forecast_keeps_the_agents_order(browser: Browser, agent: Person, forecast_made: Tenant) -> None:
    with scope(tenant=forecast_made):
        Expected.objects.filter(date=DAY).update(corrected=7)
        first = Run.objects.get()
    job = start_forecast(forecast_made, as_of=first.as_of)
    run_job.call(job.pk)
    with scope(tenant=forecast_made):
        rows = Expected.objects.filter(date=DAY)
        assert {row.corrected for row in rows} == {7}
        assert {row.run_id for row in rows} == {Run.objects.latest("pk").pk}


def test_an_elected_member_reads_and_does_not_order(browser: Browser, forecast_made: Tenant) -> None:
    elected = enrol(forecast_made, Role.ELECTED)
    page = browser(elected).get(f"/bourg/cantines/jour/{DAY}/")
    assert page.status_code == 200
    assert "Valider les commandes" not in page.text
    with scope(tenant=forecast_made):
        rows = list(Expected.objects.filter(date=DAY))
    assert browser(elected).post(f"/bourg/cantines/jour/{DAY}/", order(rows)).status_code == 404


def test_a_served_day_says_why_meals_were_missing(browser: Browser, agent: Person, forecast_made: Tenant) -> None:
    with scope(tenant=forecast_made):
        rows = list(Expected.objects.filter(date=DAY))
        for row in rows:
            row.served = float(row.advised)
        rows[0].corrected, rows[0].served = 5, float(rows[0].advised)
        Expected.objects.bulk_update(rows, ["served", "corrected"])
        ExpectedTotal.objects.filter(date=DAY).update(served=sum(row.advised for row in rows))
    page = browser(agent).get(f"/bourg/cantines/jour/{DAY}/")
    assert f"La commande avait été baissée à 5 ; les {rows[0].advised} conseillés auraient suffi." in page.text
    assert "Valider les commandes" not in page.text


def test_a_strike_scenario_changes_no_order(browser: Browser, agent: Person, forecast_made: Tenant) -> None:
    with scope(tenant=forecast_made):
        before = list(Expected.objects.values_list("pk", "advised"))
    job = start_scenario(forecast_made, strikes=[DAY], person=agent)
    run_job.call(job.pk)
    with scope(tenant=forecast_made):
        assert list(Expected.objects.values_list("pk", "advised")) == before
        run = Run.objects.get(kind=RunKind.SCENARIO)
        usual = ExpectedTotal.objects.get(date=DAY)
        supposed = next(row for row in run.total if row["date"] == DAY.isoformat())
        assert supposed["forecast"] < usual.forecast
    page = browser(agent).get(f"/bourg/cantines/greve/{run.pk}/")
    assert "Lundi 16 mars 2026" in page.text


def test_the_workbook_and_the_print_sheet_hold_the_agents_orders(
    browser: Browser, agent: Person, forecast_made: Tenant
) -> None:
    with scope(tenant=forecast_made):
        Expected.objects.filter(date=DAY).update(corrected=4321)
    response = browser(agent).get(f"/bourg/cantines/commandes/{DAY}.ods")
    assert response.content.startswith(b"PK")
    assert "4321" in browser(agent).get("/bourg/cantines/?semaine=2026-03-16&imprimer").text
    assert browser(agent).get("/bourg/cantines/commandes/2031-01-06.ods").status_code == 404


@pytest.mark.parametrize("copies", [1, 40])
def test_the_board_asks_the_same_number_of_questions_whatever_the_canteens(
    browser: Browser, agent: Person, forecast_made: Tenant, copies: int,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:  # fmt: skip
    with scope(tenant=forecast_made):
        for row in list(Expected.objects.all()):
            Expected.objects.bulk_create(
                Expected(**{**_fields(row), "site": f"{row.site} {number}"}) for number in range(copies)
            )
    client = browser(agent)
    for address in ("/bourg/cantines/?semaine=2026-03-16", f"/bourg/cantines/jour/{DAY}/"):
        with django_assert_max_num_queries(16):
            assert client.get(address).status_code == 200


def _fields(row: Expected) -> dict[str, object]:
    return {field.attname: getattr(row, field.attname) for field in Expected._meta.fields if field.name != "id"}


def test_a_week_without_meals_says_so(browser: Browser, agent: Person, forecast_made: Tenant) -> None:
    assert "Pas de repas prévu cette semaine" in browser(agent).get("/bourg/cantines/?semaine=2031-01-06").text
    assert browser(agent).get("/bourg/cantines/?semaine=hier").status_code == 200
    assert browser(agent).get("/bourg/cantines/jour/2031-01-06/").status_code == 404


def test_the_retention_removes_old_days_and_old_uploads_but_the_last(forecast_made: Tenant, agent: Person) -> None:
    with scope(tenant=forecast_made):
        old = receive(forecast_made, [Sent("attendance.csv", b"date,site\n")], person=agent)
        assert originals(forecast_made, old).exists()
        last_day = Expected.objects.latest("date").date
        before = timezone.now() + timedelta(days=1)
        assert purge(forecast_made, before=before) > 0
        assert not originals(forecast_made, old).exists()
        assert [upload.state for upload in Upload.objects.all()] == [UploadState.ACCEPTED]
        assert version(forecast_made, Upload.objects.get()).exists()
        assert Expected.objects.filter(date=last_day).exists() == (last_day >= before.date())


def test_the_nightly_forecast_runs_where_there_are_meals_and_within_the_quota(
    forecast_made: Tenant, autun: Tenant
) -> None:
    with scope(tenant=autun):
        start_nightly(autun, DAY)
        assert not Job.objects.exists()
    with scope(tenant=forecast_made):
        before = Job.objects.count()
        start_nightly(forecast_made, DAY)
        assert Job.objects.count() == before + 1
        Job.objects.all().delete()
        TenantService.objects.update(quota_runs=1)
        start_nightly(forecast_made, DAY)
        assert not Job.objects.exists()


def test_a_reached_quota_is_told_on_a_page_of_its_own(browser: Browser, agent: Person, forecast_made: Tenant) -> None:
    with scope(tenant=forecast_made):
        TenantService.objects.update(quota_runs=1)
    response = browser(agent).post("/bourg/cantines/prevoir/", {"as_of": ""})
    assert response.status_code == 409
    assert "a atteint sa limite" in response.text


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31", "2026-02-31"])
def test_days_out_of_reach_lead_nowhere(browser: Browser, agent: Person, forecast_made: Tenant, day: str) -> None:
    client = browser(agent)
    assert client.get(f"/bourg/cantines/?semaine={day}").status_code == 200
    assert client.get(f"/bourg/cantines/commandes/{day}.ods").status_code == 404
    assert client.post("/bourg/cantines/greve/", {"first": day}).status_code == 200
    with scope(tenant=forecast_made):
        assert not Job.objects.filter(title__startswith="Scénario").exists()


def test_a_slip_of_the_hand_is_not_ordered(browser: Browser, agent: Person, forecast_made: Tenant) -> None:
    with scope(tenant=forecast_made):
        rows = list(Expected.objects.filter(date=DAY))
    data = order(rows, **{f"o{rows[0].pk}": 20_000})
    response = browser(agent).post(f"/bourg/cantines/jour/{DAY}/", {**data, "reason": "Fête"})
    assert "errorlist" in response.text
    with scope(tenant=forecast_made):
        assert not Expected.objects.filter(corrected__isnull=False).exists()


def test_a_canteen_no_longer_forecast_leaves_the_coming_days(forecast_made: Tenant) -> None:
    with scope(tenant=forecast_made):
        row = Expected.objects.filter(date=DAY).first()
        assert row is not None
        as_of = Run.objects.get().as_of
        Expected.objects.create(**{**_fields(row), "site": "Nom mal tapé"})
    job = start_forecast(forecast_made, as_of=as_of)
    run_job.call(job.pk)
    with scope(tenant=forecast_made):
        assert Expected.objects.filter(date=DAY).count() == 3
        assert not Expected.objects.filter(site="Nom mal tapé").exists()
