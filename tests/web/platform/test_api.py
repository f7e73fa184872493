"""The JSON API: keys, entitlements, ledger, register, usage, jobs, errors; then fuzzed by its own description."""

import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
import schemathesis
from django.core.cache import cache
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.test import Client
from django.utils import timezone
from django_scopes import scope, scopes_disabled
from hypothesis import Phase, given, settings
from towns import Town, make_town

from beffroi.catalogue import SERVICES
from beffroi.web.platform import tokens
from beffroi.web.platform.ledger import Operation, append_event
from beffroi.web.platform.models import ApiToken, Entry, Job, Role, Tenant, TenantService
from beffroi.web.wsgi import application
from web.conftest import enrol

Ask = Callable[..., Any]
ROOT = "/api/v1"


@pytest.fixture(autouse=True)
def fresh_counts() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def word(bourg: Tenant) -> str:
    return tokens.create_token(bourg, "essai")[1]


@pytest.fixture
def ask(client: Client, word: str) -> Ask:
    def get(path: str, **asked: object) -> Any:
        return client.get(f"{ROOT}/{path}", asked, headers={"authorization": f"Bearer {word}"})

    return get


def append(tenant: Tenant, count: int) -> list[Entry]:
    operation = Operation(service="canteen", operation="forecast", duration_ms=60_000, cost_cents=Decimal("2.5"))
    return [append_event(tenant, operation) for _ in range(count)]


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer faux", "Basic YTpi", "Bearer é", "bearer  "])
def test_a_wrong_key_is_refused_in_french(client: Client, word: str, header: str) -> None:
    answer = client.get(f"{ROOT}/usage", headers={"authorization": header})
    assert answer.status_code == 401
    assert answer["Content-Type"] == "application/problem+json"
    assert answer["WWW-Authenticate"].startswith("Bearer")
    told = answer.json()
    assert (told["status"], told["title"], told["instance"]) == (401, "Clé refusée", f"{ROOT}/usage")


def test_the_session_of_a_person_opens_nothing_of_the_api(browser: Ask, bourg: Tenant) -> None:
    assert browser(enrol(bourg, Role.ADMIN)).get(f"{ROOT}/usage").status_code == 401


def test_the_key_of_a_closed_tenant_is_refused(ask: Ask, bourg: Tenant) -> None:
    Tenant.objects.update(active=False)
    assert ask("usage").status_code == 401


def test_the_use_of_a_key_is_noted_at_most_once_a_minute(ask: Ask, bourg: Tenant) -> None:
    ask("usage")
    with scopes_disabled():
        first = ApiToken.objects.get().last_used_at
        ask("usage")
        assert ApiToken.objects.get().last_used_at == first is not None
        ApiToken.objects.update(last_used_at=timezone.now() - timedelta(seconds=61))
        ask("usage")
        assert timezone.now() - ApiToken.objects.get().last_used_at < timedelta(seconds=30)


def test_a_key_that_asks_too_often_waits_and_another_does_not(ask: Ask, client: Client, bourg: Tenant) -> None:
    codes = [ask("jobs").status_code for _ in range(241)]
    assert codes == [200] * 240 + [429]
    answer = ask("jobs")
    assert 0 < int(answer["Retry-After"]) <= 60
    assert answer.json()["title"] == "Trop de demandes"
    other = tokens.create_token(bourg, "autre")[1]
    assert client.get(f"{ROOT}/jobs", headers={"authorization": f"Bearer {other}"}).status_code == 200


def test_an_account_with_a_role_is_entitled_and_others_are_told_why(ask: Ask, bourg: Tenant) -> None:
    agent = enrol(bourg, Role.AGENT, email="Agent@bourg.example")
    enrol(bourg, Role.AGENT, email="eau@bourg.example", service="water")

    def reason(**asked: str) -> str:
        told = ask("entitlements", **({"siret": bourg.siret, "service": "canteen"} | asked)).json()
        assert told["entitled"] == (told["reason"] == "entitled")
        assert told["message"]
        return str(told["reason"])

    assert reason() == "entitled"
    assert reason(account="AGENT@bourg.example") == "entitled"
    assert reason(account="eau@bourg.example") == "no_role"
    assert reason(account="nul@bourg.example") == "account_unknown"
    assert reason(service="submarine") == "service_unknown"
    assert reason(siret="21750001600019") == "siret_unknown"
    agent.is_active = False
    agent.save()
    assert reason(account=agent.email) == "account_unknown"
    with scope(tenant=bourg):
        TenantService.objects.update(quota_runs=1)
        append(bourg, 1)
        assert reason() == "quota_reached"
        TenantService.objects.update(enabled=False)
        assert reason() == "service_off"


def test_a_siret_and_an_account_of_another_town_are_answered_like_unknown_ones(
    ask: Ask, bourg: Tenant, autun: Tenant
) -> None:
    enrol(autun, Role.AGENT, email="agent@autun.example")
    theirs = ask("entitlements", siret=autun.siret, service="canteen", account="agent@autun.example").json()
    nobodys = ask("entitlements", siret="21750001600019", service="canteen", account="x@autun.example").json()
    assert {k: v for k, v in theirs.items() if k not in {"siret", "account"}} == {
        k: v for k, v in nobodys.items() if k not in {"siret", "account"}
    }
    account = ask("entitlements", siret=bourg.siret, service="canteen", account="agent@autun.example").json()
    assert account["reason"] == "account_unknown"


def test_the_ledger_comes_in_pages_of_lines_whose_hashes_can_be_checked(ask: Ask, bourg: Tenant, autun: Tenant) -> None:
    made = append(bourg, 7)
    append(autun, 3)
    lines: list[dict[str, str]] = []
    path = "ledger?limit=3"
    while path:
        answer = ask(path)
        assert answer["Content-Type"] == "application/x-ndjson"
        lines += map(json.loads, answer.text.splitlines())
        path = answer["Link"].split(">")[0].removeprefix(f"<{ROOT}/") if answer.has_header("Link") else ""
    assert [line["seq"] for line in lines] == [str(entry.seq) for entry in made]
    assert [line["hash"] for line in lines] == [entry.hash for entry in made]
    assert [line["previous"] for line in lines[1:]] == [line["hash"] for line in lines[:-1]]


def test_the_usage_of_a_month_is_that_of_the_tenant(ask: Ask, bourg: Tenant, autun: Tenant) -> None:
    append(bourg, 2)
    append(autun, 5)
    told = ask("usage").json()
    assert told["siret"] == bourg.siret
    assert told["services"] == [{"service": "canteen", "runs": 2, "minutes": 2.0, "wh": 0.0, "cents": 5.0}]
    assert ask("usage", month="2020-01").json() == {"siret": bourg.siret, "month": "2020-01", "services": []}


def test_the_register_is_that_of_the_public_page(ask: Ask, client: Client, bourg: Tenant) -> None:
    assert ask("register").json()["systems"] == client.get("/bourg/registre/donnees.json").json()["systems"]


def test_jobs_are_listed_by_state_and_told_one_by_one(ask: Ask, bourg: Tenant) -> None:
    with scope(tenant=bourg):
        done = Job.objects.create(tenant=bourg, operation="essai", key="1", title="Fini", state="done", progress=1)
        Job.objects.create(tenant=bourg, operation="essai", key="2", title="Attend")
    assert [job["title"] for job in ask("jobs").json()] == ["Attend", "Fini"]
    assert [job["number"] for job in ask("jobs", state="done").json()] == [done.pk]
    assert ask(f"jobs/{done.pk}").json()["progress"] == 1


@pytest.mark.parametrize(
    ("path", "status", "said"),
    [
        ("jobs/999999", 404, "Rien à cette adresse pour cette clé"),
        ("jobs/0", 422, "number : trop petit"),
        ("jobs/un", 422, "number : un nombre entier est attendu"),
        ("jobs?state=perdu", 422, "state : ce mot n'est pas dans la liste"),
        ("usage?month=2026-13", 422, "month : la forme n'est pas celle"),
        ("entitlements?service=canteen", 422, "siret : ce paramètre est obligatoire"),
        ("usage?mois=2026-11", 422, "mois : ce paramètre n'existe pas"),
        ("ledger?limit=1001", 422, "limit : trop grand"),
        ("nulle/part", 404, "Cette adresse n'existe pas"),
        ("", 404, "Cette adresse n'existe pas"),
    ],
)
def test_an_error_is_a_problem_in_french(ask: Ask, path: str, status: int, said: str) -> None:
    answer = ask(path)
    assert answer.status_code == status
    assert answer["Content-Type"] == "application/problem+json"
    told = answer.json()
    assert said in told["detail"]
    assert told["status"] == status


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_the_api_only_reads(client: Client, word: str, method: str) -> None:
    for path in ("usage", "ledger", "jobs", "jobs/1", "register", "entitlements", "openapi.json"):
        answer = getattr(client, method)(f"{ROOT}/{path}", headers={"authorization": f"Bearer {word}"})
        assert (answer.status_code, answer["Content-Type"]) == (405, "application/problem+json")
        assert "GET" in answer["Allow"]


@pytest.mark.parametrize("count", [1, 40])
@pytest.mark.parametrize("path", ["ledger", "jobs", "usage"])
def test_the_api_asks_the_database_the_same_whatever_the_rows(
    *, ask: Ask, bourg: Tenant, count: int, path: str, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    append(bourg, count)
    with scope(tenant=bourg):
        Job.objects.bulk_create(Job(tenant=bourg, operation="x", key=f"{n}", title="x") for n in range(count))
    with django_assert_max_num_queries(4):
        assert ask(path).status_code == 200


@pytest.fixture
def towns(bourg: Tenant, autun: Tenant) -> tuple[Town, Town]:
    return make_town(bourg), make_town(autun)


@pytest.fixture
def described(db: None) -> Iterator[Any]:
    """The API's own description, asked over WSGI; like Django's client, a request leaves the test's connection open."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield schemathesis.openapi.from_wsgi(f"{ROOT}/openapi.json", application)
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def test_what_the_description_allows_is_answered_as_it_says_and_leaks_nothing(
    described: Any, towns: tuple[Town, Town]
) -> None:
    here, there = towns
    key = {"Authorization": f"Bearer {tokens.create_token(here.tenant, 'essai')[1]}"}
    every = [found.ok() for found in described.get_all_operations()]
    # what services add is fuzzed beside their own tests, with a key of theirs
    operations = [found for found in every if not any(f"/{service.name}/" in found.path for service in SERVICES)]
    assert len(operations) == 6

    def check(case: schemathesis.Case) -> None:
        cache.clear()
        answer = case.call_and_validate(headers=key)
        assert answer.status_code < 500
        assert there.mark not in answer.text
        assert there.tenant.name not in answer.text

    for operation in operations:
        for mode in schemathesis.GenerationMode:
            fuzz = given(case=operation.as_strategy(generation_mode=mode))(check)
            settings(max_examples=40, derandomize=True, deadline=None, database=None, phases=[Phase.generate])(fuzz)()


def test_no_number_of_another_town_is_answered(ask: Ask, towns: tuple[Town, Town]) -> None:
    """Every number around those of either town, on the address that takes one."""
    here, there = towns
    with scopes_disabled():
        own = {job.pk for job in Job.objects.filter(tenant=here.tenant)}
        known = sorted(Job.objects.values_list("pk", flat=True))
    found = {
        number for number in range(max(1, known[0] - 5), known[-1] + 5) if ask(f"jobs/{number}").status_code == 200
    }
    assert found == own
    assert there.rows[Job].pk not in found
