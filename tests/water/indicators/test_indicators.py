import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from beffroi.water.indicators import indicators, read_volumes, rolling_indicators
from beffroi.water.indicators.declaration import action_plan, declaration_csv, missing_for_sispea
from beffroi.water.indicators.figures import YearUnusable, threshold_on
from beffroi.water.tables import ColumnMissing, ValuesUnreadable

HEAD = "annee;produit;achete;vendu;comptabilise;sans comptage;volume de service;lineaire km\n"
GOOD = HEAD + "2022;1 000 000;100 000;50 000;700 000;10 000;5 000;100\n2023;900000;;0;720000;;;101,5\n"


@pytest.fixture
def volumes(tmp_path: Path) -> Path:
    path = tmp_path / "volumes.csv"
    path.write_text(GOOD, encoding="utf-8")
    return path


def test_a_year_worked_by_hand(volumes: Path) -> None:
    """765,000 m3 used or sold of 1,100,000: 69.5 %; 350,000 m3 not billed, 335,000 lost, over 36,500 km.days."""
    first = indicators(read_volumes(volumes))[0]
    assert first.yield_percent == pytest.approx(100 * 765 / 1100)
    assert first.unbilled_m3_day_km == pytest.approx(350_000 / 36_500)
    assert first.lost_m3_day_km == pytest.approx(335_000 / 36_500)
    assert first.ilc_m3_day_km == pytest.approx(765_000 / 36_500)
    assert first.threshold_percent == pytest.approx(65 + 765_000 / 36_500 / 5)
    assert not first.is_below
    assert first.supposed == ()


@pytest.mark.parametrize(
    ("ilc", "drawn", "asked"), [(0, 0, 65), (50, 0, 75), (50, 2_000_000, 75), (50, 2_000_001, 80), (150, 0, 85)]
)
def test_the_threshold_of_2012(ilc: float, drawn: float, asked: float) -> None:
    law = threshold_on(date(2023, 12, 31))
    assert law is not None
    assert law.percent(ilc=ilc, drawn_in_zone=drawn) == asked
    assert "2012-97" in law.source


def test_before_2012_no_threshold() -> None:
    assert threshold_on(date(2011, 12, 31)) is None


@settings(max_examples=30, deadline=None)
@given(produced=st.integers(1000, 10**8), part=st.floats(0.05, 1.0), km=st.floats(0.5, 5000))
def test_the_yield_and_the_losses_tell_one_story(produced: int, part: float, km: float, tmp_path_factory) -> None:  # type: ignore[no-untyped-def]
    path = tmp_path_factory.mktemp("v") / "v.csv"
    path.write_text(
        f"annee,produit,comptabilise,lineaire\n2020,{produced},{produced * part:.3f},{km}\n", encoding="utf-8"
    )
    (made,) = indicators(read_volumes(path))
    assert made.yield_percent == pytest.approx(100 * part, rel=1e-4)
    assert made.lost_m3_day_km * 365 * km == pytest.approx(produced * (1 - part), rel=1e-3, abs=0.01)


def test_months_make_a_year_and_a_rolling_one(tmp_path: Path) -> None:
    path = tmp_path / "mois.csv"
    months = [f"{2022 + n // 12}-{n % 12 + 1:02d};{100 + n};{80};10" for n in range(14)]
    path.write_text("mois;produit;comptabilise;km\n" + "\n".join(months), encoding="utf-8")
    read = read_volumes(path)
    assert [one.label for one in indicators(read)] == ["2022"]
    rolled = rolling_indicators(read)
    assert [one.label for one in rolled] == ["01/2022 à 12/2022", "02/2022 à 01/2023", "03/2022 à 02/2023"]
    assert rolled[-1].yield_percent == pytest.approx(100 * 960 / sum(range(102, 114)))


def test_a_missing_month_gives_no_rolling_year_across_it(tmp_path: Path) -> None:
    path = tmp_path / "mois.csv"
    months = [f"2022-{n:02d};100;80;10" for n in range(1, 13) if n != 6] + ["2023-01;100;80;10"]
    path.write_text("mois;produit;comptabilise;km\n" + "\n".join(months), encoding="utf-8")
    assert rolling_indicators(read_volumes(path)) == []


def test_what_sispea_lacks_is_said_and_left_empty(volumes: Path) -> None:
    read = read_volumes(volumes)
    missing = missing_for_sispea(read, 2023)
    assert "VP.220 Volume de service du réseau" in missing
    assert not any("VP.059" in one for one in missing)
    lines = declaration_csv(read, indicators(read)[-1], 2023).splitlines()
    assert "VP.059;Volume produit;900000;m3" in lines
    assert "VP.220;Volume de service du réseau;;m3" in lines
    assert "P104.3;Rendement du réseau de distribution;80;%" in lines


def test_under_the_threshold_a_plan_is_owed(tmp_path: Path) -> None:
    path = tmp_path / "v.csv"
    path.write_text("annee,produit,comptabilise,km\n2023,1000000,500000,100\n", encoding="utf-8")
    (made,) = indicators(read_volumes(path))
    assert made.is_below
    plan = action_plan(made, 2023)
    assert "31 décembre 2025" in plan
    assert "177397" in plan.replace(" ", "")
    assert "SOUS LE SEUIL" in made.line()


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("2023;100;0;0;200;0;0;10", "comptabilisée que distribuée"),
        ("2023;100;0;200;50;0;0;10", "vendue en gros"),
        ("2023;-100;0;0;50;0;0;10", "négatif"),
        ("2023;900;0;0;500;0;0;", "linéaire"),
        ("2024;900000000;0;0;500;0;0;10", "autre unité"),
    ],
)
def test_odd_volumes_are_said(tmp_path: Path, row: str, words: str) -> None:
    path = tmp_path / "v.csv"
    path.write_text(HEAD + "2021;1000;0;0;500;0;0;10\n2022;1000;0;0;500;0;0;10\n" + row + "\n", encoding="utf-8")
    assert words in " ".join(finding.line() for finding in read_volumes(path).findings)


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("annee;produit\n2023;1\n", ColumnMissing),
        ("annee;produit;km\n2023;1;2\n", ValuesUnreadable),
        ("annee;produit;comptabilise;km\nhier;1;1;2\n", ValuesUnreadable),
        ("annee;produit;comptabilise;km\n2023;1;;2\n2024;;1;2\n", YearUnusable),
    ],
)
def test_volumes_that_cannot_be_used_are_refused(tmp_path: Path, text: str, error: type) -> None:
    path = tmp_path / "v.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(error):
        indicators(read_volumes(path))


def test_the_command_prints_and_writes(
    volumes: Path, beffroi: Callable[..., int], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out, table, plan = tmp_path / "i.json", tmp_path / "d.csv", tmp_path / "plan.md"
    assert beffroi("water", "indicators", volumes, "--json", out, "--out", table, "--plan", plan) == 0
    shown = capsys.readouterr()
    assert "rendement P104.3 69,5 %" in shown.out
    assert "VP.220" in shown.out
    assert "pas de plan" in shown.err
    assert not plan.exists()
    assert json.loads(out.read_text(encoding="utf-8"))["years"][1]["P104.3"] == 80.0
    assert table.read_text(encoding="utf-8").startswith("code;libellé;valeur;unité")
