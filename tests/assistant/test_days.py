import datetime as dt

import pytest

from beffroi.assistant.days import days_in, moment_of, next_day

TODAY = dt.date(2026, 11, 22)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("le 1er février 2026", dt.date(2026, 2, 1)),
        ("le 14/07/2026", dt.date(2026, 7, 14)),
        ("2026-12-03", dt.date(2026, 12, 3)),
        ("le 3 décembre", dt.date(2026, 12, 3)),
    ],
)
def test_days_are_read_as_they_are_written(text: str, day: dt.date) -> None:
    assert days_in(text, year=2026) == [day]


def test_a_day_that_does_not_exist_is_none() -> None:
    assert days_in("le 31 février 2026") == []


def test_the_next_day_is_the_first_that_is_not_past() -> None:
    assert next_day("les 15/01/2026, 3 décembre 2026 et 17 décembre 2026", TODAY) == dt.date(2026, 12, 3)


@pytest.mark.parametrize(
    ("question", "year"), [("les tarifs de cette année", 2026), ("le budget de l'an dernier", 2025), ("un tarif", None)]
)
def test_years_are_reckoned_from_today(question: str, year: int | None) -> None:
    assert moment_of(question, TODAY).year == year


def test_what_is_coming_is_told_from_next_year() -> None:
    assert moment_of("le prochain conseil municipal", TODAY).coming
    assert not moment_of("les tarifs de l'année prochaine", TODAY).coming
