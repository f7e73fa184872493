"""From meals to kilograms on the plate, by dish and age group.

Portions: ``data/portions.csv`` [g], ready to eat, without sauce, after the table of portions by age
of "Recommandation nutrition" (GEMRCN, version 2.0, July 2015, annexe 4), to which the portions of the
arrêté du 30 septembre 2011 on school meals go back: +-10 %, the lower end where a range is given. Losses
between purchase and plate vary with the product and the kitchen: a town gives its own portions.
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from math import isfinite
from operator import itemgetter
from pathlib import Path

import numpy as np
import pandas as pd

from beffroi.canteen.dishes import plain
from beffroi.canteen.orders import Array
from beffroi.canteen.reading.files import find, read_table
from beffroi.territory.errors import BadInput

Canteen = tuple[str, str]
NURSERY_SHARE = {"M": 1.0, "E": 0.0, "M/E": 0.375}


class PortionsUnusable(BadInput):
    """portions.csv cannot be read."""


@dataclass(frozen=True, slots=True)
class Portion:
    """One component of a meal: words of dishes that show it, grams on the plate by age group.

    Grams are NaN for dishes that the recommendation counts otherwise (litres, pieces, a wide range).
    """

    component: str
    label: str
    words: tuple[str, ...]
    nursery: float
    primary: float
    adult: float

    def kilograms(self, *, nursery: float, primary: float, adult: float = 0) -> float:
        """Return the weight of so many portions of each age group [kg]."""
        return (nursery * self.nursery + primary * self.primary + adult * self.adult) / 1000


@cache
def recommended_portions() -> tuple[Portion, ...]:
    """Return the portions of the national recommendation, the most telling words first."""
    text = files("beffroi.canteen").joinpath("data/portions.csv").read_text(encoding="utf-8")
    return tuple(_portion(row) for row in csv.DictReader(text.splitlines()))


def read_portions(folder: Path) -> tuple[Portion, ...]:
    """Return the town's own ``portions.csv``, looked at before the recommended ones.

    Raises PortionsUnusable, FileUnreadable.
    """
    path = find(Path(folder), "portions")
    if path is None:
        return recommended_portions()
    try:
        own = tuple(_portion(row) for row in read_table(path).rows.to_dict("records"))
    except (KeyError, ValueError) as error:
        raise PortionsUnusable(
            f"{path.name} : il faut les colonnes component, label, words, nursery, primary et adult, en grammes."
        ) from error
    return (*own, *recommended_portions())


def _portion(row: dict[str, str]) -> Portion:
    grams = {age: float(row[age].replace(",", ".") or "nan") for age in ("nursery", "primary", "adult")}
    words = tuple(_spelled(word) for word in row["words"].split("|") if word.strip())
    return Portion(row["component"], row["label"], words, **grams)


def portion_of(dish: str, portions: Sequence[Portion]) -> Portion | None:
    """Return the portion whose word comes first in the dish; None when no weight is known.

    The first word tells: "tarte aux pommes" is a tart, "omelette au fromage" an omelette.
    """
    spaced = f" {_spelled(dish)}"
    found = [(place, p) for p in portions for word in p.words if (place := spaced.find(f" {word}")) >= 0]
    if not found:
        return None
    portion = min(found, key=itemgetter(0))[1]
    return portion if isfinite(portion.nursery) else None


def _spelled(text: str) -> str:
    return " ".join(plain(text.replace("œ", "oe").replace("Œ", "oe")).replace("-", " ").split())


def nursery_shares(enrolment: pd.DataFrame, canteens: Sequence[Canteen], school_year: str) -> Array:
    """Return (canteens,) share of nursery pupils, from the last enrolment up to the school year.

    Where it is unknown the kind tells: three nursery years to five primary years under "M/E".
    """
    known = enrolment[(enrolment["school_year"] <= school_year) & (enrolment["nursery"] + enrolment["primary"] > 0)]
    last = known.sort_values("school_year").drop_duplicates(["site", "kind"], keep="last")
    shares = (last["nursery"] / (last["nursery"] + last["primary"])).tolist()
    told = dict(zip(zip(last["site"], last["kind"], strict=True), shares, strict=True))
    return np.array([told.get(key, NURSERY_SHARE.get(key[1], NURSERY_SHARE["M/E"])) for key in canteens])


def kitchen_weights(
    menus: pd.DataFrame, meals: pd.DataFrame, portions: Sequence[Portion]
) -> tuple[pd.DataFrame, list[str]]:
    """Return the weight of each dish of each day, and the dishes without a known portion.

    menus: ``date``, ``dish``; meals: ``date``, ``nursery``, ``primary`` [meals]. Columns: date,
    dish, label, nursery, primary [meals], kilograms.
    """
    served = menus.merge(meals, on="date").drop_duplicates(["date", "dish"])
    rows, unknown = [], dict[str, None]()
    for row in served.itertuples(index=False):
        portion = portion_of(row.dish, portions)
        if portion is None:
            unknown[row.dish] = None
            continue
        weight = portion.kilograms(nursery=row.nursery, primary=row.primary)
        rows.append((row.date, row.dish, portion.label, row.nursery, row.primary, round(weight, 1)))
    columns = ["date", "dish", "label", "nursery", "primary", "kilograms"]
    return pd.DataFrame(rows, columns=columns), list(unknown)
