import json
from pathlib import Path

import pytest
from lxml import etree

from beffroi.__main__ import main
from beffroi.council.errors import SubjectUnknown
from beffroi.council.subjects import label_of, labels, parts_of, propose
from beffroi.council.subjects.evaluate import evaluate
from beffroi.council.subjects.titles import held_out, known_titles, read_titles, spelled_out
from beffroi.council.subjects.vectors import digest, kept_vectors

FEWEST_TITLES = 20


def test_the_held_out_titles_are_read_as_the_documentation_says() -> None:
    figures = evaluate(held_out())
    assert (figures.titles, round(figures.first, 2), round(figures.three, 2)) == (116, 0.93, 0.98)


def test_no_held_out_title_was_learnt_from() -> None:
    learnt = {one.title for one in known_titles()}
    assert not learnt & {one.title for one in held_out()}


@pytest.mark.parametrize("code", sorted(labels()))
def test_each_code_has_enough_titles(code: str) -> None:
    assert sum(one.code == code for one in known_titles()) >= FEWEST_TITLES


def test_the_kept_vectors_are_those_of_the_titles() -> None:
    kept = kept_vectors()
    assert kept is not None
    assert kept.vectors.shape == (len(known_titles()), 384)
    path = Path(__file__).parents[3] / "src/beffroi/council/subjects/data/vectors.npz"
    assert digest().encode("utf-32-le") in _unpacked(path)


def _unpacked(path: Path) -> bytes:
    import zipfile

    with zipfile.ZipFile(path) as archive:
        return archive.read("digest.npy")


@pytest.mark.parametrize(
    ("title", "code"),
    sorted({"BP 2026": "7.1", "DIA 12 rue Haute": "2.3", "RIFSEEP": "4.5", "Motion sur l'hôpital": "9.4"}.items()),
)
def test_short_titles_find_their_code(title: str, code: str) -> None:
    candidates = propose(title)
    assert candidates[0].code == code
    assert [one.confidence for one in candidates] == sorted((one.confidence for one in candidates), reverse=True)
    assert sum(one.confidence for one in candidates) <= 1.001


def test_an_abbreviation_is_said_in_words() -> None:
    assert "plan local d'urbanisme" in spelled_out("Révision du PLU")


@pytest.mark.parametrize("code", ["0.1", "10.1", "7", "7.5.", "7.11", "abc"])
def test_a_code_out_of_the_nomenclature_is_refused(code: str) -> None:
    with pytest.raises(SubjectUnknown):
        parts_of(code)


def test_a_code_of_three_levels_is_read() -> None:
    assert parts_of("7.5.1") == (7, 5, 1)
    assert label_of("7.5.1") == "Subventions"


def test_a_row_without_title_is_refused() -> None:
    with pytest.raises(SubjectUnknown):
        read_titles("7.5\t")


def test_the_command_proposes_three_codes(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["council", "subject", "Vote des taux", "--json"]) == 0
    candidates = json.loads(capsys.readouterr().out)["candidates"]
    assert [set(one) for one in candidates] == [{"code", "label", "confidence"}] * 3
    assert candidates[0]["code"] == "7.2"


def test_the_command_prints_lines_for_people(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["council", "subject", "Vote des taux"]) == 0
    assert "Fiscalité" in capsys.readouterr().out


@pytest.mark.parametrize("title", ["", "  12 / 34 "])
def test_a_title_without_words_is_bad_usage(title: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["council", "subject", title]) == 2
    assert "titre est vide" in capsys.readouterr().err


def test_the_command_measures_titles_of_a_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = tmp_path / "titres.tsv"
    rows.write_text("7.2\tVote des taux\n1.1.9\tVote des taux\n", encoding="utf-8")
    assert main(["council", "subject", "--evaluate", str(rows)]) == 0
    assert "premier 50.0%" in capsys.readouterr().out


@pytest.mark.data
def test_the_codes_are_those_of_the_nomenclature(shared_data: Path) -> None:
    tree = etree.parse(shared_data / "acts" / "nomenclature_complete_test.xml")
    name = "{http://www.interieur.gouv.fr/ACTES#v1.1-20040216}"
    codes = {
        f"{parent.get(f'{name}CodeMatiere')}.{child.get(f'{name}CodeMatiere')}"
        for parent in tree.iter(f"{name}Matiere1")
        for child in parent.iter(f"{name}Matiere2")
    }
    assert codes == set(labels())
