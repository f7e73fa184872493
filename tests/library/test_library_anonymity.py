from pathlib import Path

from beffroi.library.anonymity import check_anonymity


def test_a_class_of_one_row_is_told_and_the_column_to_generalise_first(tmp_path: Path) -> None:
    table = tmp_path / "t.csv"
    table.write_text("age;rue\n30;A\n30;A\n31;A\n", encoding="utf-8")
    found = check_anonymity(table, k=2, quasi=["rue", "age"])
    assert not found.ok
    assert [(one.values, one.rows) for one in found.classes_below] == [(("A", "31"), 1)]
    assert found.generalise[0] == "age"
    assert check_anonymity(table, k=2, quasi=["rue"]).ok
