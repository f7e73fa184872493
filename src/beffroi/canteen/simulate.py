"""A seeded town that behaves like a real one, for the demo, the tests and trials of scale."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd
from numpy.random import Generator
from numpy.typing import NDArray

from beffroi.canteen.dishes import group_names, groups_of
from beffroi.canteen.history import History
from beffroi.canteen.panel import Array, school_year_of
from beffroi.canteen.surroundings import surroundings
from beffroi.territory.calendar import FOUR_DAYS, SchoolCalendar
from beffroi.territory.errors import BadInput

STREETS = (
    "Belfort", "Carnot", "Diderot", "Pasteur", "Lavoisier", "Michelet", "Ferry", "Hugo", "Sand", "Zola", "Curie",
    "Prévert", "Monet", "Ravel",
)  # fmt: skip
PLACES = (
    "Bords-de-l'Eau", "Coteaux", "Vieux-Moulin", "Grand-Pré", "Tilleuls", "Peupliers", "Hauts-Champs", "Clos-Fleuri",
    "Remparts",
)  # fmt: skip
SECTORS = ("Centre", "Nord", "Sud", "Est", "Ouest")
STARTERS = ("Carottes râpées", "Betteraves", "Salade verte", "Concombres", "Taboulé", "Potage de légumes", "Pizza")
MAINS = (
    "Filet de colin", "Brandade de poisson", "Rôti de porc", "Sauté de dinde", "Poulet rôti", "Steak haché",
    "Couscous", "Lasagnes", "Hachis parmentier", "Omelette", "Nuggets", "Blanquette de veau", "Chili végétarien",
)  # fmt: skip
SIDES = ("Frites", "Riz", "Purée", "Haricots verts", "Épinards", "Pâtes", "Courgettes", "Lentilles", "Semoule")
DESSERTS = ("Yaourt", "Pomme", "Tarte aux pommes", "Glace", "Compote", "Banane", "Éclair", "Fruit de saison")
DISH_EFFECTS = {"fish": -0.02, "fries": 0.02, "pizza": 0.012, "breaded": 0.02, "offal": -0.04, "vegetables": -0.008}
WEEKDAY_EFFECTS = np.array([0.0, 0.015, -0.12, 0.02, -0.012, 0.0, 0.0])
MOST_CANTEENS = 30_000


class TownImpossible(BadInput):
    """No such town can be simulated."""


@dataclass(frozen=True)
class _Town:
    """Canteens and their habits; arrays are (canteens,) but weekday (canteens, 7)."""

    sites: list[str]
    kinds: NDArray[np.str_]
    sectors: NDArray[np.str_]
    level: Array
    weekday: Array
    opens: NDArray[np.int64]


def simulate(
    *, seed: int, canteens: int, years: int, zone: str = "B", wednesday: bool = False, last_year: int = 2024
) -> History:
    """Return the history of a made-up town: ``years`` school years, the last from ``last_year``.

    The same arguments always give the same town. Raises TownImpossible.
    """
    if not 1 <= canteens <= MOST_CANTEENS or not 1 <= years <= 20:
        raise TownImpossible(f"Choisissez de 1 à {MOST_CANTEENS} cantines et de 1 à 20 années.")
    rng = np.random.Generator(np.random.PCG64(seed))
    calendar = SchoolCalendar(zone, FOUR_DAYS | ({2} if wednesday else set()))
    days = calendar.school_days(date(last_year - years + 1, 9, 1), date(last_year + 1, 7, 7))
    town = _town(rng, canteens, days)
    pupils, nursery = _pupils(rng, town, years)
    dishes = [_menu(rng) for _ in days]
    strikes = sorted(rng.choice(len(days), size=max(1, len(days) // 60), replace=False).tolist())
    rates = _rates(rng, town, days, dishes, calendar)
    year_of = np.array([school_year_of(day) - (last_year - years + 1) for day in days])
    served = _served(rng, rates, pupils[:, year_of], strikes, town.opens)
    return History(
        attendance=_attendance(rng, town, days, served, pupils[:, year_of] * rates),
        enrolment=_enrolment(town, pupils, nursery, last_year - years + 1),
        menus=_menus(days, dishes),
        strikes=frozenset(days[place] for place in strikes),
        calendar=pd.DataFrame(
            {
                "start": [pd.Timestamp(days[0])],
                "end": [pd.Timestamp(last_year + 2, 8, 31)],
                "kind": ["zone"],
                "value": [zone],
                "label": ["zone de la ville inventée"],
            }
        ),
        registrations=pd.DataFrame(columns=["date", "site", "kind", "registered"]),
    )


def _town(rng: Generator, count: int, days: list[date]) -> _Town:
    names = [*STREETS, *(f"{word} {place}" for place in PLACES for word in ("École", "Groupe"))]
    sites = [(names[i] if i < len(names) else f"{STREETS[i % len(STREETS)]} {i}").strip().upper() for i in range(count)]
    opens = np.where(rng.random(count) < 0.04, rng.integers(0, max(1, len(days) // 2), count), 0)
    return _Town(
        sites=sites,
        kinds=rng.choice(["M", "E", "M/E"], size=count, p=[0.3, 0.3, 0.4]),
        sectors=rng.choice(SECTORS, size=count),
        level=np.clip(rng.normal(0.73, 0.09, count), 0.35, 0.95),
        weekday=rng.normal(0, 0.015, (count, 7)),
        opens=opens,
    )


def _pupils(rng: Generator, town: _Town, years: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    count = len(town.sites)
    first = rng.lognormal(5.2, 0.45, count)
    drift = np.exp(np.cumsum(rng.normal(0, 0.035, (count, years)), axis=1))
    pupils = np.clip(first[:, None] * drift, 25, 700).astype(int)
    share = np.select([town.kinds == "M", town.kinds == "E"], [1.0, 0.0], rng.uniform(0.3, 0.5, count))
    return pupils, np.round(pupils * share[:, None]).astype(int)


def _menu(rng: Generator) -> list[str]:
    return [str(rng.choice(list(dishes))) for dishes in (STARTERS, MAINS, SIDES, DESSERTS)]


def _rates(rng: Generator, town: _Town, days: list[date], dishes: list[list[str]], calendar: SchoolCalendar) -> Array:
    """Return (canteens, days) probability that a pupil eats there."""
    table = surroundings(days, calendar)
    weekdays = table.weekday.to_numpy()
    common = WEEKDAY_EFFECTS[weekdays] + _menu_effects(dishes)
    common = common - 0.03 * (table.to_holiday == 1) - 0.02 * ((table.gap_after > 2) & (table.to_holiday > 1))
    common = common - 0.10 * table.to_summer * np.exp(-table.to_holiday / 6)
    common = common - 0.08 * table.since_summer * np.exp(-table.since_holiday / 2)
    winter = np.isin(table.month, (12, 1, 2, 3))
    common = common - 0.01 * winter + rng.normal(0, 0.008, len(days))
    drift = np.cumsum(rng.normal(0, 0.003, (len(town.sites), len(days))), axis=1)
    own = rng.normal(0, 0.02, (len(town.sites), len(days)))
    outings = (rng.random((len(town.sites), len(days))) < 0.004 + 0.03 * np.isin(table.month, (6, 7))) * 0.25
    rates = town.level[:, None] + town.weekday[:, weekdays] + common.to_numpy() + drift + own - outings
    return np.asarray(np.clip(rates, 0.02, 0.99))


def _menu_effects(dishes: list[list[str]]) -> Array:
    effects = np.array([DISH_EFFECTS.get(group, 0.0) for group in group_names()])
    return np.array([effects @ np.array(groups_of(" ".join(menu)), dtype=float) for menu in dishes])


def _served(
    rng: Generator, rates: Array, pupils: NDArray[np.int64], strikes: list[int], opens: NDArray[np.int64]
) -> Array:
    served = rng.binomial(pupils, rates).astype(float)
    for day in strikes:
        served[:, day] = np.round(served[:, day] * np.clip(rng.normal(0.7, 0.2, len(served)), 0, 1))
    served[np.arange(rates.shape[1])[None, :] < opens[:, None]] = np.nan
    return served


def _attendance(rng: Generator, town: _Town, days: list[date], served: Array, expected: Array) -> pd.DataFrame:
    planned = np.round(1.05 * expected * np.clip(1 + rng.normal(0, 0.05, expected.shape), 0, 2))
    unknown = rng.random(served.shape) < 0.01
    canteen, day = np.nonzero(np.isfinite(served).T)[::-1]
    place = (canteen, day)
    return pd.DataFrame(
        {
            "date": pd.to_datetime(np.array(days, dtype="datetime64[D]"))[day].astype("datetime64[ns]"),
            "site": np.array(town.sites, dtype=object)[canteen],
            "kind": town.kinds.astype(object)[canteen],
            "sector": town.sectors.astype(object)[canteen],
            "planned": np.where(unknown[place], np.nan, planned[place]),
            "served": served[place],
        }
    )


def _enrolment(town: _Town, pupils: NDArray[np.int64], nursery: NDArray[np.int64], first: int) -> pd.DataFrame:
    parts = [
        pd.DataFrame(
            {
                "school_year": f"{first + year}-{first + year + 1}",
                "site": town.sites,
                "kind": town.kinds.astype(object),
                "enrolled": pupils[:, year].astype(float),
                "nursery": nursery[:, year].astype(float),
                "primary": (pupils - nursery)[:, year].astype(float),
            }
        )
        for year in range(pupils.shape[1])
    ]
    return pd.concat(parts, ignore_index=True)


def _menus(days: list[date], dishes: list[list[str]]) -> pd.DataFrame:
    rows = [(pd.Timestamp(day), dish) for day, menu in zip(days, dishes, strict=True) for dish in menu]
    return pd.DataFrame(rows, columns=["date", "dish"])
