"""Overseers read the ledger, filter it, and take it away."""

import csv
import hashlib
import io
import json
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from beffroi.web.platform.ledger import Operation, append_decision, append_event
from beffroi.web.platform.models import Person, Tenant
from beffroi.web.platform.models.ledger import GENESIS, Outcome

Browser = Callable[[Person], Client]


def filled(tenant: Tenant, person: Person, *, events: int = 1, reason: str = "Sortie des CM2") -> None:
    for _ in range(events):
        event = append_event(tenant, Operation(service="canteen", operation="forecast"), person=person)
        append_decision(tenant, event, outcome=Outcome.EDITED, person=person, reason=reason)


def told(client: Client, path: str) -> str:
    return b"".join(client.get(path)).decode()  # type: ignore[arg-type]


def test_an_overseer_reads_who_did_what(browser: Browser, admin: Person, bourg: Tenant) -> None:
    filled(bourg, admin)
    page = browser(admin).get("/bourg/journal/").text
    for said in (admin.name, "Cantines scolaires", "prévision", "Corrigé", "(ligne 1)", "Sortie des CM2"):
        assert said in page


def test_an_agent_does_not_read_the_ledger(browser: Browser, agent: Person) -> None:
    for path in ("", "journal.csv", "journal.jsonl"):
        assert browser(agent).get(f"/bourg/journal/{path}").status_code == 404


def test_an_operation_without_a_person_is_the_machines(browser: Browser, admin: Person, bourg: Tenant) -> None:
    append_event(bourg, Operation(service="canteen", operation="forecast", duration_ms=200_000))
    page = browser(admin).get("/bourg/journal/").text
    assert "<td>Beffroi</td>" in page
    assert "3\u00a0min\u00a020\u00a0s" in page


def test_an_erased_person_has_no_name(browser: Browser, admin: Person, agent: Person, bourg: Tenant) -> None:
    filled(bourg, agent)
    agent.erased_at = timezone.now()
    agent.save()
    page = browser(admin).get("/bourg/journal/").text
    assert f"personne effacée ({agent.key[:6]})" in page
    assert agent.email not in page


def test_an_empty_ledger_says_what_will_come(browser: Browser, admin: Person) -> None:
    assert "Le journal est vide" in browser(admin).get("/bourg/journal/").text


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("", 4),
        ("service=canteen", 3),
        ("service=phone", 1),
        ("service=water", 0),
        ("type=event", 3),
        ("type=decision", 1),
        ("type=other", 4),
        ("mois=2026-03", 3),
        ("mois=2026-04", 1),
        ("mois=jamais", 4),
        ("mois=2026-03&type=decision", 1),
    ],
)
def test_the_ledger_is_filtered(browser: Browser, admin: Person, bourg: Tenant, query: str, shown: int) -> None:
    march = datetime(2026, 3, 31, 21, 59, tzinfo=UTC)
    event = append_event(bourg, Operation(service="canteen", operation="forecast"), at=march)
    append_decision(bourg, event, outcome=Outcome.ACCEPTED, person=admin, at=march)
    append_event(bourg, Operation(service="phone", operation="call"), at=march)
    append_event(bourg, Operation(service="canteen", operation="forecast"), at=datetime(2026, 3, 31, 22, 1, tzinfo=UTC))
    client = browser(admin)
    assert client.get(f"/bourg/journal/?{query}").text.count('<th scope="row"') == shown
    assert len(told(client, f"/bourg/journal/journal.jsonl?{query}").splitlines()) == shown
    assert len(told(client, f"/bourg/journal/journal.csv?{query}").splitlines()) == shown + 1


def test_a_choice_without_a_line_offers_the_whole_ledger(browser: Browser, admin: Person, bourg: Tenant) -> None:
    assert "Montrer tout le journal" in browser(admin).get("/bourg/journal/?service=water").text


def test_pages_keep_the_choice(browser: Browser, admin: Person, bourg: Tenant) -> None:
    filled(bourg, admin, events=60)
    page = browser(admin).get("/bourg/journal/?type=event&page=1").text
    assert 'href="?type=event&amp;page=2"' in page
    assert "1 sur 2" in page
    assert browser(admin).get("/bourg/journal/?type=event&page=2").text.count('<th scope="row"') == 10


def test_queries_do_not_grow_with_the_ledger(
    browser: Browser, admin: Person, bourg: Tenant, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client = browser(admin)
    for events in (1, 24):
        filled(bourg, admin, events=events)
        with django_assert_max_num_queries(12):
            client.get("/bourg/journal/")


def test_anyone_can_check_the_chain_from_the_file(browser: Browser, admin: Person, bourg: Tenant) -> None:
    filled(bourg, admin, events=3)
    previous = GENESIS
    for line in told(browser(admin), "/bourg/journal/journal.jsonl").splitlines():
        facts = json.loads(line)
        facts.pop("reason")
        link = facts.pop("hash")
        assert facts["previous"] == previous
        assert hashlib.sha256(json.dumps(facts, sort_keys=True, separators=(",", ":")).encode()).hexdigest() == link
        previous = link


def test_a_reason_does_not_run_in_a_spreadsheet(browser: Browser, admin: Person, bourg: Tenant) -> None:
    filled(bourg, admin, reason="=cmd|' /C calc'!A0")
    rows = list(csv.DictReader(io.StringIO(told(browser(admin), "/bourg/journal/journal.csv")), delimiter=";"))
    assert rows[1]["reason"] == "'=cmd|' /C calc'!A0"
    assert rows[1]["person"] == admin.key


def test_the_file_holds_the_tenants_entries_only(browser: Browser, admin: Person, bourg: Tenant, autun: Tenant) -> None:
    filled(autun, admin, events=2)
    assert told(browser(admin), "/bourg/journal/journal.jsonl") == ""
