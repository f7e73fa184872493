import datetime as dt

import pytest

from beffroi.engines.search import Entry
from beffroi.engines.search.versions import family_of, superseded


def entry(source: str, title: str, *, year: int = 2025, replaces: tuple[str, ...] = ()) -> Entry:
    return Entry(source, title, (), date=dt.date(year, 1, 1), replaces=replaces)


@pytest.mark.parametrize(
    ("older", "newer"),
    [
        ("tarifs-2023.pdf", "tarifs-2024.pdf"),
        ("tarifs 2023-2024.ods", "tarifs 2024-2025.ods"),
        ("reglement-v1.odt", "reglement-v2.odt"),
    ],
)
def test_names_that_differ_by_a_year_or_a_number_are_versions(older: str, newer: str) -> None:
    assert superseded([entry(newer, ""), entry(older, "")]) == {older: newer}


def test_every_older_version_points_to_the_newest() -> None:
    made = superseded([entry(f"tarifs-{year}.pdf", "") for year in (2022, 2023, 2024)])
    assert made == {"tarifs-2022.pdf": "tarifs-2024.pdf", "tarifs-2023.pdf": "tarifs-2024.pdf"}


def test_the_members_of_a_series_all_stand() -> None:
    names = ["compte-rendu-2025-01-10.pdf", "compte-rendu-2025-03-14.pdf", "bulletin-2024.pdf", "bulletin-2025.pdf"]
    assert superseded([entry(name, "") for name in names]) == {}


def test_a_document_that_says_what_it_replaces_is_believed() -> None:
    old = entry("ancien.pdf", "Règlement du cimetière", year=2019)
    new = entry("cimetiere.pdf", "Règlement du cimetière municipal", replaces=("remplace le règlement du 3 mai 2019",))
    assert superseded([old, new]) == {"ancien.pdf": "cimetiere.pdf"}


def test_a_replacement_of_something_else_replaces_no_document() -> None:
    old = entry("horaires.html", "Horaires des services municipaux", year=2026)
    new = entry("bulletin.pdf", "Le bulletin municipal", year=2026, replaces=("remplace la conduite d'eau en 2026",))
    assert superseded([old, new]) == {}


def test_a_name_without_words_has_no_family() -> None:
    assert family_of("F12345")[0] == ""
