import json
import tarfile
from pathlib import Path

import pytest
from lxml import etree

from beffroi.__main__ import main

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
META = """\
collectivite: {siren: "214400152", departement: "044", arrondissement: 2}
numero: 2026-012
date: 12 mars 2026
nature: délibération
matière: "7.5.5"
objet: Subvention de 1 500 € à l’association « Les Œillets » – année 2026
classification: 2017-12-08
contact: Hélène Aubry
téléphone: "02 40 00 00 00"
courriel: mairie@exemple.fr
"""
ACTE = "{http://www.interieur.gouv.fr/ACTES#v1.1-20040216}"


@pytest.fixture
def act(tmp_path: Path) -> Path:
    path = tmp_path / "acte.pdf"
    path.write_bytes(PDF)
    return path


def prepare(act: Path, meta: str, *options: str) -> tuple[int, Path]:
    path, out = act.parent / "meta.yaml", act.parent / "out"
    path.write_text(meta, encoding="utf-8")
    return main(["council", "envelope", str(act), "--meta", str(path), "--out", str(out), *options]), out


def message(out: Path) -> etree._Element:
    return etree.parse(out / "044-214400152-20260312-2026_012-DE-1-1_0.xml").getroot()


def test_the_files_bear_the_names_that_the_prefecture_expects(act: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("BEFFROI_DATA", raising=False)
    code, out = prepare(act, META)
    names = sorted(path.name for path in out.iterdir())
    assert code == 0
    assert names[:2] == [
        "044-214400152-20260312-2026_012-DE-1-1_0.xml",
        "99_DE-044-214400152-20260312-2026_012-DE-1-1_1.pdf",
    ]
    assert names[2].startswith("EACT--214400152--")
    assert (out / names[1]).read_bytes() == PDF
    with tarfile.open(next(out.glob("*.tar.gz"))) as archive:
        assert sorted(archive.getnames()) == [name for name in names if not name.endswith(".gz")]


def test_the_message_says_what_the_agent_said(act: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("BEFFROI_DATA", raising=False)
    _, out = prepare(act, META)
    root = message(out)
    assert root.getroottree().docinfo.encoding == "ISO-8859-1"
    assert [root.find(f"{ACTE}CodeMatiere{n}").get(f"{ACTE}CodeMatiere") for n in (1, 2, 3)] == ["7", "5", "5"]
    assert root.find(f"{ACTE}Objet").text == "Subvention de 1 500 euros à l'association « Les OEillets » - année 2026"
    assert root.find(f"{ACTE}ClassificationDateVersion").text == "2017-12-08"
    assert root.find(f"{ACTE}Annexes").get(f"{ACTE}Nombre") == "0"


def test_the_same_act_gives_the_same_archive(act: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("BEFFROI_DATA", raising=False)
    _, out = prepare(act, META)
    first = next(out.glob("*.tar.gz")).read_bytes()
    prepare(act, META)
    assert next(out.glob("*.tar.gz")).read_bytes() == first


@pytest.mark.data
@pytest.mark.parametrize("nature", ["AI", "AR", "AU", "BF", "CC", "DE"])
def test_envelopes_of_each_nature_are_valid(act: Path, shared_data: Path, nature: str) -> None:
    (act.parent / "plan.pdf").write_bytes(PDF)
    meta = META.replace("délibération", nature) + "annexes: [plan.pdf, {fichier: plan.pdf, type: 99_SE}]\n"
    code, out = prepare(act, meta, "--schemas", str(shared_data / "acts"))
    schema = etree.XMLSchema(file=str(shared_data / "acts" / "actesv1_1.xsd"))
    assert code == 0
    assert all(schema.validate(etree.parse(path)) for path in out.glob("*.xml"))
    assert len(list(out.glob("*.pdf"))) == 3


@pytest.mark.parametrize(
    ("line", "said"),
    sorted(
        {
            "numero: 2026-012": "numéro de l'acte manque",
            "date: 12 mars 2026": "date de l'acte manque",
            'matière: "7.5.5"': "code matière manque",
            "courriel: mairie@exemple.fr": "adresse de retour manque",
        }.items()
    ),
)
def test_what_is_missing_is_said(act: Path, line: str, said: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert prepare(act, META.replace(f"{line}\n", ""))[0] == 2
    assert said in capsys.readouterr().err


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("214400152", "214400153", "clé est fausse"),
        ("arrondissement: 2", "arrondissement: Nantes", "arrondissement manque"),
        ('"044"', '"440"', "département manque"),
        ("7.5.5", "7.42", "nomenclature"),
        ("délibération", "poème", "Nature d'acte inconnue"),
        ("mairie@exemple.fr", "mairie", "n'est pas une adresse"),
        ("2026-012", "2026-012-ASSOCIATIONS", "trop long"),
        ("contact:", "annexes: plan.pdf\ncontact:", "introuvable"),
    ],
)
def test_what_the_prefecture_would_refuse_is_refused(
    act: Path, before: str, after: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert prepare(act, META.replace(before, after))[0] == 2
    assert said in capsys.readouterr().err


def test_a_file_that_is_no_pdf_is_refused(act: Path, capsys: pytest.CaptureFixture[str]) -> None:
    act.write_bytes(b"PK\x03\x04")
    assert prepare(act, META)[0] == 2
    assert "n'est pas un fichier PDF" in capsys.readouterr().err


def test_a_folder_without_schema_is_refused(act: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert prepare(act, META, "--schemas", str(act.parent))[0] == 2
    assert "actesv1_1.xsd" in capsys.readouterr().err


def test_a_number_over_two_lines_of_yaml_is_told_by_its_line(act: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert prepare(act, "numero: [1\nobjet: x")[0] == 2
    assert "ligne" in capsys.readouterr().err


@pytest.mark.data
@pytest.mark.parametrize(
    ("name", "kind", "told"),
    [
        ("006-210600235-20180522-684-AI-1-2_5279.xml", "received", "2018-05-28"),
        ("044-214400152----1-3_1.xml", "anomaly", "classification"),
        ("044-214400152-20181106-TEST_DGCL_4-DE-6-2_10.xml", "cancelled", "TEST_DGCL_4"),
        ("EACT--SPREF0441-214400152-20181012-9.xml", "envelope", "044-214400152----1-3_1.xml"),
    ],
)
def test_messages_of_the_prefecture_are_read(
    shared_data: Path, name: str, kind: str, told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["council", "receipt", str(shared_data / "acts" / name), "--json"]) == 0
    read = json.loads(capsys.readouterr().out)
    assert read["kind"] == kind
    assert told in json.dumps(read, ensure_ascii=False)


@pytest.mark.data
def test_a_receipt_says_what_to_do(shared_data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["council", "receipt", str(shared_data / "acts" / "006-210600235-20180522-684-AI-1-2_5279.xml")]) == 0
    assert "reçu le 28/05/2018" in capsys.readouterr().out


@pytest.mark.parametrize("content", [b"", b"<a/>", b"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", b"\xff\xfe\x00"])
def test_what_is_no_message_is_refused(tmp_path: Path, content: bytes, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "m.xml"
    path.write_bytes(content)
    assert main(["council", "receipt", str(path)]) == 2
    assert "m.xml" in capsys.readouterr().err
