from pathlib import Path

import pandas as pd
import pytest

from beffroi.canteen.declaration import YearWithoutMeals, declaration, write_declaration
from beffroi.canteen.history import History


def test_a_year_s_meals_are_those_of_the_attendance(town: History) -> None:
    table = declaration(town, 2023)
    served = town.attendance[town.attendance["date"].dt.year == 2023]
    assert table["yearly_meal_count"].sum() == served["served"].sum()
    assert table["days_unknown"].sum() == served["served"].isna().sum()
    assert not table.duplicated(["site", "kind"]).any()


def test_the_daily_count_is_the_mean_of_the_days_served(town: History) -> None:
    table = declaration(town, 2023)
    assert (table["daily_meal_count"] - table["yearly_meal_count"] / table["days_served"]).abs().max() <= 0.5


def test_a_year_without_a_meal_is_told(town: History) -> None:
    with pytest.raises(YearWithoutMeals, match="1999"):
        declaration(town, 1999)


def test_the_file_reads_back(town: History, tmp_path: Path) -> None:
    path = write_declaration(town, 2023, tmp_path / "new" / "ma-cantine.csv")
    assert pd.read_csv(path)["yearly_meal_count"].tolist() == declaration(town, 2023)["yearly_meal_count"].tolist()
