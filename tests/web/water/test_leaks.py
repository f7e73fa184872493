"""Leaks: moved by people only, each move on the ledger; a run lists a leak once and moves nothing."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django_scopes import scope

from beffroi.web.platform.models import Entry, Person, Role, Tenant
from beffroi.web.platform.models.ledger import EntryKind, Outcome
from beffroi.web.water.keeping import keep_leaks
from beffroi.web.water.models import Leak, LeakStatus, LeakStep, WaterRun
from beffroi.web.water.moves import MOVES, Move, MoveRefused, move, outcome_of
from beffroi.web.water.rounds import signals_awaiting
from web.conftest import enrol
from web.water.conftest import alarm

Browser = Callable[[Person], Client]
S = LeakStatus


def test_a_move_is_a_step_and_a_decision_that_cites_the_run(
    bourg: Tenant, agent: Person, leak: Leak, browser: Browser
) -> None:
    posted = {"to": "confirmed", "found_pipe": "c12e", "note": "Entendue à la vanne"}
    page = browser(agent).post(f"/bourg/eau/fuites/{leak.pk}/suite/", posted, follow=True)
    assert "Confirmée" in page.text
    assert "Entendue à la vanne" in page.text
    with scope(tenant=bourg):
        leak = Leak.objects.get()
        step = LeakStep.objects.select_related("decision").get()
        assert (leak.status, leak.found_pipe) == (S.CONFIRMED, "c12e")
        assert (step.before, step.after, step.person) == (S.SIGNAL, S.CONFIRMED, agent)
        assert step.decision.cites == leak.event.seq
        assert step.decision.outcome == Outcome.EDITED
        assert step.decision.person == agent.key


@pytest.mark.parametrize("before", list(S))
@pytest.mark.parametrize("to", list(S))
def test_only_the_moves_of_the_table_are_possible(
    bourg: Tenant, agent: Person, leak: Leak, before: LeakStatus, to: LeakStatus
) -> None:
    with scope(tenant=bourg):
        Leak.objects.update(status=before)
        if to in MOVES[before]:
            move(bourg, leak, Move(to=to), person=agent)
            assert Leak.objects.get().status == to
        else:
            with pytest.raises(MoveRefused, match=before.label):
                move(bourg, leak, Move(to=to), person=agent)
            assert Leak.objects.get().status == before
            assert not LeakStep.objects.exists()


@pytest.mark.parametrize(
    ("before", "to", "found", "outcome"),
    [
        (S.SIGNAL, S.TO_VISIT, "", Outcome.ACCEPTED),
        (S.TO_VISIT, S.CONFIRMED, "c11e", Outcome.ACCEPTED),
        (S.TO_VISIT, S.CONFIRMED, "c44e", Outcome.EDITED),
        (S.TO_VISIT, S.NOT_FOUND, "", Outcome.REJECTED),
        (S.SIGNAL, S.CLOSED, "", Outcome.REJECTED),
        (S.REPAIRED, S.CLOSED, "", Outcome.ACCEPTED),
    ],
)
def test_the_ledger_says_what_a_move_says_of_the_signal(
    before: LeakStatus, to: LeakStatus, found: str, outcome: Outcome
) -> None:
    assert outcome_of(before, Move(to=to, found_pipe=found), told="c11e") == outcome


def test_a_move_from_an_old_page_is_refused_with_what_to_do(agent: Person, leak: Leak, browser: Browser) -> None:
    client = browser(agent)
    address = f"/bourg/eau/fuites/{leak.pk}/suite/"
    assert client.post(address, {"to": "closed"}).status_code == 302
    assert "Sélectionnez un choix valide" in client.post(address, {"to": "confirmed"}).text


def test_a_run_again_lists_no_leak_twice_and_moves_none(
    bourg: Tenant, agent: Person, leak: Leak, search: WaterRun
) -> None:
    with scope(tenant=bourg):
        move(bourg, leak, Move(to=S.NOT_FOUND), person=agent)
        told = [alarm(), alarm("c12e", "2026-01-20 00:00:00", flow_m3h=3.1), alarm("c40e", candidates=["c40e"])]
        assert keep_leaks(search, told) == 1
        assert keep_leaks(search, told) == 0
        again = Leak.objects.get(pk=leak.pk)
        assert (again.status, again.flow_m3h, again.seen_flow_m3h) == (S.NOT_FOUND, 2.4, 3.1)
        assert Leak.objects.get(pipe="c40e").status == S.SIGNAL
        assert LeakStep.objects.count() == 1


def test_a_later_leak_at_the_same_place_is_another_leak(bourg: Tenant, leak: Leak, search: WaterRun) -> None:
    with scope(tenant=bourg):
        assert keep_leaks(search, [alarm(onset="2026-03-01 00:00:00")]) == 1
        assert Leak.objects.count() == 2


def test_the_interval_of_the_onset_is_kept_where_it_is_told(bourg: Tenant, search: WaterRun) -> None:
    span = {"onset_earliest": "2026-01-15 00:00:00", "onset_latest": "2026-01-17 00:00:00"}
    with scope(tenant=bourg):
        keep_leaks(search, [alarm(**span)])
        leak = Leak.objects.get()
    assert leak.onset - leak.onset_earliest == leak.onset_latest - leak.onset == timedelta(days=1)


def test_an_agent_signals_a_leak_that_no_run_saw(bourg: Tenant, agent: Person, browser: Browser) -> None:
    client = browser(agent)
    page = client.post(
        "/bourg/eau/fuites/signaler/", {"place": "12 rue du Puits", "note": "Eau sur le trottoir"}, follow=True
    )
    assert "12 rue du Puits" in page.text
    assert "Dites où" in client.post("/bourg/eau/fuites/signaler/", {"note": "quelque part"}).text
    with scope(tenant=bourg):
        leak = Leak.objects.get()
        move(bourg, leak, Move(to=S.TO_VISIT), person=agent)
        assert [step.after for step in LeakStep.objects.all()] == [S.SIGNAL, S.TO_VISIT]
        assert not Entry.objects.filter(kind=EntryKind.DECISION).exists()


def test_signals_await_in_the_letter_of_the_week_until_someone_looks(bourg: Tenant, agent: Person, leak: Leak) -> None:
    with scope(tenant=bourg):
        (waiting,) = signals_awaiting(bourg)
        assert waiting.address == f"/bourg/eau/fuites/{leak.pk}/"
        move(bourg, leak, Move(to=S.TO_VISIT), person=agent)
        assert list(signals_awaiting(bourg)) == []


def test_the_home_page_shows_signals_first(agent: Person, leak: Leak, browser: Browser, send: Any) -> None:
    send("pipe_id,date\nc11e,2020-01-01\n", name="casses.csv")
    page = browser(agent).get("/bourg/eau/").text
    assert "1 signal de fuite à examiner" in page
    assert page.index("attend une décision") < page.index("Où en est le réseau")


def test_the_list_hides_closed_leaks_unless_asked(agent: Person, leak: Leak, browser: Browser, bourg: Tenant) -> None:
    with scope(tenant=bourg):
        Leak.objects.update(status=S.CLOSED)
    client = browser(agent)
    assert f"n° {leak.pk}" not in client.get("/bourg/eau/fuites/").text
    assert f"n° {leak.pk}" in client.get("/bourg/eau/fuites/?etat=closed").text
    assert client.get("/bourg/eau/fuites/?etat=faux").status_code == 200


@pytest.fixture
def operator(bourg: Tenant) -> Person:
    """Someone of the company that runs the water service."""
    return enrol(bourg, Role.DELEGATE, service="water", email="equipe@exploitant.example")


def test_a_delegated_operator_sees_and_moves_leaks(
    operator: Person, leak: Leak, browser: Browser, bourg: Tenant
) -> None:
    client = browser(operator)
    assert client.get("/").url == "/bourg/"
    assert "Eau potable" in client.get("/bourg/").text
    assert client.get("/bourg/eau/").url == "/bourg/eau/fuites/"
    page = client.get(f"/bourg/eau/fuites/{leak.pk}/").text
    assert "Conduites possibles" in page
    assert "Débits de nuit" not in page
    assert client.post(f"/bourg/eau/fuites/{leak.pk}/suite/", {"to": "to_visit"}).status_code == 302
    with scope(tenant=bourg):
        assert Leak.objects.get().status == S.TO_VISIT
        assert Entry.objects.get(kind=EntryKind.DECISION).person == operator.key


def test_a_delegated_operator_opens_nothing_else(operator: Person, leak: Leak, browser: Browser, autun: Tenant) -> None:
    from towns import make_town
    from walking import addresses

    from beffroi.web.platform.access import Audience

    theirs = {"workspace", "water", "water-leaks", "water-leaks-csv", "water-leaks-geojson"}
    theirs |= {"water-leak", "water-leak-move", "water-leak-sheet", "water-leak-map"}
    town = make_town(leak.tenant)
    client = browser(operator)
    inside = [a for a in addresses() if a.in_tenant and a.audience is not Audience.PUBLIC]
    opened = {
        address.name
        for address in inside
        for method in (client.get, client.post)
        if method(address.path(town.tenant, town.rows)).status_code != 404
    }
    assert opened == theirs
    menu = client.get("/bourg/eau/fuites/").text.split("Menu principal")[1].split("</nav>")[0]
    assert menu.count("<a ") == 1


@pytest.mark.parametrize("role", [Role.ELECTED, Role.REFERENT, Role.DPO])
def test_who_oversees_reads_and_moves_nothing(role: Role, bourg: Tenant, leak: Leak, browser: Browser) -> None:
    client = browser(enrol(bourg, role))
    assert client.get(f"/bourg/eau/fuites/{leak.pk}/").status_code == 200
    assert client.post(f"/bourg/eau/fuites/{leak.pk}/suite/", {"to": "closed"}).status_code == 404
