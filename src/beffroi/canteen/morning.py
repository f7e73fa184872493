"""The second stage of an order: the morning's dispatch of the meals that were cooked."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pandas as pd

from beffroi.canteen.diets import DietPlan, split_diets
from beffroi.canteen.dispatch import Turnout, booking_turnout, counted_quantiles, dispatch
from beffroi.canteen.forecast import forecast
from beffroi.canteen.history import History
from beffroi.canteen.orders import GRID, Array
from beffroi.canteen.reading.columns import named
from beffroi.canteen.reading.files import read_table
from beffroi.canteen.reading.values import numbers
from beffroi.territory.errors import BadInput

# Until a town has bookings to learn from: every child counted eats but one in twenty, each on its own.
UNLEARNT = Turnout(ratio=0.95, spread=0.22)


class CountsUnusable(BadInput):
    """The morning's counts do not fit the canteens."""


def read_counts(path: Path) -> pd.DataFrame:
    """Read site, kind and registered (children counted) from a CSV file. Raises BadInput."""
    if not path.is_file():
        raise CountsUnusable(f"Fichier introuvable : « {path} » ; donnez les présents du matin, une ligne par cantine.")
    text = named(read_table(path), ("site",), ("kind", "registered", "served"))
    # "Présents" is the heading of the children counted here, and of the meals served in attendance.csv.
    column = "registered" if (text["registered"] != "").any() else "served"
    counts, wrong = numbers(text[column])
    if wrong.any() or (counts < 0).any():
        line = int((wrong | (counts < 0)).idxmax()) + 2
        raise CountsUnusable(f"{path.name}, ligne {line} : le nombre de présents n'est pas un nombre de repas.")
    return text[["site", "kind"]].assign(registered=counts)


def counts_of(rows: pd.DataFrame, canteens: pd.DataFrame) -> Array:
    """Return (canteens,) counts, NaN where there is none; a row without a kind goes by its site.

    Raises CountsUnusable on a site or kind that is no canteen, or that is counted twice.
    """
    counts = np.full(len(canteens), np.nan)
    for row in rows.dropna(subset=["registered"]).to_dict("records"):
        places = (
            (canteens["site"] == row["site"]) & ((canteens["kind"] == row["kind"]) | (row["kind"] == ""))
        ).to_numpy()
        if places.sum() != 1 or np.isfinite(counts[places]).any():
            raise CountsUnusable(
                f"Présents du matin : « {row['site']} » ne désigne pas une cantine ouverte, ou la désigne deux fois ; "
                "écrivez son nom et son type comme dans attendance.csv."
            )
        counts[places] = row["registered"]
    return counts


def morning_dispatch(
    history: History, *, day: date, total: int, counts: pd.DataFrame | None = None, diets: DietPlan | None = None
) -> pd.DataFrame:
    """Share ``total`` meals of a day; return site, kind, order and one column a diet.

    counts: site, kind, registered; by default the bookings of that day in the history. Raises BadInput.
    """
    made = forecast(history, as_of=day - timedelta(days=1), first=day, last=day)
    canteens = made.canteens[["site", "kind"]].reset_index(drop=True)
    if counts is None:
        counts = history.registrations[history.registrations["date"] == pd.Timestamp(day)]
    turnout = booking_turnout(history.known_at(day).attendance, history.registrations) or UNLEARNT
    law = counted_quantiles(made.quantiles(GRID), GRID, counts_of(counts, canteens), turnout)
    keys = list(zip(canteens["site"], canteens["kind"], strict=True))
    reserved = diets.reserved(keys) if diets else None
    shared = dispatch(total, GRID, law, reserved=reserved)
    table = canteens.assign(order=shared.astype(int))
    return pd.concat([table, split_diets(shared, diets, keys).reset_index(drop=True)], axis=1) if diets else table
