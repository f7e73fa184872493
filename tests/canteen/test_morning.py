import argparse
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from beffroi.canteen.diets import read_diets
from beffroi.canteen.history import History
from beffroi.canteen.kitchen_commands import add_kitchen_commands
from beffroi.canteen.morning import CountsUnusable, counts_of, morning_dispatch, read_counts
from beffroi.canteen.simulate import simulate

DAY = date(2024, 3, 12)
CANTEENS = pd.DataFrame({"site": ["Curie", "Curie", "Sand"], "kind": ["M", "E", "E"]})


def test_the_morning_s_counts_draw_the_meals_to_the_children_who_are_there(town: History) -> None:
    plain = morning_dispatch(town, day=DAY, total=700)
    first = plain.iloc[0]
    counts = pd.DataFrame({"site": [first["site"]], "kind": [first["kind"]], "registered": [10.0]})
    counted = morning_dispatch(town, day=DAY, total=700, counts=counts)
    assert plain["order"].sum() == counted["order"].sum() == 700
    assert counted.iloc[0]["order"] < 0.5 * first["order"]


def test_bookings_of_the_day_are_used_by_themselves() -> None:
    town = simulate(seed=3, canteens=6, years=2, last_year=2023, registrations=True)
    today = town.attendance[town.attendance["date"] == pd.Timestamp(DAY)]
    total = int(1.03 * today["served"].sum())
    shared = morning_dispatch(town, day=DAY, total=total).merge(today, on=["site", "kind"])
    assert (shared["order"] - shared["served"]).abs().sum() / total < 0.06


def test_the_command_writes_the_dispatch_with_its_diets(town_folder: Path, tmp_path: Path) -> None:
    folder = tmp_path / "ville"
    folder.mkdir()
    for file in town_folder.iterdir():
        (folder / file.name).write_bytes(file.read_bytes())
    (folder / "diets.csv").write_text("diet,meals\nPAI,2\n")
    parser = argparse.ArgumentParser()
    add_kitchen_commands(parser.add_subparsers())
    out = tmp_path / "out.csv"
    asked = parser.parse_args(["dispatch", str(folder), "--date", str(DAY), "--total", "650", "--out", str(out)])
    assert asked.run(asked) == 0
    table = pd.read_csv(out)
    assert table["order"].sum() == 650
    assert (table["PAI"] == 2).all()
    assert (table["PAI"] + table["standard"] == table["order"]).all()
    assert read_diets(folder) is not None


def test_the_declaration_command_writes_the_year(town_folder: Path, tmp_path: Path) -> None:
    parser = argparse.ArgumentParser()
    add_kitchen_commands(parser.add_subparsers())
    out = tmp_path / "ma-cantine.csv"
    asked = parser.parse_args(["declaration", str(town_folder), "--year", "2023", "--out", str(out)])
    assert asked.run(asked) == 0
    assert (pd.read_csv(out)["yearly_meal_count"] > 0).all()


def test_counts_go_to_their_canteen() -> None:
    rows = pd.DataFrame({"site": ["Sand", "Curie"], "kind": ["", "M"], "registered": [40.0, 70.0]})
    assert counts_of(rows, CANTEENS) == pytest.approx(np.array([70.0, np.nan, 40.0]), nan_ok=True)


@pytest.mark.parametrize(
    "rows", [[("Inconnue", "")], [("Curie", "")], [("Sand", "M")], [("Sand", "E"), ("Sand", "")]], ids=str
)
def test_counts_that_name_no_canteen_or_name_it_twice_are_refused(rows: list[tuple[str, str]]) -> None:
    table = pd.DataFrame(rows, columns=["site", "kind"]).assign(registered=10.0)
    with pytest.raises(CountsUnusable, match="ne désigne pas"):
        counts_of(table, CANTEENS)


@pytest.mark.parametrize("heading", ["inscriptions", "Présents", "réservés", "registered"])
def test_counts_are_read_with_french_headings(tmp_path: Path, heading: str) -> None:
    path = tmp_path / "presents.csv"
    path.write_text(f"cantine;type;{heading}\nCurie;E;42\n", encoding="utf-8")
    assert read_counts(path).to_numpy().tolist() == [["Curie", "E", 42.0]]


@pytest.mark.parametrize("text", ["site,registered\nCurie,douze\n", "site,registered\nCurie,-1\n"])
def test_counts_that_are_no_numbers_are_told_with_their_line(tmp_path: Path, text: str) -> None:
    path = tmp_path / "presents.csv"
    path.write_text(text)
    with pytest.raises(CountsUnusable, match="ligne 2"):
        read_counts(path)


def test_a_file_of_counts_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(CountsUnusable, match="introuvable"):
        read_counts(tmp_path / "rien.csv")
