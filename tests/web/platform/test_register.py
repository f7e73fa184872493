"""The public register: read off the catalogue, the cards and the ledger, for anyone."""

import json
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone
from django_scopes import scope
from pytest_django import DjangoAssertNumQueries

from beffroi.web.platform.bars import bar_chart
from beffroi.web.platform.ledger import Operation, append_decision, append_event, record_daily_heads
from beffroi.web.platform.models import Evaluation, Person, Tenant, TenantService
from beffroi.web.platform.models.ledger import Outcome
from beffroi.web.platform.register import in_everyday_words, register_of
from beffroi.web.platform.register_cards import (
    CardIncomplete,
    card,
    operation_title,
    read_card,
    services_with_screens,
)
from beffroi.web.platform.register_figures import figures, twelve_months
from beffroi.web.platform.register_law import ai_act
from beffroi.web.platform.signing import public_key


@pytest.fixture(autouse=True)
def empty_cache() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


def ran(tenant: Tenant, at: datetime | None = None, *, ms: int = 60_000, measured: bool = False) -> object:
    run = Operation(
        service="canteen",
        operation="forecast",
        model="ridge",
        version="1",
        duration_ms=ms,
        energy_wh=Decimal("0.5"),
        cost_cents=Decimal("0.25"),
        measured=measured,
    )
    return append_event(tenant, run, at=at)


def judge(tenant: Tenant, made_at: datetime, value: float) -> None:
    with scope(tenant=tenant):
        Evaluation.objects.create(
            tenant=tenant,
            service="canteen",
            made_at=made_at,
            first=date(2025, 9, 1),
            last=date(2026, 7, 3),
            figures=[{"label": "Erreur par cantine", "value": value, "baseline": 7.3, "unit": "%"}],
        )


@pytest.mark.parametrize("service", services_with_screens(), ids=lambda service: service.name)
def test_every_service_with_screens_has_a_complete_card(service: object) -> None:
    told = card(service.name)  # type: ignore[attr-defined]
    assert ai_act().risk(told.risk).title
    assert ai_act().duties_of(told.risk)
    links = [*(basis.link for basis in told.legal_basis), told.supplier_link]
    assert all(link.startswith("https://") for link in links)
    assert all(word.strip()[-1] in ".?)" for word in (told.purpose, told.human, told.leave, told.contest))


def test_a_card_that_lacks_a_word_says_which() -> None:
    with pytest.raises(CardIncomplete, match="purpose"):
        read_card("canteen", {})
    with pytest.raises(CardIncomplete, match="not there"):
        card("engines")


def test_a_card_with_an_empty_word_is_not_complete() -> None:
    told = dict.fromkeys(card("canteen").__dataclass_fields__, "x")
    with pytest.raises(CardIncomplete, match=r"empty.*leave"):
        read_card("canteen", told | {"leave": "", "legal_basis": [], "data": [], "risks": [], "operations": {}})


def test_operations_are_said_in_french() -> None:
    assert operation_title("canteen", "forecast") == "prévision"
    assert operation_title("canteen", "unknown") == "unknown"
    assert operation_title("gone", "run") == "run"


def test_duties_are_dated_and_the_oldest_comes_first() -> None:
    duties = ai_act().duties_of("high")
    assert [duty.since for duty in duties] == sorted(duty.since for duty in duties)
    assert duties[0].article == "art. 4"
    assert {risk for duty in ai_act().duties for risk in duty.risks} == {risk.key for risk in ai_act().risks}


def test_the_register_shows_what_the_ledger_says(client: Client, bourg: Tenant, agent: Person) -> None:
    for outcome in (Outcome.ACCEPTED, Outcome.EDITED, Outcome.REJECTED, Outcome.ACCEPTED):
        append_decision(bourg, ran(bourg), outcome=outcome, person=agent)  # type: ignore[arg-type]
    judge(bourg, timezone.now(), 5.5)
    page = client.get("/bourg/registre/").text
    for said in (
        "Cantines scolaires",
        "50\u00a0%",
        "des 4 résultats relus",
        "2,0\u00a0Wh",
        "0,01\u00a0€",
        "Risque minimal",
    ):
        assert said in page
    assert "5,5\u00a0%" in page
    assert "contre 7,3\u00a0% sans lui" in page


def test_a_system_has_its_page(client: Client, bourg: Tenant, agent: Person) -> None:
    append_decision(bourg, ran(bourg, measured=True), outcome=Outcome.EDITED, person=agent)  # type: ignore[arg-type]
    page = client.get("/bourg/registre/canteen/").text
    for said in (
        "Qui décide",
        "Base légale",
        "art. 4",
        "2 février 2025",
        "LightGBM",
        "Contester",
        "ridge 1",
        "S'en passer",
    ):
        assert said in page
    assert "100\u00a0% de l'énergie est mesurée" in page
    assert agent.name not in page
    assert agent.key not in page


def test_a_system_that_is_off_has_no_page(client: Client, bourg: Tenant) -> None:
    with scope(tenant=bourg):
        TenantService.objects.update(enabled=False)
    assert client.get("/bourg/registre/canteen/").status_code == 404
    assert client.get("/bourg/registre/water/").status_code == 404
    assert "n'emploie aujourd'hui aucun système" in client.get("/bourg/registre/").text


def test_a_system_that_never_ran_says_so(client: Client, bourg: Tenant) -> None:
    page = client.get("/bourg/registre/canteen/").text
    for said in ("aucun calcul", "pas encore été mesuré", "Aucun agent n'a encore"):
        assert said in page
    assert "Pas encore mesuré" in client.get("/bourg/registre/").text


def test_only_the_last_evaluation_counts(bourg: Tenant) -> None:
    for days, value in ((2, 9.0), (1, 5.0), (3, 8.0)):
        judge(bourg, timezone.now() - timedelta(days=days), value)
    with scope(tenant=bourg):
        (system,) = register_of(bourg).systems
    assert system.evaluation
    assert system.evaluation.figures[0]["value"] == 5.0


def test_months_are_those_of_the_tenants_time_zone(bourg: Tenant) -> None:
    ran(bourg, datetime(2025, 2, 28, 22, 59, tzinfo=UTC))
    ran(bourg, datetime(2025, 2, 28, 23, 1, tzinfo=UTC), measured=True)
    ran(bourg, datetime(2025, 3, 31, 21, 59, tzinfo=UTC))
    ran(bourg, datetime(2026, 1, 31, 23, 1, tzinfo=UTC))
    with scope(tenant=bourg):
        found = figures(bourg, today=date(2026, 2, 10))["canteen"]
    runs = {f"{month.month:%Y-%m}": month.runs for month in found.months}
    assert list(runs) == [f"{month:%Y-%m}" for month in twelve_months(date(2026, 2, 10))]
    assert {month: count for month, count in runs.items() if count} == {"2025-03": 2, "2026-02": 1}
    assert (found.runs, found.wh, found.cents, found.minutes) == (3, Decimal("1.5"), Decimal("0.75"), 3)
    assert found.share_measured == pytest.approx(1 / 3)
    assert found.grams == Decimal("1.5") * Decimal("44.18") / 1000


def test_a_result_corrected_twice_counts_once(bourg: Tenant, agent: Person) -> None:
    event = ran(bourg)
    for subject in ("lundi", "lundi", "mardi"):
        append_decision(bourg, event, outcome=Outcome.EDITED, person=agent, subject=subject)  # type: ignore[arg-type]
    append_decision(bourg, event, outcome=Outcome.ACCEPTED, person=agent, subject="jeudi")  # type: ignore[arg-type]
    with scope(tenant=bourg):
        found = figures(bourg)["canteen"].decisions
    assert (found.results, found.changed, found.edited, found.total) == (3, 2, 3, 4)
    assert found.share_changed == pytest.approx(2 / 3)


def test_the_figures_are_read_again_when_the_ledger_grows(bourg: Tenant) -> None:
    ran(bourg)
    with scope(tenant=bourg):
        assert figures(bourg)["canteen"].runs == 1
        ran(bourg)
        assert figures(bourg)["canteen"].runs == 2


def test_another_tenants_ledger_does_not_count(bourg: Tenant, autun: Tenant, client: Client) -> None:
    ran(autun)
    assert "aucun calcul" in client.get("/bourg/registre/canteen/").text


@pytest.mark.parametrize("path", ["", "canteen/", "donnees.json", "flux.xml"])
def test_queries_do_not_grow_with_the_ledger(
    client: Client, bourg: Tenant, agent: Person, path: str, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for rows in (1, 30):
        for day in range(rows):
            append_decision(bourg, ran(bourg), outcome=Outcome.EDITED, person=agent)  # type: ignore[arg-type]
            judge(bourg, timezone.now() - timedelta(days=day), 5.0)
        with django_assert_max_num_queries(9):
            assert client.get(f"/bourg/registre/{path}").status_code == 200


def test_the_last_daily_head_and_the_public_key_are_published(client: Client, bourg: Tenant) -> None:
    link = ran(bourg, timezone.now() - timedelta(days=2))
    record_daily_heads(bourg)
    page = client.get("/bourg/registre/").text
    assert link.hash in page  # type: ignore[attr-defined]
    assert public_key() in page


def test_the_register_is_open_data(client: Client, bourg: Tenant, agent: Person) -> None:
    append_decision(bourg, ran(bourg), outcome=Outcome.EDITED, person=agent)  # type: ignore[arg-type]
    judge(bourg, timezone.now(), 5.5)
    response = client.get("/bourg/registre/donnees.json")
    told = json.loads(response.text)
    (system,) = told["systems"]
    assert told["organization"]["siret"] == bourg.siret
    assert system["risk"]["class"] == "minimal"
    assert system["last_twelve_months"]["decisions"]["share_of_results_changed"] == 1.0
    assert system["evaluation"]["figures"][0]["value"] == 5.5
    assert system["page"].endswith("/bourg/registre/canteen/")
    assert agent.key not in response.text


def test_the_register_can_be_followed(client: Client, bourg: Tenant) -> None:
    judge(bourg, timezone.now() + timedelta(minutes=1), 5.5)
    response = client.get("/bourg/registre/flux.xml")
    items = ET.fromstring(response.content).findall("./channel/item")
    assert [item.findtext("title") for item in items] == [
        "Mesuré : Cantines scolaires",
        "Mis en service : Cantines scolaires",
    ]
    assert "5,5\u00a0%" in (items[0].findtext("description") or "")


def test_greenhouse_gases_are_said_in_everyday_words() -> None:
    day = date(2026, 11, 25)
    assert in_everyday_words(Decimal(10), day) == "moins qu'un repas avec du bœuf"
    assert in_everyday_words(Decimal(14_910), day) == "autant que 3 fois un repas avec du bœuf"


def test_bars_stand_within_the_drawing() -> None:
    chart = bar_chart("Énergie", [("janv.", 2.0), ("févr.", 0.0), ("mars", 1.0)])
    tops = [float(bar.y) for bar in chart.bars]
    assert min(tops) == tops[0] >= 0
    assert float(chart.bars[1].height) == 0
    assert float(chart.bars[0].height) == pytest.approx(2 * float(chart.bars[2].height), abs=0.1)
    assert bar_chart("Rien", []).bars == ()
