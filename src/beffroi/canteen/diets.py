"""Special diets and allergen plans (PAI) under each canteen's order.

The town says them in ``diets.csv``: site and kind (empty: every canteen), diet, and either a share
of the meals or a fixed number of meals. PAI: "projet d'accueil individualisé", article D. 351-9 of
the Code de l'éducation.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from beffroi.canteen.dishes import plain
from beffroi.canteen.orders import Array
from beffroi.canteen.reading.files import find, read_table
from beffroi.canteen.reading.values import numbers
from beffroi.territory.errors import BadInput

STANDARD = "standard"
HEADINGS = {"site": ("site", "cantine", "ecole"), "kind": ("kind", "type"), "diet": ("diet", "regime"),
            "share": ("share", "part"), "meals": ("meals", "repas")}  # fmt: skip
Canteen = tuple[str, str]


class DietsUnusable(BadInput):
    """diets.csv cannot be read."""


@dataclass(frozen=True)
class DietPlan:
    """What the town said of diets.

    table: columns site, kind, diet (text), share (0 to 1) and meals [meals], NaN where not given.
    """

    table: pd.DataFrame

    def diets(self) -> list[str]:
        """Return the diets in the order of the file, fixed numbers first."""
        fixed = self.table["meals"].notna()
        return list(dict.fromkeys([*self.table.loc[fixed, "diet"], *self.table.loc[~fixed, "diet"]]))

    def of(self, canteens: Sequence[Canteen], column: str, diets: Sequence[str]) -> Array:
        """Return (canteens, diets) shares or meals, 0 where not given; a canteen's own row wins."""
        values = np.zeros((len(canteens), len(diets)))
        rows = self.table[self.table["diet"].isin(list(diets))].sort_values(["site", "kind"], kind="stable")
        for row in rows.to_dict("records"):
            chosen = [row["site"] in {"", site} and row["kind"] in {"", kind} for site, kind in canteens]
            values[chosen, list(diets).index(row["diet"])] = 0 if np.isnan(row[column]) else row[column]
        return values

    def reserved(self, canteens: Sequence[Canteen]) -> Array:
        """Return (canteens,) meals of allergen plans, which are never cut."""
        plans = [diet for diet in self.diets() if is_allergen_plan(diet)]
        return np.asarray(self.of(canteens, "meals", plans).sum(axis=1))


def is_allergen_plan(diet: str) -> bool:
    """Tell whether a diet is an allergen plan: its name begins with PAI."""
    return plain(diet).split()[:1] == ["pai"]


def read_diets(folder: Path) -> DietPlan | None:
    """Read ``diets.csv`` of a town's folder, None when there is none. Raises DietsUnusable, FileUnreadable."""
    path = find(Path(folder), "diets")
    if path is None:
        return None
    text = _columns(read_table(path).rows, path.name)
    share, wrong_share = _share(text["share"])
    meals, wrong_meals = numbers(text["meals"])
    table = text[["site", "kind", "diet"]].assign(share=share, meals=meals)
    wrong = wrong_share | wrong_meals | (share.notna() == meals.notna()) | (table["diet"] == "")
    wrong |= (meals < 0) | (meals % 1 > 0) | ~share.fillna(0).between(0, 1)
    wrong |= meals.isna() & table["diet"].map(is_allergen_plan)
    if wrong.any():
        raise DietsUnusable(
            f"{path.name}, ligne {int(wrong.idxmax()) + 2} : donnez un régime, et soit une part entre 0 et 1, soit un "
            "nombre de repas ; un PAI s'écrit en nombre de repas."
        )
    return DietPlan(table)


def _columns(rows: pd.DataFrame, name: str) -> pd.DataFrame:
    headings = {plain(str(column).strip()): column for column in rows.columns}
    found = {key: next((headings[n] for n in names if n in headings), None) for key, names in HEADINGS.items()}
    if found["diet"] is None or (found["share"] is None and found["meals"] is None):
        raise DietsUnusable(f"{name} : il faut une colonne « régime », et « part » ou « repas ».")
    return pd.DataFrame({key: rows[column].str.strip() if column is not None else "" for key, column in found.items()})


def _share(text: pd.Series) -> tuple[pd.Series, pd.Series]:
    """Read "0,12" or "12 %"."""
    per_cent = text.str.endswith("%")
    values, wrong = numbers(text.str.rstrip("% "))
    return values.where(~per_cent, values / 100), wrong


def split_diets(orders: Array, plan: DietPlan, canteens: Sequence[Canteen]) -> pd.DataFrame:
    """Return (canteens, diets) whole meals that sum to the orders, the last column being the rest.

    Allergen plans are never cut: they raise an order that is below them. Shares are of what fixed
    numbers leave, rounded up since a standard meal does not do for a diet while the contrary holds.
    """
    names = plan.diets()
    fixed, shares = plan.of(canteens, "meals", names), plan.of(canteens, "share", names)
    allergen = np.array([is_allergen_plan(name) for name in names], dtype=bool)
    left = np.maximum(orders, plan.reserved(canteens)) - fixed[:, allergen].sum(axis=1)
    base = np.clip(left - fixed[:, ~allergen].sum(axis=1), 0, None)
    meals = np.where(allergen, fixed, 0.0)
    for column in np.flatnonzero(~allergen):
        asked = fixed[:, column] + np.ceil(shares[:, column] * base - 1e-9)
        meals[:, column] = np.minimum(asked, left)
        left = left - meals[:, column]
    index = pd.MultiIndex.from_tuples(list(canteens), names=["site", "kind"])
    return pd.DataFrame(np.column_stack([meals, left]).astype(int), columns=[*names, STANDARD], index=index)
