"""Files joined to a town's folder."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from beffroi.canteen.adding import FileEmpty, FileUnknown, add_files, recognise
from beffroi.canteen.reading import read_folder


def write(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def test_new_meals_join_the_known_ones_and_replace_those_of_the_same_day(tmp_path: Path) -> None:
    known = tmp_path / "ville"
    known.mkdir()
    write(known / "attendance.csv", "date,site,kind,served\n2026-03-09,Zola,E,50\n2026-03-10,Zola,E,51\n")
    new = write(tmp_path / "hier.csv", "Jour;Cantine;Type;Repas servis\n10/03/2026;Zola;E;61\n12/03/2026;Zola;E;62\n")
    made = add_files(known, [new], out=tmp_path / "jointe")
    assert [(file.stem, file.rows, file.replaced) for file in made.files] == [("attendance", 2, 1)]
    assert read_folder(tmp_path / "jointe").attendance["served"].tolist() == [50.0, 61.0, 62.0]
    assert read_folder(known).attendance["served"].tolist() == [50.0, 51.0]


def test_replace_puts_the_file_in_the_place_of_the_known_one(tmp_path: Path) -> None:
    known = tmp_path / "ville"
    known.mkdir()
    write(known / "attendance.csv", "date,site,kind,served\n2026-03-09,Zola,E,50\n")
    new = write(tmp_path / "attendance.csv", "date,site,kind,served\n2026-03-10,Zola,E,61\n")
    add_files(known, [new], out=tmp_path / "jointe", replace=True)
    assert read_folder(tmp_path / "jointe").attendance["served"].tolist() == [61.0]


def test_a_day_of_menus_is_replaced_whole(tmp_path: Path) -> None:
    first = write(tmp_path / "menus.csv", "date,dish\n2026-03-09,Riz\n2026-03-09,Poisson\n2026-03-10,Pâtes\n")
    meals = write(tmp_path / "repas.csv", "date,site,served\n2026-03-09,Zola,50\n")
    add_files(tmp_path / "none", [meals, first], out=tmp_path / "un")
    second = write(tmp_path / "nouveaux.csv", "Date;Plat\n09/03/2026;Gratin\n")
    add_files(tmp_path / "un", [second], out=tmp_path / "deux")
    assert sorted(read_folder(tmp_path / "deux").menus["dish"]) == ["Gratin", "Pâtes"]


@pytest.mark.parametrize(
    ("heading", "stem"),
    [
        ("date,site,served", "attendance"),
        ("annee scolaire;ecole;effectif", "enrolment"),
        ("date;cantine;reservations", "registrations"),
        ("jour;plat", "menus"),
        ("debut;fin;type;valeur", "calendar"),
        ("date", "strikes"),
        ("menuDate,menuPlatNom", "menus"),
    ],
)
def test_a_file_is_recognised_by_its_columns(tmp_path: Path, heading: str, stem: str) -> None:
    separator = ";" if ";" in heading else ","
    row = separator.join("2026-03-09" for _ in heading.split(separator))
    assert recognise(write(tmp_path / "fichier.csv", f"{heading}\n{row}\n")) == stem


def test_a_file_that_says_nothing_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FileUnknown, match="ne disent pas ce que c'est"):
        recognise(write(tmp_path / "fichier.csv", "couleur,taille\nbleu,2\n"))


def test_the_command_says_what_was_joined_and_found(
    beffroi: Callable[..., int], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    new = write(tmp_path / "repas.csv", "date,site,kind,served\n2026-03-09,Zola,E,abc\n2026-03-10,Zola,E,4\n")
    assert beffroi("canteen", "add", tmp_path / "none", new, "--out", tmp_path / "un", "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert told["files"] == [{"name": "repas.csv", "stem": "attendance", "rows": 2, "replaced": 0}]
    assert "nombre illisible" in told["anomalies"][0]["message"]
    assert beffroi("canteen", "add", tmp_path / "un", new, "--out", tmp_path / "deux") == 0
    assert "2 lignes, dont 2 qui en remplacent" in capsys.readouterr().out


def test_a_file_without_a_row_is_refused(tmp_path: Path) -> None:
    empty = write(tmp_path / "repas.csv", "date,site,served\n")
    with pytest.raises(FileEmpty, match="aucune ligne à lire"):
        add_files(tmp_path / "none", [empty], out=tmp_path / "un")
