"""A leak's page, its sheet, the list and its exports; what the field says is checked and kept."""

import csv
import io
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from django_scopes import scope

from beffroi.water.feedback import read_feedback
from beffroi.web.platform.models import Person, Tenant
from beffroi.web.water.inputs import field_feedback
from beffroi.web.water.leak_list import tally
from beffroi.web.water.leak_map import candidates_of, leak_plan
from beffroi.web.water.models import Leak, LeakStatus, LeakStep
from beffroi.web.water.moves import Move, move

Browser = Callable[[Person], Client]


def test_candidates_are_drawn_by_their_probability_with_the_circle_to_listen_in(bourg: Tenant, placed: Leak) -> None:
    with scope(tenant=bourg):
        plan = leak_plan(bourg, placed)
    assert plan is not None
    assert [(line.name, line.look) for line in plan.lines[-2:]] == [("c12e", "chance-3"), ("c11e", "chance-1")]
    assert plan.circle is not None
    assert (plan.circle.place, plan.circle.radius_m) == ((135, 90), 120)
    assert [key.label.replace("\xa0", " ") for key in plan.legend] == ["60,0 %", "10,0 %"]


def test_the_page_shows_map_probabilities_and_sensor_with_its_table(
    placed: Leak, agent: Person, browser: Browser
) -> None:
    page = browser(agent).get(f"/bourg/eau/fuites/{placed.pk}/").text
    assert 'class="pipe chance-1"' in page
    assert 'class="ring"' in page
    assert "60,0\xa0%" in page
    assert "Pression de nuit à j12" in page
    assert "début estimé" in page
    assert page.count('<td class="n">−0,21</td>') == 1


def test_a_zone_only_is_said_and_no_pipe_has_a_probability(
    bourg: Tenant, placed: Leak, agent: Person, browser: Browser
) -> None:
    with scope(tenant=bourg):
        Leak.objects.update(zone_only=True)
        assert {one.chance for one in candidates_of(Leak.objects.get(), leak_plan(bourg, placed).drawing)} == {None}
    for path in ("", "fiche/"):
        page = browser(agent).get(f"/bourg/eau/fuites/{placed.pk}/{path}").text
        assert "Zone seulement" in page
        assert "chance-1" not in page
        assert "60,0" not in page


def test_the_sheet_has_boxes_and_no_map_script(placed: Leak, agent: Person, browser: Browser) -> None:
    page = browser(agent).get(f"/bourg/eau/fuites/{placed.pk}/fiche/").text
    assert page.count("tickbox") == 5
    assert "leaflet" not in page
    assert "120 m autour de la conduite c11e" in page


def test_a_leak_that_the_plan_does_not_know_says_so(
    bourg: Tenant, placed: Leak, agent: Person, browser: Browser
) -> None:
    with scope(tenant=bourg):
        Leak.objects.update(pipe="absente", candidates=[], chances=[])
    client = browser(agent)
    assert "pas sur le plan en usage" in client.get(f"/bourg/eau/fuites/{placed.pk}/").text
    assert client.get(f"/bourg/eau/fuites/{placed.pk}/plan.geojson").json()["features"] == []


def test_what_the_field_says_has_a_day_and_a_place_and_feeds_the_ranking(
    bourg: Tenant, placed: Leak, agent: Person, browser: Browser, tmp_path: Path
) -> None:
    day = timezone.localdate() - timedelta(days=3)
    posted = {"to": "confirmed", "found_pipe": "c12e", "place": "12 rue du Puits", "day": f"{day}"}
    page = browser(agent).post(f"/bourg/eau/fuites/{placed.pk}/suite/", posted, follow=True).text
    assert "12 rue du Puits, conduite c12e" in page
    with scope(tenant=bourg):
        step = LeakStep.objects.get()
        assert (step.day, step.place) == (day, "12 rue du Puits")
        told = read_feedback(field_feedback(tmp_path / "retours.csv"))  # type: ignore[arg-type]
        assert tally().confirmed == 1  # type: ignore[union-attr]
    (row,) = told.table.to_dict("records")
    assert (row["date"].date(), row["outcome"], row["pipe_id"]) == (day, "confirmed", "c12e")


@pytest.mark.parametrize(
    ("posted", "told"),
    [
        ({"to": "confirmed", "found_pipe": "c99z"}, "n&#x27;est pas sur le plan"),
        ({"to": "confirmed", "day": "2999-01-01"}, "pas encore venu"),
    ],
)
def test_what_cannot_be_is_refused(
    placed: Leak, agent: Person, browser: Browser, bourg: Tenant, posted: dict[str, str], told: str
) -> None:
    assert told in browser(agent).post(f"/bourg/eau/fuites/{placed.pk}/suite/", posted).text
    with scope(tenant=bourg):
        assert not LeakStep.objects.exists()


def test_a_leak_of_a_zone_is_confirmed_somewhere(bourg: Tenant, placed: Leak, agent: Person, browser: Browser) -> None:
    with scope(tenant=bourg):
        Leak.objects.update(zone_only=True)
    address = f"/bourg/eau/fuites/{placed.pk}/suite/"
    assert "Dites où elle a été trouvée" in browser(agent).post(address, {"to": "confirmed"}).text
    assert browser(agent).post(address, {"to": "confirmed", "place": "sous le pont"}).status_code == 302


def test_a_repair_told_late_ends_on_its_own_day(bourg: Tenant, placed: Leak, agent: Person) -> None:
    from beffroi.web.water.inputs import _repaired

    day = timezone.localdate() - timedelta(days=20)
    with scope(tenant=bourg):
        for to in (LeakStatus.CONFIRMED, LeakStatus.REPAIRED):
            move(bourg, placed, Move(to=to, day=day), person=agent)
        ((_, moment),) = _repaired()
    assert timezone.localtime(moment).date() == day


def leaks_of(bourg: Tenant, leak: Leak) -> list[int]:
    """Three leaks: 2.4 m3/h, one seen again at 9, one whose flow nobody knows."""
    made = [leak.pk]
    for flow, seen in ((1.0, 9.0), (None, None)):
        leak.pk, leak.flow_m3h, leak.seen_flow_m3h, leak.pipe = None, flow, seen, "=c22e"
        leak.save(force_insert=True)
        made.append(leak.pk)
    return made


def test_the_list_comes_by_what_leaks_lose_with_their_cost(
    bourg: Tenant, placed: Leak, agent: Person, browser: Browser
) -> None:
    with scope(tenant=bourg):
        small, large, unknown = leaks_of(bourg, placed)
    client = browser(agent)
    page = client.get("/bourg/eau/fuites/").text
    places = [page.index(f"/fuites/{number}/") for number in (large, small, unknown)]
    assert places == sorted(places)
    assert "Signal (3)" in page
    text = client.get("/bourg/eau/fuites/liste.csv?etat=signal").content.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text), delimiter=";"))
    assert [row["m3 par jour"] for row in rows] == ["216", "57,6", ""]
    assert rows[0]["euros par an"] == f"{216 * 365 * 0.6:.0f}"
    assert rows[0]["conduite"] == "'=c22e"
    assert client.get("/bourg/eau/fuites/liste.csv?etat=closed").content.decode().count("\n") == 1


def test_the_map_of_the_list_says_when_its_coordinates_are_local(
    bourg: Tenant, placed: Leak, agent: Person, browser: Browser
) -> None:
    with scope(tenant=bourg):
        leaks_of(bourg, placed)
    told = browser(agent).get("/bourg/eau/fuites/liste.geojson").json()
    assert "ne dit pas son système" in told["remarque"]
    assert [one["geometry"] for one in told["features"]].count(None) == 2
    assert {"type": "Point", "coordinates": [135, 90]} in [one["geometry"] for one in told["features"]]


def test_a_list_on_a_raepa_register_is_in_degrees(
    bourg: Tenant, leak: Leak, agent: Person, send: Any, browser: Browser
) -> None:
    line = "LINESTRING (699955 6600000, 700045 6600000)"
    send(f"idcana;materiau;longcana;WKT\nc11e;15;90;{line}\n", name="conduites.csv")
    told = browser(agent).get("/bourg/eau/fuites/liste.geojson").json()
    assert told["features"][0]["geometry"]["coordinates"] == [3.0, 46.5]
    assert "remarque" not in told


def test_nobody_visited_no_tally(bourg: Tenant, leak: Leak) -> None:
    with scope(tenant=bourg):
        assert tally() is None
        assert date(2026, 1, 16) == timezone.localdate(leak.onset)
