"""Network page: map with and without a script, colours with their legend, curve, measure against grouping, exports."""

import csv
import io
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from django_scopes import scope

from beffroi.web.platform.models import Person, Tenant
from beffroi.web.platform.models.jobs import JobState
from beffroi.web.water.colourings import tenth_of
from beffroi.web.water.models import Leak, PipeRisk, Sensor, WaterRun
from beffroi.web.water.risk_page import risk_page
from beffroi.web.water.starting import ranking_year, start_rank
from web.water.conftest import finish
from web.water.test_tasks import registers

Browser = Callable[[Person], Client]
NETWORK = "/bourg/eau/reseau/"


def test_without_a_script_the_server_draws_the_pipes_and_the_legend_is_a_table(
    ranked: Tenant, agent: Person, browser: Browser
) -> None:
    page = browser(agent).get(NETWORK).text
    assert 'class="pipe risk-1" d="M' in page
    assert "Le dixième le plus exposé" in page
    assert "Sans classement" in page
    assert 'data-map="/bourg/eau/reseau/plan.geojson?couleur=risque"' in page


def test_the_map_has_leaks_by_status_sensors_and_the_late_ones(
    ranked: Tenant, agent: Person, leak: Leak, browser: Browser
) -> None:
    with scope(tenant=ranked):
        Sensor.objects.create(tenant=ranked, name="j22", kind="pressure", last_t="2026-01-01 00:00:00")
        Sensor.objects.create(tenant=ranked, name="ailleurs", last_t="2026-01-01 00:00:00")
    told = browser(agent).get(f"{NETWORK}plan.geojson").json()
    assert told["flat"] is True
    by_layer: dict[str, list[dict[str, Any]]] = {}
    for one in told["features"]:
        by_layer.setdefault(one["properties"]["layer"], []).append(one)
    assert len(by_layer["pipes"]) == 41
    (sensor,) = by_layer["sensors"]
    assert sensor["geometry"]["coordinates"] == [180, 180]
    assert "late" in sensor["properties"]["look"]
    (found,) = by_layer["leaks"]
    assert found["properties"]["look"] == "leak leak-signal"
    assert found["properties"]["address"] == f"/bourg/eau/fuites/{leak.pk}/"


@pytest.mark.parametrize("colour", ["materiau", "secteur", "faux", ""])
def test_every_colouring_answers(ranked: Tenant, agent: Person, browser: Browser, colour: str) -> None:
    assert browser(agent).get(f"{NETWORK}?couleur={colour}").status_code == 200
    assert browser(agent).get(f"{NETWORK}plan.geojson?couleur={colour}").status_code == 200


def test_pipes_are_coloured_by_the_materials_of_the_register(
    bourg: Tenant, agent: Person, send: Any, browser: Browser
) -> None:
    lines = [
        f"t{n};{'CI' if n < 6 else 'PVC'};90;LINESTRING ({700_000 + 90 * n} 6600000, {700_090 + 90 * n} 6600000)"
        for n in range(9)
    ]
    send("idcana;materiau;longcana;WKT\n" + "\n".join(lines), name="conduites.csv")
    page = browser(agent).get(NETWORK).text
    assert page.index("Fonte grise") < page.index("PVC")
    assert "0,5" in page


def test_a_tenth_of_the_length_is_a_colour() -> None:
    assert [tenth_of(share) for share in (0.001, 0.1, 0.100001, 0.95, 1.0)] == [1, 1, 2, 10, 10]


def test_the_whole_ranking_is_a_spreadsheet_where_nothing_runs_as_a_formula(
    ranked: Tenant, agent: Person, browser: Browser
) -> None:
    text = browser(agent).get(f"{NETWORK}classement.csv").content.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text), delimiter=";"))
    assert len(rows) == 41
    assert rows[1][:4] == ["1", "c00e", "2", "90"]
    assert rows[1][5] == "'=raison de c00e"
    assert rows[2][4] == "0,05"


def test_the_curve_and_its_table_say_the_same(ranked: Tenant) -> None:
    with scope(tenant=ranked):
        page = risk_page(list(PipeRisk.objects.all()), None)
    assert page is not None
    half = next(row for row in page.table if row.share == 0.5)
    weights = [1 / rank for rank in range(1, 41)]
    assert half.breaks == pytest.approx(sum(weights[:20]) / sum(weights), abs=0.005)
    assert page.chart.traces[0].path.startswith("M64 244")


def test_the_ranking_is_measured_on_the_towns_own_past_against_grouping(
    bourg: Tenant, agent: Person, send: Any, browser: Browser
) -> None:
    pipes, breaks = registers()
    send(pipes, name="conduites.csv")
    send(breaks, name="casses.csv")
    job = finish(bourg, start_rank(bourg, year=2025, person=agent))
    assert job.state == JobState.DONE, job.message
    with scope(tenant=bourg):
        told = WaterRun.objects.get().result["evaluation"]
    assert told["years"][-1] == 2024
    page = browser(agent).get(NETWORK).text
    assert "avec la méthode simple" in page
    assert f"de {told['years'][0]} à 2024" in page


def test_too_short_a_past_is_told(ranked: Tenant, agent: Person, browser: Browser) -> None:
    with scope(tenant=ranked):
        WaterRun.objects.update(result={"evaluation": {"missing": "Pas assez de casses avant 2025."}})
    page = browser(agent).get(NETWORK).text
    assert "Pas assez d'années pour mesurer" in page
    assert "Pas assez de casses avant 2025." in page


def test_a_register_that_stops_years_ago_is_ranked_for_the_year_after(bourg: Tenant, send: Any) -> None:
    today = timezone.localdate()
    with scope(tenant=bourg):
        assert ranking_year(today) == today.year
    send("pipe_id,date\nt1,2012-01-01\nt1,2018-06-01\n", name="casses.csv")
    with scope(tenant=bourg):
        assert ranking_year(today) == 2019


def test_a_town_without_files_is_told_what_to_send(bourg: Tenant, agent: Person, browser: Browser) -> None:
    page = browser(agent).get(NETWORK).text
    assert "Pas encore de plan" in page
    assert "Aucun classement" in page
    assert browser(agent).get(f"{NETWORK}plan.geojson").json()["features"] == []
