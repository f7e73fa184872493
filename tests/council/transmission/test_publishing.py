import csv
import datetime as dt
import json
from pathlib import Path

import pytest

from beffroi.__main__ import main
from beffroi.council.subjects import labels
from beffroi.council.transmission.publications import months_after
from beffroi.council.transmission.scdl import COLUMNS, faults, subject_name
from beffroi.engines.documents import read_here

TOWN = 'nom: Ville de Saint-Exemple\nsiret: "21440015200002"\nprefecture: PREF044\n'
ONE = {
    "numero": "2026-2",
    "date": "2026-03-12",
    "matiere": "7.5",
    "objet": "Subvention à l'association, « L'Envol »",
    "budget": {"annee": 2026, "nom": "Budget principal"},
    "recu": "2026-03-14",
    "votes": {"effectif": 19, "pour": 15, "contre": 1, "abstentions": 2},
    "issue": "adoptée",
    "url": "https://exemple.fr/2026-2.pdf",
}


def folder_of(tmp_path: Path, *rows: dict[str, object]) -> Path:
    folder = tmp_path / "delibs"
    folder.mkdir()
    (folder / "collectivite.yaml").write_text(TOWN, encoding="utf-8")
    for place, row in enumerate(rows):
        (folder / f"{place}.json").write_text(json.dumps(row), encoding="utf-8")
    return folder


def exported(tmp_path: Path, *rows: dict[str, object]) -> tuple[int, list[dict[str, str]]]:
    out = tmp_path / "d.csv"
    code = main(["council", "export", str(folder_of(tmp_path, *rows)), "--scdl", str(out)])
    with out.open(encoding="utf-8", newline="") as file:
        return code, list(csv.DictReader(file))


def test_a_deliberation_is_a_row_of_the_schema(tmp_path: Path) -> None:
    code, rows = exported(tmp_path, ONE, {**ONE, "numero": "2026-10"})
    assert code == 0
    assert [row["DELIB_ID"] for row in rows] == ["2026-2", "2026-10"]
    assert tuple(rows[0]) == COLUMNS
    assert rows[0]["DELIB_MATIERE_NOM"] == "finances locales/subventions"
    assert (rows[0]["VOTE_REEL"], rows[0]["VOTE_EFFECTIF"], rows[0]["PREF_DATE"]) == ("18", "19", "2026-03-14")


@pytest.mark.data
def test_the_columns_are_those_of_the_public_schema(shared_data: Path) -> None:
    schema = json.loads((shared_data / "schemas" / "scdl_deliberations__schema.json").read_text(encoding="utf-8"))
    assert tuple(field["name"] for field in schema["fields"]) == COLUMNS


@pytest.mark.parametrize(
    "votes",
    [
        {"pour": 15, "contre": 1, "abstentions": 2},
        {"effectif": 19, "pour": 15, "contre": 1},
        {"effectif": 19, "pour": 15, "contre": 1, "abstentions": 2, "nuls": 1},
        {"effectif": 9, "pour": 15, "contre": 1, "abstentions": 2},
    ],
)
def test_counts_that_do_not_add_up_are_left_out_together(tmp_path: Path, votes: dict[str, int]) -> None:
    code, rows = exported(tmp_path, {**ONE, "votes": votes})
    assert code == 0
    assert {rows[0][name] for name in COLUMNS if name.startswith("VOTE_")} == {""}


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("COLL_SIRET", "21440015200003", "clé"),
        ("COLL_NOM", "", "COLL_NOM"),
        ("DELIB_DATE", "12/03/2026", "AAAA-MM-JJ"),
        ("DELIB_MATIERE_NOM", "subventions", "nomenclature"),
        ("BUDGET_ANNEE", "", "vont ensemble"),
        ("BUDGET_ANNEE", "2027/2026", "AAAA"),
        ("PREF_ID", "Préfecture", "PREF038"),
        ("PREF_DATE", "2026-03-11", "avant"),
        ("VOTE_POUR", "14", "somme"),
        ("VOTE_EFFECTIF", "12", "effectif"),
        ("VOTE_ABSTENTION", "", "vont ensemble"),
        ("DELIB_URL", "exemple.fr", "https"),
    ],
)
def test_each_rule_that_the_schema_leaves_to_code_is_checked(tmp_path: Path, name: str, value: str, said: str) -> None:
    _, rows = exported(tmp_path, ONE)
    assert faults(rows) == ()
    assert said in " ".join(faults([{**rows[0], name: value}]))


@pytest.mark.parametrize("code", sorted(labels()))
def test_each_subject_has_a_name_for_the_schema(code: str) -> None:
    name = subject_name(code)
    assert name == name.lower()
    assert not set(name) & set(",()’")


def test_a_number_that_two_bear_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert exported(tmp_path, ONE, ONE)[0] == 1
    assert "deux fois" in capsys.readouterr().out


@pytest.mark.parametrize("row", [{"date": "2026-03-12"}, {**ONE, "matiere": "99"}])
def test_a_row_that_cannot_be_written_is_refused(tmp_path: Path, row: dict[str, object]) -> None:
    with pytest.raises(FileNotFoundError):
        exported(tmp_path, row)


def test_the_list_says_until_when_it_is_posted(tmp_path: Path) -> None:
    out = tmp_path / "liste.odt"
    assert main(["council", "export", str(folder_of(tmp_path, ONE)), "--list", str(out)]) == 0
    text = "\n".join(page.text for page in read_here(out).pages)
    assert "19/03/2026" in text
    assert "2026-2" in text


def test_the_register_holds_vote_and_receipt(tmp_path: Path) -> None:
    out = tmp_path / "registre.docx"
    assert main(["council", "export", str(folder_of(tmp_path, ONE)), "--register", str(out)]) == 0
    text = "\n".join(page.text for page in read_here(out).pages)
    assert "pour 15, contre 1, abstentions 2" in text
    assert "14/03/2026" in text


def test_nothing_to_write_is_bad_usage(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["council", "export", str(tmp_path)]) == 2
    assert "--scdl" in capsys.readouterr().err


def publish(tmp_path: Path, content: bytes, at: str = "2026-12-31T18:00") -> int:
    act, records = tmp_path / "acte.pdf", tmp_path / "publications.jsonl"
    act.write_bytes(content)
    return main(["council", "publish", str(act), "--number", "2026-12", "--at", at, "--records", str(records)])


def test_a_publication_is_recorded_with_its_two_months(tmp_path: Path) -> None:
    assert publish(tmp_path, b"%PDF-1") == 0
    record = json.loads((tmp_path / "publications.jsonl").read_text(encoding="utf-8"))
    assert record["published"] == "2026-12-31T18:00:00+01:00"
    assert (record["on_line_until"], record["appeals_until"]) == ("2027-02-28", "2027-03-01")


@pytest.mark.parametrize("at", ["hier", "9999-12-31T23:59", "0001-01-01T00:00+14:00"])
def test_a_moment_that_cannot_be_is_refused(tmp_path: Path, at: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert publish(tmp_path, b"%PDF-1.7", at=at) == 2
    assert capsys.readouterr().err.count("\n") == 1


def test_a_published_act_does_not_change(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert publish(tmp_path, b"%PDF-1") == 0
    assert publish(tmp_path, b"%PDF-1", "2027-01-01") == 0
    assert publish(tmp_path, b"%PDF-2") == 2
    assert "ne change pas" in capsys.readouterr().err
    assert len((tmp_path / "publications.jsonl").read_text(encoding="utf-8").splitlines()) == 1


@pytest.mark.parametrize(
    ("day", "later"),
    [
        ("2026-01-31", "2026-03-31"),
        ("2026-12-31", "2027-02-28"),
        ("2027-12-31", "2028-02-29"),
        ("2026-03-12", "2026-05-12"),
    ],
)
def test_two_months_end_on_the_same_day_or_the_last(day: str, later: str) -> None:
    assert months_after(dt.date.fromisoformat(day), months=2).isoformat() == later
