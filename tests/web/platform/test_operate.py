"""Is the instance well, figures for Prometheus, and a log without personal data."""

import json
import logging
import sys

import pytest
from django.test import Client
from django_scopes import scope
from pytest_django import Settings

from beffroi.web.platform import jobs, ledger, reaping
from beffroi.web.platform.logs import JsonLines
from beffroi.web.platform.models import Person, Tenant
from beffroi.web.platform.shift import SHIFT


def test_an_instance_without_a_worker_is_not_well(client: Client, db: None) -> None:
    answer = client.get("/health")
    assert (answer.status_code, answer.json()["worker"], answer.json()["database"]) == (503, False, True)
    reaping.beat(SHIFT.name)
    answer = client.get("/health")
    assert (answer.status_code, answer.json()["state"]) == (200, "ok")


def test_a_full_disk_is_told(client: Client, db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    reaping.beat(SHIFT.name)
    monkeypatch.setattr("beffroi.web.platform.views.operate.LEAST_FREE_BYTES", 2**62)
    answer = client.get("/health")
    assert (answer.status_code, answer.json()["disk"]) == (503, False)


def figures(client: Client) -> dict[str, float]:
    lines = [line for line in client.get("/metrics").text.splitlines() if not line.startswith("#")]
    return {name: float(value) for name, _, value in (line.rpartition(" ") for line in lines)}


def test_figures_count_requests_jobs_and_links(client: Client, bourg: Tenant) -> None:
    jobs.start(bourg, "test.count", key="1", title="Compter", arguments={})
    with scope(tenant=bourg):
        ledger.append_event(bourg, ledger.Operation(service="canteen", operation="forecast"))
    before = figures(client)
    client.get("/bourg/registre/")
    seen = figures(client)
    register = 'beffroi_requests_total{method="GET",status="200",view="register"}'
    assert seen[register] == before.get(register, 0) + 1
    assert seen['beffroi_request_seconds_bucket{le="+Inf",view="register"}'] >= 1
    assert seen['beffroi_jobs{state="waiting"}'] == 1
    assert seen['beffroi_jobs{state="failed"}'] == 0
    assert seen["beffroi_ledger_links"] == 1
    assert seen["beffroi_disk_free_bytes"] > 0


def test_figures_name_no_address_and_no_person(client: Client, bourg: Tenant, agent: Person) -> None:
    client.force_login(agent, backend="django.contrib.auth.backends.ModelBackend")
    client.get("/bourg/", query_string="courriel=a@example.org")
    client.get("/un-mot-secret/d-invitation/")
    text = client.get("/metrics").text
    assert [word for word in ("example.org", "secret", "bourg", agent.email) if word in text] == []


def test_another_machine_does_not_read_the_figures(client: Client, db: None) -> None:
    assert client.get("/metrics", REMOTE_ADDR="192.0.2.7").status_code == 404
    assert client.get("/metrics", REMOTE_ADDR="::1").status_code == 200


def test_behind_a_proxy_the_word_is_needed(client: Client, db: None, settings: Settings) -> None:
    assert client.get("/metrics", headers={"x-forwarded-for": "192.0.2.7"}).status_code == 404
    settings.SECURE = True
    assert client.get("/metrics").status_code == 404
    settings.METRICS_WORD = "le mot"
    assert client.get("/metrics", headers={"authorization": "Bearer autre"}).status_code == 404
    assert client.get("/metrics", headers={"authorization": "Bearer le mot"}).status_code == 200


def written(message: str, *arguments: object, **extra: object) -> dict[str, object]:
    record = logging.getLogger("test").makeRecord(
        "test", logging.WARNING, "f", 1, message, arguments, None, extra=extra
    )
    line: dict[str, object] = json.loads(JsonLines().format(record))
    return line


@pytest.mark.parametrize(
    ("message", "masked"),
    [
        ("no user marie.durand@ville.example", "no user ‹courriel›"),
        ("called 06 12 34 56 78 back", "called ‹numéro› back"),
        ("called +33612345678 back", "called ‹numéro› back"),
        ("Invalid request from ip=192.0.2.7: x", "Invalid request from ip=‹machine›: x"),
        ("duplicate key\nDETAIL: Key (name)=(Marie) exists.", "duplicate key\nDETAIL: ‹masqué›"),
    ],
)
def test_the_log_masks_persons(message: str, masked: str) -> None:
    assert written(message)["message"] == masked


def test_a_line_of_the_log_holds_known_facts_only() -> None:
    line = written("job %s", "failed", job=3, operation="canteen.forecast", person="Marie")
    assert (line["message"], line["job"], line["operation"]) == ("job failed", 3, "canteen.forecast")
    assert "Marie" not in json.dumps(line)


def test_a_trace_is_masked_too() -> None:
    try:
        raise ValueError("marie@ville.example")
    except ValueError:
        record = logging.getLogger("test").makeRecord("t", logging.ERROR, "f", 1, "x", (), sys.exc_info())
    trace = json.loads(JsonLines().format(record))["trace"]
    assert "ValueError: ‹courriel›" in trace


def test_a_request_is_logged_by_its_view_not_by_its_path(
    client: Client, bourg: Tenant, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    client.get("/bourg/registre/", query_string="q=marie@ville.example")
    client.get("/rien/un-mot-secret/")
    lines = [json.loads(JsonLines().format(record)) for record in caplog.records]
    told = [line for line in lines if line["logger"] == "beffroi.requests"]
    assert (told[0]["view"], told[0]["status"], told[0]["tenant"]) == ("register", 200, "bourg")
    assert "marie" not in json.dumps(lines)
    assert "secret" not in json.dumps(lines)
