from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from odfdo import Document

from beffroi.canteen.export import write_csv, write_orders
from beffroi.canteen.forecast import Forecast, forecast
from beffroi.canteen.history import History
from beffroi.canteen.kitchen import Kitchen, diets_by_canteen, read_kitchen, with_allergen_plans
from beffroi.canteen.writing import write_folder

LEVEL = 0.8


@pytest.fixture(scope="module")
def made(town: History) -> Forecast:
    return forecast(town, as_of=date(2024, 3, 4), first=date(2024, 3, 11), last=date(2024, 3, 22), service_level=LEVEL)


@pytest.fixture(scope="module")
def kitchen(town: History, tmp_path_factory: pytest.TempPathFactory) -> Kitchen:
    folder = tmp_path_factory.mktemp("cuisine")
    write_folder(town, folder)
    (folder / "diets.csv").write_text("diet;share;meals\nsans porc;0,1;\nPAI;;2\n", encoding="utf-8")
    return read_kitchen(folder)


@pytest.fixture(scope="module")
def sheets(made: Forecast, kitchen: Kitchen, tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[list[Any]]]:
    path = write_orders(made, tmp_path_factory.mktemp("ods") / "commandes.ods", level=LEVEL, kitchen=kitchen)
    return {table.name: table.get_values() for table in Document(path).body.tables}


def body(sheet: list[list[Any]], heading: str) -> pd.DataFrame:
    start = next(i for i, row in enumerate(sheet) if row[0] == heading)
    return pd.DataFrame(sheet[start + 1 :], columns=sheet[start])


def test_the_workbook_has_a_sheet_a_week_and_one_a_matter(sheets: dict[str, list[list[Any]]]) -> None:
    assert list(sheets) == [
        "Cuisine centrale", "Semaine du 11-03-2024", "Semaine du 18-03-2024", "Régimes",
        "Régimes du 11-03-2024", "Régimes du 18-03-2024", "Poids", "Marges",
    ]  # fmt: skip


def test_the_canteens_orders_read_back_and_sum_to_the_line_of_totals(
    made: Forecast, sheets: dict[str, list[list[Any]]]
) -> None:
    week = body(sheets["Semaine du 11-03-2024"], "Cantine")
    days = made.canteens[made.canteens["date"] < date(2024, 3, 18)]
    assert week.iloc[:-1, 2:].sum().tolist() == days.groupby("date")["order"].sum().tolist()
    assert week.iloc[-1, 2:].tolist() == week.iloc[:-1, 2:].sum().tolist()


def test_the_kitchen_s_total_lies_in_its_interval_and_below_the_sum_of_the_canteens(
    made: Forecast, sheets: dict[str, list[list[Any]]]
) -> None:
    table = body(sheets["Cuisine centrale"], "Jour")
    assert len(table) == len(made.total)
    assert table["À produire (réparti le matin)"].tolist() == made.total["order"].tolist()
    assert (table["À produire (réparti le matin)"] <= table["Au plus (80 %)"]).all()
    assert (table["À produire (réparti le matin)"] < table["Somme des cantines"]).all()


def test_diets_sum_to_the_orders(made: Forecast, sheets: dict[str, list[list[Any]]]) -> None:
    table = body(sheets["Régimes"], "Jour")
    assert table["Total"].tolist() == made.canteens.groupby("date")["order"].sum().tolist()
    assert (table["PAI"] == 2 * made.canteens.groupby("date").size().to_numpy()).all()


def test_weights_are_there_for_the_days_of_the_range_only(made: Forecast, sheets: dict[str, list[list[Any]]]) -> None:
    table = body(sheets["Poids"], "Jour")
    assert table["Jour"].nunique() <= len(made.total)
    assert (table["Poids (kg)"] > 0).all()


def test_allergen_plans_raise_an_order_that_is_too_small(made: Forecast, kitchen: Kitchen) -> None:
    raised = with_allergen_plans(made.canteens.assign(order=0), kitchen.diets)
    assert (raised["order"] == 2).all()
    assert kitchen.diets is not None
    assert (diets_by_canteen(raised, kitchen.diets)[["sans porc", "standard"]] == 0).all(axis=None)


def test_a_kitchen_without_menus_and_diets_gets_orders_all_the_same(made: Forecast, tmp_path: Path) -> None:
    path = write_orders(made, tmp_path / "commandes.ods", level=LEVEL)
    names = [table.name for table in Document(path).body.tables]
    assert names == ["Cuisine centrale", "Semaine du 11-03-2024", "Semaine du 18-03-2024", "Marges"]


def test_the_csv_reads_back(made: Forecast, tmp_path: Path) -> None:
    read = pd.read_csv(write_csv(made.canteens, tmp_path / "new" / "prevision.csv"), parse_dates=["date"])
    assert list(read.columns) == list(made.canteens.columns)
    assert read["order"].tolist() == made.canteens["order"].tolist()
    assert (read["forecast"] - made.canteens["forecast"]).abs().max() <= 0.05


@pytest.mark.parametrize(
    ("options", "code"),
    [
        (["--cost-surplus", "2,30", "--cost-shortage", "9"], 0),
        (["--service-level", "0.8", "--cost-surplus", "2.30", "--cost-shortage", "9"], 2),
        ([], 2),
        (["--service-level", "80"], 2),
    ],
)
def test_orders_take_costs_or_a_service_level(
    beffroi: Callable[..., int], town_folder: Path, tmp_path: Path, options: list[str], code: int
) -> None:
    dates = ("--as-of", "2024-03-04", "--from", "2024-03-11", "--to", "2024-03-12")
    out = tmp_path / "commandes.ods"
    assert beffroi("canteen", "orders", town_folder, *dates, *options, "--out", out) == code
    assert out.exists() == (code == 0)
