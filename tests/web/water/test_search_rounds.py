"""Search rounds: planned from the last ranking, printed, told; what was heard feeds the next ranking and rounds."""

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from django_scopes import scope

from beffroi.water.feedback import breaks_of, read_feedback, visited_since
from beffroi.web.platform.models import Entry, Job, Person, Role, Tenant
from beffroi.web.platform.models.jobs import JobState
from beffroi.web.platform.models.ledger import EntryKind
from beffroi.web.water.inputs import field_feedback
from beffroi.web.water.models import Leak, LeakStatus, PipeRisk, Round
from web.conftest import enrol
from web.water.conftest import finish

Browser = Callable[[Person], Client]
ROUNDS = "/bourg/eau/tournees/"


def next_monday() -> date:
    today = timezone.localdate()
    return today + timedelta(days=7 - today.weekday())


def plan(bourg: Tenant, client: Client, **changed: object) -> Job:
    posted = {"week": f"{next_monday() + timedelta(days=2)}", "days": 2, "teams": 2, "metres": 600} | changed
    assert client.post(f"{ROUNDS}preparer/", posted).status_code == 302
    with scope(tenant=bourg):
        job = Job.objects.latest("pk")
    return finish(bourg, job)


@pytest.fixture
def planned(bourg: Tenant, ranked: Tenant, agent: Person, browser: Browser) -> list[Round]:
    """Two days of two teams, 600 m each."""
    job = plan(bourg, browser(agent))
    assert job.state == JobState.DONE, job.message
    with scope(tenant=bourg):
        return list(Round.objects.order_by("day", "team"))


def test_a_week_is_planned_for_each_team_and_day(planned: list[Round], bourg: Tenant, agent: Person) -> None:
    monday = next_monday()
    days = [monday, monday + timedelta(days=1)]
    assert [(one.day, one.team) for one in planned] == [(day, team) for day in days for team in (1, 2)]
    names = [stop["pipe_id"] for one in planned for stop in one.stops]
    assert len(names) == len(set(names)) > 12
    assert all(one.walked_m <= 600 for one in planned)
    assert planned[0].expected_year > planned[-1].expected_year
    with scope(tenant=bourg):
        event = Entry.objects.get(operation="rounds")
    assert (event.subject, event.person) == (f"{monday}", agent.key)


def test_planning_again_replaces_what_is_still_to_do_and_leaves_what_was_walked(
    planned: list[Round], bourg: Tenant, agent: Person, browser: Browser
) -> None:
    client = browser(agent)
    client.post(f"{ROUNDS}{planned[0].pk}/resultats/", {"rest": "on"})
    job = plan(bourg, client, teams=1)
    assert job.state == JobState.DONE, job.message
    with scope(tenant=bourg):
        kept = list(Round.objects.order_by("day", "team"))
    assert kept[0].pk == planned[0].pk
    assert [(one.team, one.done_at is None) for one in kept] == [(1, False), (1, True)]
    walked = {stop["pipe_id"] for stop in planned[0].stops}
    assert not walked & {stop["pipe_id"] for stop in kept[1].stops}


def test_rounds_of_another_week_are_not_walked_twice(
    planned: list[Round], bourg: Tenant, agent: Person, browser: Browser
) -> None:
    job = plan(bourg, browser(agent), week=f"{next_monday() + timedelta(days=7)}", days=1, teams=1)
    assert job.state == JobState.DONE, job.message
    with scope(tenant=bourg):
        later = Round.objects.latest("day")
    assert not {s["pipe_id"] for s in later.stops} & {s["pipe_id"] for one in planned for s in one.stops}


def test_the_page_has_the_map_the_pipes_in_order_and_a_sheet_with_boxes(
    planned: list[Round], agent: Person, browser: Browser
) -> None:
    client, first = browser(agent), planned[0]
    page = client.get(f"{ROUNDS}{first.pk}/").text
    assert 'class="pipe stop"' in page
    places = [page.index(f'<th scope="row">{stop["pipe_id"]}<') for stop in first.stops]
    assert places == sorted(places)
    sheet = client.get(f"{ROUNDS}{first.pk}/feuille/").text
    assert sheet.count("tickbox") == 2 * len(first.stops)
    told = client.get(f"{ROUNDS}{first.pk}/plan.geojson").json()
    assert sum(one["properties"]["layer"] == "stops" for one in told["features"]) == len(first.stops)
    taken = client.get(f"{ROUNDS}{first.pk}/tournee.geojson")
    assert "attachment" in taken["Content-Disposition"]
    assert [one["properties"]["pipe_id"] for one in taken.json()["features"]] == [s["pipe_id"] for s in first.stops]


def test_what_was_heard_is_kept_once_and_feeds_ranking_and_rounds(
    planned: list[Round], bourg: Tenant, agent: Person, browser: Browser, tmp_path: Path
) -> None:
    client, first = browser(agent), planned[0]
    pipes = [stop["pipe_id"] for stop in first.stops]
    posted = {"stop0-outcome": "found", "stop0-note": "devant le 4", "rest": "on", "stop1-outcome": "nothing"}
    page = client.post(f"{ROUNDS}{first.pk}/resultats/", posted, follow=True).text
    assert "1 fuite trouvée" in page
    assert "Rien entendu" in page
    with scope(tenant=bourg):
        leak = Leak.objects.get()
        assert (leak.status, leak.found_pipe, leak.place) == (LeakStatus.CONFIRMED, pipes[0], "devant le 4")
        told = read_feedback(field_feedback(tmp_path / "retours.csv"))  # type: ignore[arg-type]
        decision = Entry.objects.filter(kind=EntryKind.DECISION).first()
        assert "1 fuite" in decision.subject
    assert list(breaks_of(told)["pipe_id"]) == [pipes[0]]
    assert visited_since(told, date(2020, 1, 1)) == set(pipes[1:])
    again = client.post(f"{ROUNDS}{first.pk}/resultats/", posted)
    assert again.status_code == 409
    assert "déjà gardés" in again.text


def test_pipes_not_listened_to_say_nothing(
    planned: list[Round], bourg: Tenant, agent: Person, browser: Browser, tmp_path: Path
) -> None:
    browser(agent).post(f"{ROUNDS}{planned[0].pk}/resultats/", {"stop2-outcome": "nothing"})
    with scope(tenant=bourg):
        told = read_feedback(field_feedback(tmp_path / "retours.csv"))  # type: ignore[arg-type]
    assert list(told.table["pipe_id"]) == [planned[0].stops[2]["pipe_id"]]


def test_without_a_ranking_or_courses_the_job_says_what_is_missing(
    bourg: Tenant, agent: Person, browser: Browser, send: Any
) -> None:
    job = plan(bourg, browser(agent))
    assert job.state == JobState.FAILED
    assert "Classez d'abord les conduites" in job.message
    with scope(tenant=bourg):
        from beffroi.web.water.keeping import new_run

        run = new_run(bourg, kind="rank")
        run.save()
        PipeRisk.objects.create(
            tenant=bourg, run=run, pipe="t1", rank=1, expected_per_km_year=1, length_m=50, share=1, reason=""
        )
    job = plan(bourg, browser(agent), week=f"{next_monday() + timedelta(days=7)}")
    assert "Aucun tracé pour les conduites classées" in job.message


@pytest.mark.parametrize(
    ("field", "value", "told"),
    [("week", "2020-01-06", "à venir"), ("metres", "3", "supérieure ou égale"), ("teams", "0", "supérieure ou égale")],
)
def test_a_wish_that_cannot_be_is_refused(
    bourg: Tenant,
    agent: Person,
    browser: Browser,
    ranked: Tenant,
    field: str,
    value: str,
    told: str,
) -> None:
    posted = {"week": f"{next_monday()}", "days": 1, "teams": 1, "metres": 900} | {field: value}
    assert told in browser(agent).post(f"{ROUNDS}preparer/", posted).text


def test_who_oversees_reads_rounds_and_tells_nothing(planned: list[Round], bourg: Tenant, browser: Browser) -> None:
    client = browser(enrol(bourg, Role.ELECTED))
    assert client.get(f"{ROUNDS}{planned[0].pk}/").status_code == 200
    assert client.post(f"{ROUNDS}{planned[0].pk}/resultats/", {"rest": "on"}).status_code == 404
    assert client.post(f"{ROUNDS}preparer/", {}).status_code == 404
