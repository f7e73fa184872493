from datetime import date

import pytest

from beffroi.territory.calendar import Override, SchoolCalendar, TermsOverlap, WeekdayUnknown, parse_weekdays
from beffroi.territory.feasts import lunar_fast, lunar_feast
from beffroi.territory.public_holidays import REGIONS, RegionUnknown, public_holiday, public_holidays
from beffroi.territory.school_holidays import (
    CalendarMissing,
    ZoneUnknown,
    infer_zone,
    school_holidays,
    school_year,
    zone_of_academy,
)


def test_metropole_has_eleven_public_holidays() -> None:
    assert len(public_holidays(2026)) == 11
    assert public_holiday(date(2026, 7, 14)) == "Fête nationale"


def test_alsace_moselle_rests_on_good_friday_and_on_the_26th_of_december() -> None:
    own = set(public_holidays(2026, "alsace-moselle")) - set(public_holidays(2026))
    assert own == {date(2026, 4, 3), date(2026, 12, 26)}


@pytest.mark.parametrize(
    ("region", "day"),
    [
        ("martinique", date(2026, 5, 22)),
        ("guadeloupe", date(2026, 5, 27)),
        ("guyane", date(2026, 6, 10)),
        ("reunion", date(2026, 12, 20)),
        ("mayotte", date(2026, 4, 27)),
    ],
)
def test_overseas_departments_remember_the_end_of_slavery(region: str, day: date) -> None:
    assert "esclavage" in (public_holiday(day, region) or "")


def test_every_region_has_holidays() -> None:
    assert all(len(public_holidays(2026, region)) >= 11 for region in REGIONS)


def test_an_unknown_region_is_refused() -> None:
    with pytest.raises(RegionUnknown, match="choisissez"):
        public_holidays(2026, "bretagne")


def test_nantes_left_zone_a_for_zone_b_in_the_summer_of_2015() -> None:
    assert zone_of_academy("Nantes", date(2015, 7, 1)) == "A"
    assert zone_of_academy("nantes", date(2015, 9, 1)) == "B"
    with pytest.raises(ZoneUnknown):
        zone_of_academy("Atlantide", date(2015, 9, 1))


def test_a_year_without_a_published_calendar_is_said() -> None:
    with pytest.raises(CalendarMissing, match=r"calendar\.csv"):
        school_holidays(1950, "A")


def test_the_school_year_turns_in_august() -> None:
    assert school_year(date(2017, 7, 31)) == "2016-2017"
    assert school_year(date(2017, 8, 1)) == "2017-2018"


def test_a_school_week_has_four_days_unless_told_otherwise() -> None:
    calendar = SchoolCalendar("B")
    assert [d.day for d in calendar.school_days(date(2017, 1, 9), date(2017, 1, 15))] == [9, 10, 12, 13]
    half = SchoolCalendar("B", parse_weekdays("lun mar mer jeu ven"))
    assert len(half.school_days(date(2017, 1, 9), date(2017, 1, 15))) == 5


def test_local_overrides_close_and_open_days() -> None:
    closed = Override("closed", date(2017, 1, 9), date(2017, 1, 9), label="panne de chauffage")
    opened = Override("open", date(2017, 1, 11), date(2017, 1, 11))
    days = SchoolCalendar("B", overrides=(closed, opened)).school_days(date(2017, 1, 9), date(2017, 1, 13))
    assert [day.day for day in days] == [10, 11, 12, 13]


def test_overlapping_zones_are_refused() -> None:
    zones = tuple(Override("zone", date(2015, m, 1), date(2015, 12, 31), z) for m, z in ((1, "A"), (9, "B")))
    with pytest.raises(TermsOverlap, match="chevauchent"):
        SchoolCalendar("A", overrides=zones)


def test_an_unknown_zone_or_weekday_is_refused() -> None:
    with pytest.raises(ZoneUnknown):
        SchoolCalendar("D")
    with pytest.raises(WeekdayUnknown):
        parse_weekdays("lundi et plus")


def test_holidays_stretches_and_bridges_surround_a_day() -> None:
    calendar = SchoolCalendar("B")
    day = date(2016, 9, 20)
    assert calendar.stretch(day) == (date(2016, 9, 1), date(2016, 10, 18))
    assert calendar.holiday_after(day).name == "Vacances de la Toussaint"
    assert calendar.holiday_before(day).name == "Vacances d'été"
    assert calendar.bridge(date(2014, 11, 10))
    assert not calendar.bridge(date(2014, 11, 13))


def test_the_zone_is_inferred_from_open_and_closed_days() -> None:
    truth = SchoolCalendar("C")
    first, last = date(2016, 9, 1), date(2018, 7, 6)
    opened = truth.school_days(first, last)
    closed = [day for day in SchoolCalendar("A").school_days(first, last) if not truth.is_school_day(day)]
    assert infer_zone(opened, closed).since == "C"


def test_lunar_feasts_last_two_days_and_end_the_fast() -> None:
    assert lunar_feast(date(2015, 9, 24)) == "adha"
    assert lunar_feast(date(2015, 9, 25)) is None
    assert lunar_feast(date(2016, 7, 6)) == "fitr"
    assert lunar_fast(date(2016, 6, 20))
    assert not lunar_fast(date(2016, 5, 20))
