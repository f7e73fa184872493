"""What attendance gives for the yearly declaration on ma-cantine.

Article L. 230-5-1 of the Code rural; field names of the open register of canteens,
https://www.data.gouv.fr/datasets/registre-national-des-cantines/
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from beffroi.canteen.history import History
from beffroi.territory.errors import BadInput

COLUMNS = ["year", "site", "kind", "yearly_meal_count", "daily_meal_count", "days_served", "days_unknown"]


class YearWithoutMeals(BadInput):
    """No meal was served in the year."""


def declaration(history: History, year: int) -> pd.DataFrame:
    """Return per canteen the children's meals of a calendar year, columns ``COLUMNS``.

    yearly_meal_count and daily_meal_count (mean over the days served) are the declaration's fields;
    days_unknown counts the rows without a number of meals, which are in neither. Meals of adults are
    not in the attendance. Raises YearWithoutMeals.
    """
    rows = history.attendance[history.attendance["date"].dt.year == year]
    if not (rows["served"] > 0).any():
        raise YearWithoutMeals(f"Aucun repas servi en {year} : choisissez une année du fichier attendance.csv.")
    rows = rows.assign(unknown=rows["served"].isna(), served=rows["served"].where(rows["served"] > 0))
    table = rows.groupby(["site", "kind"], as_index=False).agg(
        yearly_meal_count=("served", "sum"), days_served=("served", "count"), days_unknown=("unknown", "sum")
    )
    daily = (table["yearly_meal_count"] / table["days_served"].where(table["days_served"] > 0)).round().fillna(0)
    return table.assign(
        year=year, yearly_meal_count=table["yearly_meal_count"].astype(int), daily_meal_count=daily.astype(int)
    )[COLUMNS]


def write_declaration(history: History, year: int, path: Path) -> Path:
    """Write the declaration of a year as CSV."""
    path.parent.mkdir(parents=True, exist_ok=True)
    declaration(history, year).to_csv(path, index=False)
    return path
