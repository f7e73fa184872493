from pathlib import Path

from odfdo import Document

from beffroi.engines.documents import Sheet, write_ods

SHEET = Sheet(
    "Semaine",
    ["Cantine", "lun. 09/01/2017"],
    [["École", 12], ["Sand", None], ["Curie", 1.5]],
    notes=["Une note."],
    totals=["Total", 13.5],
)


def test_a_sheet_reads_back_as_written(tmp_path: Path) -> None:
    document = Document(write_ods([SHEET, Sheet("Vide", ["Rien"], [])], tmp_path / "new" / "essai.ods"))
    tables = document.body.tables
    assert [table.name for table in tables] == ["Semaine", "Vide"]
    assert [
        [value if isinstance(value, str | None) else float(value) for value in row] for row in tables[0].get_values()
    ] == [
        ["Une note.", None],
        ["Cantine", "lun. 09/01/2017"],
        ["École", 12],
        ["Sand", None],
        ["Curie", 1.5],
        ["Total", 13.5],
    ]


def test_an_existing_file_is_replaced(tmp_path: Path) -> None:
    path = tmp_path / "essai.ods"
    write_ods([SHEET], path)
    write_ods([Sheet("Autre", ["x"], [[1]])], path)
    assert [table.name for table in Document(path).body.tables] == ["Autre"]
