"""Indicators: the law's threshold, files to take away, volumes typed by hand."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django_scopes import scope

from beffroi.web.platform.models import Job, Person, Tenant
from beffroi.web.water.folders import current
from beffroi.web.water.models import FileKind, VolumesYear
from beffroi.web.water.starting import start_indicators
from beffroi.web.water.year_charts import YieldOf, year_chart
from web.water.conftest import finish

Browser = Callable[[Person], Client]
YEARS = "period,produced,billed,length_km,service\n2023,300000,190000,25,2000\n2024,300000,200000,25,2000\n"
TYPED = {"period": "2025", "produced": "290000", "billed": "215000,5", "bought": "0", "sold": "0", "length_km": "25"}


@pytest.fixture
def computed(bourg: Tenant, send: Any) -> Tenant:
    """The town with two years of volumes, both under the threshold."""
    send(YEARS, name="volumes.csv")
    finish(bourg, start_indicators(bourg))
    return bourg


def test_the_page_says_at_once_that_the_year_is_under_the_threshold(
    computed: Tenant, agent: Person, browser: Browser
) -> None:
    client = browser(agent)
    page = client.get("/bourg/eau/indicateurs/").text
    assert "rendement sous le seuil légal, 67,3 % pour 69,4 % demandés" in page
    assert "avant le 31 décembre 2026" in page
    assert "VP.060 Volume acheté en gros" in page
    assert "volume acheté en gros" in page
    assert "Plan d'actions contre les pertes d'eau, exercice 2024" in client.get("/bourg/eau/indicateurs/plan.md").text


def test_every_year_leaves_as_a_file_that_spreadsheets_read(computed: Tenant, agent: Person, browser: Browser) -> None:
    content = browser(agent).get("/bourg/eau/indicateurs/annees.csv").content.decode("utf-8-sig")
    rows = [line.split(";") for line in content.splitlines()]
    assert rows[0][1] == "P104.3 rendement (%)"
    assert [row[0] for row in rows[1:]] == ["2023", "2024"]
    assert rows[2][1] == "67,33"


def test_without_volumes_nothing_is_offered_to_take_away(bourg: Tenant, agent: Person, browser: Browser) -> None:
    client = browser(agent)
    assert "saisissez les volumes" in client.get("/bourg/eau/indicateurs/").text
    for name in ("plan.md", "declaration.csv"):
        assert client.get(f"/bourg/eau/indicateurs/{name}").status_code == 404


def test_a_year_typed_by_hand_joins_the_file_and_is_computed(computed: Tenant, agent: Person, browser: Browser) -> None:
    client = browser(agent)
    form = client.get("/bourg/eau/indicateurs/saisir/").text
    assert 'value="2025"' in form
    answer = client.post("/bourg/eau/indicateurs/saisir/", TYPED)
    assert answer.status_code == 302
    with scope(tenant=computed):
        file = current(FileKind.VOLUMES)
        job = Job.objects.latest("pk")
    assert file is not None
    assert file.report["rows"] == 3
    finish(computed, job)
    with scope(tenant=computed):
        year = VolumesYear.objects.get(year=2025)
        assert year.yield_percent == pytest.approx(100 * 215000.5 / 290000, abs=0.01)
        assert VolumesYear.objects.count() == 3
    assert "le seuil légal de 69,7 % est atteint" in client.get("/bourg/eau/indicateurs/").text


def test_a_year_typed_again_takes_the_place_of_the_first(computed: Tenant, agent: Person, browser: Browser) -> None:
    client = browser(agent)
    client.post("/bourg/eau/indicateurs/saisir/", {**TYPED, "period": "2024"})
    with scope(tenant=computed):
        file = current(FileKind.VOLUMES)
    assert file is not None
    assert file.report["rows"] == 2


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"period": "2025-05"}, "par année"),
        ({"period": "hier"}, "Écrivez une année"),
        ({"billed": ""}, "Il manque ce qui a été comptabilisé"),
        ({"produced": "-3"}, "supérieure ou égale à 0"),
        ({"produced": "trois"}, "Saisissez un nombre"),
    ],
)
def test_what_cannot_be_a_year_is_told(
    computed: Tenant, agent: Person, browser: Browser, changed: dict[str, str], told: str
) -> None:
    page = browser(agent).post("/bourg/eau/indicateurs/saisir/", {**TYPED, **changed})
    assert page.status_code == 200
    assert told in page.text


def test_the_chart_shows_the_last_ten_years_against_their_threshold() -> None:
    chart = year_chart("", [YieldOf(str(2000 + year), 70.0 + year, 72.0, below=year < 2) for year in range(14)])
    assert chart is not None
    assert [mark.label for mark in chart.marks][::9] == ["2004", "2013"]
    heights = [mark.y for mark in chart.marks]
    assert heights == sorted(heights, reverse=True)
    assert len({mark.threshold for mark in chart.marks}) == 1
    assert year_chart("", []) is None
