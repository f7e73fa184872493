import datetime as dt
from pathlib import Path

import openpyxl

from beffroi.engines.documents import Sheet, read_here, write_ods
from engines.documents.making import tables, texts


def test_each_sheet_of_a_workbook_is_a_page(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Subventions"
    for row in (["Association", None, "Montant", "Date", "Part"], ["Judo", None, 1500.5, dt.date(2026, 3, 2), 0.125]):
        sheet.append(row)
    sheet["E2"].number_format = "0.0%"
    secret = book.create_sheet("Brouillon")
    secret.append(["caché", True])
    secret.sheet_state = "hidden"
    path = tmp_path / "essai.xlsx"
    book.save(path)
    read = read_here(path)
    assert [page.number for page in read.pages] == [1, 2]
    assert tables(read) == [(("Association", "Montant", "Date", "Part"), ("Judo", "1500,5", "02/03/2026", "12,5 %"))]
    assert texts(read)[0] == "Subventions"
    assert texts(read, hidden=True) == ["Brouillon", "caché | oui"]


def test_sheets_of_our_own_read_back(tmp_path: Path) -> None:
    path = write_ods([Sheet("Prix", ["Tranche", "Repas"], [["A", 1.5], ["B", None], ["C", 12]])], tmp_path / "prix.ods")
    read = read_here(path)
    assert tables(read) == [(("Tranche", "Repas"), ("A", "1.5"), ("B", ""), ("C", "12"))]


def test_long_sheets_are_cut_with_their_headings(tmp_path: Path) -> None:
    rows = [[f"rue {number}", number] for number in range(450)]
    read = read_here(write_ods([Sheet("Rues", ["Rue", "Jour"], rows)], tmp_path / "rues.ods"))
    assert [len(table) for table in tables(read)] == [200, 201, 52]
    assert all(table[0] == ("Rue", "Jour") for table in tables(read))
