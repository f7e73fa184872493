"""What the kitchen knows beside the forecast: menus, pupils by age, diets, portions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from beffroi.canteen.diets import DietPlan, read_diets, split_diets
from beffroi.canteen.orders import Array
from beffroi.canteen.portions import Portion, kitchen_weights, nursery_shares, read_portions
from beffroi.canteen.reading import tables
from beffroi.territory.school_holidays import school_year

Canteen = tuple[str, str]


@dataclass(frozen=True)
class Kitchen:
    """Tables ``menus`` and ``enrolment`` of ``History``, the diets if the town gave them, the portions."""

    menus: pd.DataFrame
    enrolment: pd.DataFrame
    diets: DietPlan | None
    portions: Sequence[Portion]


def read_kitchen(folder: Path) -> Kitchen:
    """Read a town's folder but for its attendance. Raises BadInput."""
    # What is odd in these files is told by ``read_folder``, which reads them for the forecast.
    return Kitchen(tables.menus(folder, []), tables.enrolment(folder, []), read_diets(folder), read_portions(folder))


def with_allergen_plans(orders: pd.DataFrame, diets: DietPlan | None) -> pd.DataFrame:
    """Return the orders (site, kind, order) raised to the allergen plans, which are never cut."""
    if diets is None:
        return orders
    return orders.assign(order=np.maximum(orders["order"], diets.reserved(_keys(orders))).astype(int))


def diets_by_canteen(orders: pd.DataFrame, diets: DietPlan) -> pd.DataFrame:
    """Return date, site, kind and one column of meals a diet, for orders of date, site, kind, order."""
    split = split_diets(orders["order"].to_numpy(dtype=float), diets, _keys(orders)).reset_index(drop=True)
    return pd.concat([orders[["date", "site", "kind"]].reset_index(drop=True), split], axis=1)


def meals_by_age(orders: pd.DataFrame, enrolment: pd.DataFrame) -> pd.DataFrame:
    """Return date, nursery, primary [meals] of the whole town, for orders of date, site, kind, order."""
    nursery = np.zeros(len(orders))
    years = orders["date"].map(school_year)
    for year in sorted(set(years)):
        rows = (years == year).to_numpy()
        nursery[rows] = _nursery(orders[rows], enrolment, year)
    table = orders[["date"]].assign(nursery=nursery, primary=orders["order"] - nursery)
    return table.groupby("date", as_index=False).sum().round()


def _nursery(orders: pd.DataFrame, enrolment: pd.DataFrame, year: str) -> Array:
    return np.asarray(orders["order"].to_numpy(dtype=float) * nursery_shares(enrolment, _keys(orders), year))


def weights(orders: pd.DataFrame, kitchen: Kitchen) -> tuple[pd.DataFrame, list[str]]:
    """Return the weights of ``kitchen_weights`` for the orders, and the dishes without a portion."""
    meals = meals_by_age(orders, kitchen.enrolment)
    menus = kitchen.menus.assign(date=kitchen.menus["date"].dt.date)
    return kitchen_weights(menus, meals, kitchen.portions)


def _keys(orders: pd.DataFrame) -> list[Canteen]:
    return list(zip(orders["site"], orders["kind"], strict=True))


__all__ = ["Kitchen", "diets_by_canteen", "meals_by_age", "read_kitchen", "weights", "with_allergen_plans"]
