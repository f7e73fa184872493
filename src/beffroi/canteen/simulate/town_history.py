"""A town's history, drawn from one seed."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from beffroi.canteen.history import History
from beffroi.canteen.panel import Array, school_year_of
from beffroi.canteen.simulate.canteens import Canteens, Pupils, enrolment_table, make_canteens, make_pupils
from beffroi.canteen.simulate.chance import stream
from beffroi.canteen.simulate.meals import Meals, draw_meals, expected_rates
from beffroi.canteen.simulate.menu_plan import make_menus
from beffroi.canteen.simulate.year_round import leavers, make_strikes, outings, town_mood
from beffroi.territory.calendar import FOUR_DAYS, WEEKDAYS, SchoolCalendar
from beffroi.territory.errors import BadInput

FEWEST_CANTEENS, MOST_CANTEENS, MOST_YEARS = 3, 30_000, 20
WEDNESDAY = 2


class TownImpossible(BadInput):
    """No such town can be simulated."""


def simulate(
    *,
    seed: int,
    canteens: int,
    years: int,
    zone: str = "B",
    wednesday: bool = False,
    last_year: int = 2024,
    registrations: bool = False,
) -> History:
    """Return the history of a made-up town: ``years`` school years, the last from ``last_year``.

    wednesday: meals on Wednesdays too (week of 4.5 days). registrations: families' bookings too.
    The same arguments always give the same town. Raises TownImpossible, ZoneUnknown, CalendarMissing.
    """
    if not FEWEST_CANTEENS <= canteens <= MOST_CANTEENS or not 1 <= years <= MOST_YEARS or seed < 0:
        raise TownImpossible(
            f"Choisissez de {FEWEST_CANTEENS} à {MOST_CANTEENS} cantines, de 1 à {MOST_YEARS} années "
            "et une graine positive."
        )
    first_year = last_year - years + 1
    calendar = SchoolCalendar(zone, FOUR_DAYS | ({WEDNESDAY} if wednesday else set()))
    days = calendar.school_days(date(first_year, 9, 1), date(last_year + 1, 7, 31))
    made = make_canteens(seed, count=canteens, days=len(days))
    pupils = make_pupils(seed, made, years=years)
    year_of = np.array([school_year_of(day) - first_year for day in days])
    plan, strikes = make_menus(seed, days), make_strikes(seed, days)
    opened = made.open_on(len(days))
    rates = expected_rates(
        seed, made, town_mood(seed, days, calendar), plan.liking, np.array([day.weekday() for day in days])
    )
    away = _away(seed, days, calendar, pupils, year_of)
    meals = draw_meals(seed, pupils.enrolled[year_of], rates, away, strikes=strikes, opened=opened)
    open_in = np.array([opened[year_of == year].any(axis=0) for year in range(years)])
    return History(
        attendance=_attendance(made, days, meals, opened),
        enrolment=enrolment_table(made, pupils, first_year=first_year, open_in=open_in),
        menus=plan.menus,
        strikes=frozenset(days[place] for place in strikes.tolist()),
        calendar=_calendar(calendar, days),
        registrations=_registrations(made, days, meals, opened & registrations),
    )


def _away(seed: int, days: list[date], calendar: SchoolCalendar, pupils: Pupils, year_of: NDArray[np.int64]) -> Array:
    """Return (days, canteens) share of the pupils on an outing or gone to see their next school."""
    primary = (pupils.primary / np.maximum(pupils.enrolled, 1))[year_of]
    gone = leavers(days, calendar, stream(seed, "leavers"))[:, None] * primary
    return np.asarray(np.clip(outings(seed, days, primary.shape[1]) + gone, 0, 1))


def _attendance(canteens: Canteens, days: list[date], meals: Meals, opened: NDArray[np.bool_]) -> pd.DataFrame:
    table, place = _keys(canteens, days, opened)
    sectors = pd.Series(canteens.sectors[place[1]], dtype=str)
    return table.assign(sector=sectors, planned=meals.planned[place], served=meals.served[place])


def _registrations(canteens: Canteens, days: list[date], meals: Meals, kept: NDArray[np.bool_]) -> pd.DataFrame:
    table, place = _keys(canteens, days, kept)
    return table.assign(registered=meals.registered[place])


def _keys(
    canteens: Canteens, days: list[date], kept: NDArray[np.bool_]
) -> tuple[pd.DataFrame, tuple[NDArray[np.int64], NDArray[np.int64]]]:
    """Return date, site and kind of the kept (days, canteens), by day, and their places."""
    day, canteen = np.nonzero(kept)
    dates = np.array(days, dtype="datetime64[D]").astype("datetime64[ns]")
    table = pd.DataFrame({"date": dates[day], "site": canteens.sites[canteen], "kind": canteens.kinds[canteen]})
    return table.astype({"site": str, "kind": str}), (day, canteen)


def _calendar(calendar: SchoolCalendar, days: list[date]) -> pd.DataFrame:
    """Say the zone and the week until the end of the school year after the last."""
    names = " ".join(WEEKDAYS[weekday] for weekday in sorted(calendar.weekdays))
    return pd.DataFrame(
        {
            "start": [pd.Timestamp(date(days[0].year, 9, 1))] * 2,
            "end": [pd.Timestamp(date(days[-1].year + 1, 8, 31))] * 2,
            "kind": ["zone", "weekdays"],
            "value": [calendar.zone, names],
            "label": ["Ville inventée"] * 2,
        }
    )
