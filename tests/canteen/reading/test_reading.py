import gzip
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from beffroi.canteen.history import History
from beffroi.canteen.reading import read_folder
from beffroi.canteen.reading.values import dates, numbers
from beffroi.canteen.scdl import SCDL_COLUMNS, as_scdl
from beffroi.canteen.writing import write_folder

HEADER = "date,site,kind,sector,planned,served\n"
AS_OF = date(2024, 9, 1)


def read(tmp_path: Path, text: str, *, encoding: str = "utf-8", name: str = "attendance.csv") -> History:
    (tmp_path / name).write_bytes(text.encode(encoding))
    return read_folder(tmp_path, as_of=AS_OF)


def kinds(history: History) -> set[str]:
    return {anomaly.kind for anomaly in history.anomalies}


@given(st.dates(date(1990, 1, 1), date(2099, 12, 31)))
def test_dates_are_read_in_every_usual_form(day: date) -> None:
    forms = pd.Series([f"{day:%Y-%m-%d}", f"{day:%d/%m/%Y}", f"{day:%d-%m-%Y}", f" {day:%d.%m.%Y} ", f"{day}T12:00:00"])
    assert dates(forms).dt.date.tolist() == [day] * len(forms)


@given(st.integers(0, 10**6))
def test_counts_are_read_with_french_spaces_and_commas(count: int) -> None:
    grouped = f"{count:,}"
    forms = pd.Series([str(count), f"{count},0", grouped.replace(",", " "), grouped.replace(",", "\u202f")])
    values, wrong = numbers(forms)
    assert values.tolist() == [count] * len(forms)
    assert not wrong.any()


def test_unknown_marks_are_unknown_and_words_are_wrong() -> None:
    values, wrong = numbers(pd.Series(["", "NC", "-", "beaucoup"]))
    assert values.isna().all()
    assert wrong.tolist() == [False, False, False, True]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
def test_french_headings_encodings_and_delimiters_are_read(tmp_path: Path, encoding: str, delimiter: str) -> None:
    lines = ["Date|École|Type|Secteur|Prévus|Servis", "05/09/2023|Élisée Reclus|E|Nord|1 010|998"]
    history = read(tmp_path, "\n".join(lines).replace("|", delimiter), encoding=encoding)
    row = history.attendance.iloc[0]
    assert (row["site"], row["planned"], row["served"]) == ("Élisée Reclus", 1010, 998)
    assert row["date"] == pd.Timestamp(2023, 9, 5)


def test_what_is_written_is_read_back(town: History, tmp_path: Path) -> None:
    write_folder(town, tmp_path)
    again = read_folder(tmp_path)
    pd.testing.assert_frame_equal(again.attendance, town.attendance, check_dtype=False)
    pd.testing.assert_frame_equal(again.enrolment, town.enrolment, check_dtype=False)
    assert again.strikes == town.strikes


def test_duplicates_are_kept_once_and_conflicts_keep_the_last(tmp_path: Path) -> None:
    rows = "2023-09-05,A,E,,10,9\n2023-09-05,A,E,,10,9\n2023-09-05,A,E,,10,8\n"
    history = read(tmp_path, HEADER + rows)
    assert history.attendance["served"].tolist() == [8]
    found = {anomaly.kind: anomaly.rows for anomaly in history.anomalies}
    assert found["duplicate"] == (3,)
    assert found["conflict"] == (2,)


def test_a_weekend_day_whose_swap_was_served_is_swapped(tmp_path: Path) -> None:
    good = "".join(f"2023-09-07,C{n},E,,10,9\n" for n in range(5))
    history = read(tmp_path, HEADER + good + "2023-07-09,A,E,,10,9\n")
    assert history.attendance["date"].eq(pd.Timestamp(2023, 9, 7)).all()
    assert "swapped" in kinds(history)


def test_a_renamed_canteen_keeps_its_history(tmp_path: Path) -> None:
    days = [day for day in pd.date_range("2023-09-04", "2024-06-28", freq="B") if day.day_of_week != 2]
    names = ["JULES FERRY" if place < len(days) // 2 else "JULES-FERRY" for place in range(len(days))]
    rows = "".join(f"{day:%Y-%m-%d},{name},E,,10,9\n" for day, name in zip(days, names, strict=True))
    other = "".join(f"{day:%Y-%m-%d},ZOLA,E,,10,9\n" for day in days)
    history = read(tmp_path, HEADER + rows + other)
    assert set(history.attendance["site"]) == {"JULES-FERRY", "ZOLA"}
    assert "renamed" in kinds(history)
    assert len(history.attendance) == 2 * len(days)


def test_missing_months_negatives_and_blank_names_are_reported(tmp_path: Path) -> None:
    rows = "2023-09-05,A,E,,10,9\n2023-09-07,A,E,,10,-4\n2023-09-08,,E,,10,9\n2023-11-07,A,E,,10,9\n"
    history = read(tmp_path, HEADER + rows)
    assert {"month_missing", "unreadable", "served_unknown"} <= kinds(history)
    assert len(history.attendance) == 3
    assert any("octobre 2023" in anomaly.message for anomaly in history.anomalies)


def test_scdl_menus_are_read_and_written(tmp_path: Path) -> None:
    menus = pd.DataFrame({"date": pd.to_datetime(["2023-09-05", "2023-09-05"]), "dish": ["Riz", "Colin"]})
    table = as_scdl(menus, town="Essai", siret="21440109300015")
    assert tuple(table.columns) == SCDL_COLUMNS
    table.to_csv(tmp_path / "menus.csv", index=False)
    history = read(tmp_path, HEADER + "2023-09-05,A,E,,10,9\n")
    assert history.menus["dish"].tolist() == ["Riz", "Colin"]


def test_a_truncated_gz_and_lines_of_uneven_length_are_met(tmp_path: Path) -> None:
    from beffroi.canteen.reading.errors import FileUnreadable

    uneven = HEADER + "2023-09-05,A,E,,10,9\n2023-09-07,A,E,,10,9,trop,encore\n"
    assert len(read(tmp_path, uneven).attendance) >= 1
    (tmp_path / "attendance.csv").unlink()
    (tmp_path / "attendance.csv.gz").write_bytes(gzip.compress((HEADER * 500).encode())[:-20])
    with pytest.raises(FileUnreadable):
        read_folder(tmp_path)


@pytest.mark.data
def test_nothing_of_nantes_is_lost(shared_data: Path) -> None:
    history = read_folder(shared_data / "canteen")
    assert len(history.attendance) == 75_620
    assert history.attendance[["site", "kind"]].drop_duplicates().shape[0] == 87
    messages = " ".join(anomaly.message for anomaly in history.anomalies)
    assert "mars 2015" in messages
    assert not {"duplicate", "conflict", "swapped", "renamed"} & kinds(history)
