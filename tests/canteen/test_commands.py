"""Bad input through the command line: one French sentence on stderr, exit code 2, no traceback."""

import gzip
from collections.abc import Callable
from pathlib import Path

import pytest

GOOD = "date,site,kind,sector,planned,served\n2023-09-05,A,E,,100,90\n2023-09-07,A,E,,100,91\n"


@pytest.fixture
def refused(
    tmp_path: Path, beffroi: Callable[..., int], capsys: pytest.CaptureFixture[str]
) -> Callable[[dict[str, str | bytes]], str]:
    def run(files: dict[str, str | bytes]) -> str:
        for name, content in files.items():
            (tmp_path / name).write_bytes(content if isinstance(content, bytes) else content.encode())
        assert beffroi("canteen", "check", tmp_path) == 2
        printed = capsys.readouterr()
        assert "Traceback" not in printed.err
        assert printed.err.count("\n") == 1
        return printed.err

    return run


Refused = Callable[[dict[str, str | bytes]], str]


def test_an_empty_folder_is_refused(refused: Refused) -> None:
    assert "attendance.csv" in refused({})


def test_a_missing_column_is_named(refused: Refused) -> None:
    assert "« served »" in refused({"attendance.csv": GOOD.replace("served", "xyz")})


def test_text_instead_of_numbers_is_refused(refused: Refused) -> None:
    assert "pas faite de nombres" in refused(
        {"attendance.csv": GOOD.replace(",90", ",beaucoup").replace(",91", ",trop")}
    )


def test_a_small_gz_that_declares_ten_gigabytes_is_refused(refused: Refused) -> None:
    bomb = gzip.compress(b"date,site,kind,sector,planned,served\n" + b"0" * 60_000_000, compresslevel=9)
    assert len(bomb) < 100_000
    assert "sans mesure" in refused({"attendance.csv.gz": bomb})


def test_an_unknown_zone_is_refused(refused: Refused) -> None:
    calendar = "start,end,kind,value,label\n2023-09-01,2024-08-31,zone,D,\n"
    assert "Zone" in refused({"attendance.csv": GOOD, "calendar.csv": calendar})


def test_overlapping_terms_are_refused(refused: Refused) -> None:
    calendar = (
        "start,end,kind,value,label\n2023-10-21,2023-11-05,holiday,,Toussaint\n2023-11-01,2023-11-10,holiday,,pont\n"
    )
    assert "chevauchent" in refused({"attendance.csv": GOOD, "calendar.csv": calendar})


@pytest.mark.parametrize("content", [b"PK\x03\x04rest", b"%PDF-1.7", b"\x00\x01\x02", b"", b"\x1f\x8b\x00"])
def test_a_file_that_is_no_text_is_refused(refused: Refused, content: bytes) -> None:
    assert "attendance.csv" in refused({"attendance.csv": content})


def test_a_future_date_and_a_year_of_zeros_are_reported(
    tmp_path: Path, beffroi: Callable[..., int], capsys: pytest.CaptureFixture[str]
) -> None:
    zeros = "".join(f"2022-{month:02d}-{day:02d},Z,E,,0,0\n" for month in range(1, 7) for day in range(1, 29))
    (tmp_path / "attendance.csv").write_text(GOOD + "2093-09-05,A,E,,100,90\n" + zeros, encoding="utf-8")
    assert beffroi("canteen", "check", tmp_path) == 0
    printed = capsys.readouterr().out
    assert "après aujourd'hui" in printed
    assert "zéro repas toute l'année 2021-2022" in printed


def test_orders_ask_for_a_level_or_for_both_costs(
    town_folder: Path, tmp_path: Path, beffroi: Callable[..., int], capsys: pytest.CaptureFixture[str]
) -> None:
    dates = ["--as-of", "2024-03-11", "--from", "2024-03-18", "--to", "2024-03-22", "--out", tmp_path / "o.ods"]
    assert beffroi("canteen", "orders", town_folder, *dates) == 2
    assert "--service-level" in capsys.readouterr().err
    assert beffroi("canteen", "orders", town_folder, *dates, "--cost-surplus", "2,30", "--cost-shortage", "9") == 0
    assert (tmp_path / "o.ods").stat().st_size > 1000
