"""The menus of a made-up town: five dishes a day, fish on Fridays, a vegetarian day a week.

The weekly vegetarian menu is in article L. 230-5-6 of the Code rural et de la pêche maritime.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files

import numpy as np
import pandas as pd
from numpy.random import Generator

from beffroi.canteen.panel import Array
from beffroi.canteen.simulate.chance import stream

COURSES = ("starter", "main", "side", "dairy", "dessert")
FRIDAY = 4
FISH_ON_FRIDAYS = 0.7
UNPUBLISHED = 0.04
FISH = ("colin", "poisson", "Poisson", "Saumon")


@dataclass(frozen=True)
class MenuPlan:
    """menus: table ``date``, ``dish``, some days missing; liking: (days,) log-odds of the day's menu."""

    menus: pd.DataFrame
    liking: Array


@cache
def _vocabulary() -> pd.DataFrame:
    path = files("beffroi.canteen").joinpath("data/simulated_dishes.csv")
    with path.open(encoding="utf-8") as file:
        return pd.read_csv(file)


def make_menus(seed: int, days: list[date]) -> MenuPlan:
    """Draw the menus of the school days."""
    rng = stream(seed, "menus")
    dishes = [_dishes(rng, day) for day in days]
    liking = _vocabulary().set_index("dish")["liking"].to_dict()
    published = rng.random(len(days)) >= UNPUBLISHED
    rows = [
        (pd.Timestamp(day), dish)
        for day, menu, told in zip(days, dishes, published.tolist(), strict=True)
        for dish in menu
        if told
    ]
    menus = pd.DataFrame(rows, columns=["date", "dish"]).astype({"date": "datetime64[ns]"})
    return MenuPlan(menus, np.array([sum(liking[dish] for dish in menu) for menu in dishes]))


def _dishes(rng: Generator, day: date) -> list[str]:
    return [_pick(rng, _course(course, day), fish=course == "main" and _fish_day(rng, day)) for course in COURSES]


def _course(course: str, day: date) -> str:
    """Return where the course is picked; the vegetarian weekday changes from week to week."""
    vegetarian = (0, 1, 3)[day.isocalendar().week % 3]
    return "vegetarian" if course == "main" and day.weekday() == vegetarian else course


def _fish_day(rng: Generator, day: date) -> bool:
    return day.weekday() == FRIDAY and bool(rng.random() < FISH_ON_FRIDAYS)


def _pick(rng: Generator, course: str, *, fish: bool) -> str:
    names, shares = _choices(course, fish)
    return names[int(np.searchsorted(shares, rng.random()))]


@cache
def _choices(course: str, fish: bool) -> tuple[tuple[str, ...], Array]:
    rows = _vocabulary()
    rows = rows[rows["course"] == course]
    if fish:
        rows = rows[rows["dish"].str.contains("|".join(FISH))]
    shares = rows["weight"].cumsum() / rows["weight"].sum()
    return tuple(rows["dish"]), shares.to_numpy()
