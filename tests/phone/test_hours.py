import dataclasses
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from beffroi.phone.hours import closed_on, is_open, local, reopening, spoken_hours, spoken_reopening, spoken_time
from beffroi.phone.town import Opening, Service, Town
from beffroi.territory.public_holidays import RegionUnknown
from phone.small_town import PARIS, TOWN


def at(day: int, hour: int, minute: int = 0, *, month: int = 11) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=PARIS)


@pytest.mark.parametrize(
    ("moment", "opened"),
    [
        (at(24, 8, 59), False),
        (at(24, 9), True),
        (at(24, 12), False),
        (at(24, 13, 30), True),
        (at(24, 17), False),
        (at(28, 10), False),
        (at(11, 10), False),
        (at(25, 10, month=12), False),
    ],
    ids=str,
)
def test_a_service_is_open_in_its_hours_save_week_ends_public_holidays_and_closures(
    moment: datetime, opened: bool
) -> None:
    assert is_open(TOWN, TOWN.service("accueil"), moment) is opened


def test_a_service_without_hours_has_those_of_the_town_hall_and_its_own_closures() -> None:
    assert is_open(TOWN, TOWN.service("eau"), at(24, 10))
    assert not is_open(TOWN, TOWN.service("eau"), at(1, 10, month=12))
    assert is_open(TOWN, TOWN.service("accueil"), at(1, 10, month=12))


def test_the_towns_own_clock_and_holidays_count_overseas() -> None:
    reunion = dataclasses.replace(TOWN, timezone="Indian/Reunion", region="reunion", closures=())
    paris_morning = datetime(2026, 11, 24, 6, 30, tzinfo=PARIS)
    assert local(reunion, paris_morning).hour == 9
    assert is_open(reunion, reunion.service("accueil"), paris_morning)
    abolition = datetime(2027, 12, 20, 10, tzinfo=ZoneInfo("Indian/Reunion"))
    assert not is_open(reunion, None, abolition)
    assert is_open(dataclasses.replace(TOWN, closures=()), None, datetime(2027, 12, 20, 10, tzinfo=PARIS))


def test_an_unknown_region_is_refused() -> None:
    with pytest.raises(RegionUnknown):
        is_open(dataclasses.replace(TOWN, region="atlantide"), None, at(24, 10))


def test_the_next_opening_is_said_as_people_say_it() -> None:
    accueil = TOWN.service("accueil")
    assert spoken_reopening(TOWN, accueil, at(24, 12, 30)) == "aujourd'hui à 13 heures 30"
    assert spoken_reopening(TOWN, accueil, at(24, 18)) == "demain à 9 heures"
    assert spoken_reopening(TOWN, accueil, at(27, 18)) == "lundi 30 novembre à 9 heures"
    assert spoken_reopening(TOWN, TOWN.service("urbanisme"), at(26, 18)) == "mardi 1er décembre à 9 heures"
    assert reopening(TOWN, accueil, at(23, 18, month=12)) == at(28, 9, month=12)


def test_hours_of_a_season_hold_in_their_season() -> None:
    pool = Service(
        "piscine",
        "Piscine",
        (
            Opening((0, 2), time(10), time(12), date(2026, 7, 1), date(2026, 8, 31)),
            Opening((5,), time(14), time(18), date(2026, 9, 1)),
        ),
    )
    town = Town("Plaisir", services=(pool,))
    assert spoken_hours(town, pool, at(6, 10, month=7)) == "le lundi et le mercredi, de 10 heures à midi"
    assert spoken_hours(town, pool, at(7, 10, month=11)) == "le samedi, de 14 heures à 18 heures"


def test_a_holiday_is_told_with_the_hours() -> None:
    assert spoken_hours(TOWN, TOWN.service("accueil"), at(11, 10)).endswith("Aujourd'hui, fermé : Armistice")
    assert closed_on(TOWN, None, date(2026, 12, 24)) == "fêtes"


def test_a_town_without_hours_is_taken_to_be_open() -> None:
    assert is_open(Town("Plaisir"), None, at(24, 3))
    assert spoken_hours(Town("Plaisir"), None, at(24, 3)) == ""
    assert spoken_reopening(Town("Plaisir"), None, at(24, 3)) == ""


def test_times_are_said_in_hours() -> None:
    said = [spoken_time(time(hour, minute)) for hour, minute in ((1, 0), (12, 0), (13, 5), (0, 30))]
    assert said == ["1 heure", "midi", "13 heures 05", "0 heure 30"]
