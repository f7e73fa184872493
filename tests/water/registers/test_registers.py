from collections.abc import Callable
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
import shapely

from beffroi.water.ranking import read_break_register
from beffroi.water.registers import PipeRegister, check_register, read_register, write_register
from beffroi.water.registers.epanet_file import EpanetFileUnusable
from beffroi.water.registers.layers import RegisterUnreadable
from beffroi.water.registers.raepa import raepa_material

TODAY = date(2024, 6, 1)
PIPES = """idcana;materiau;diametre;anfinpose;longcana;remarque;WKT
A;12;100;1955;100;rue du Puits;LINESTRING (0 0, 100 0)
B;11;150;1988-05-01;100;;LINESTRING (100 0, 100 100)
C;PVC;110;2003;50,0;;"LINESTRING (100 100, 150 100)"
D;20;99999;2090;10;;LINESTRING (50 0.4, 50 60)
E;77;x;1700;-5;;LINESTRING (500 500, 560 500)
E;12;100;1955;;;LINESTRING (50 -30, 50 0)
;12;100;hier;30;;
"""
REPAIRS = """idrepar;idsuprepar;daterepar;x;y
r1;A;2010-03-04;50;1
r2;A;1940-01-01;50;1
r3;Z;2012-01-01;0;0
r4;B;2030-01-01;100;50
r5;B;2015-01-01;400;400
"""


@pytest.fixture
def register(tmp_path: Path) -> PipeRegister:
    (tmp_path / "c.csv").write_text(PIPES, encoding="utf-8")
    (tmp_path / "r.csv").write_text(REPAIRS, encoding="utf-8")
    return read_register(tmp_path / "c.csv", tmp_path / "r.csv")


@pytest.mark.parametrize(
    "words",
    [
        "1 : identifiant vide (sans nom)",
        "2 : identifiant en double (E, E)",
        "1 : diamètre illisible (E)",
        "1 : diamètre impossible (D)",
        "longueur nulle ou négative (E)",
        "matériau hors de la liste RAEPA (E)",
        "2 : date de pose impossible (D, E)",
        "date de pose illisible (sans nom)",
        "1 : sans tracé (sans nom)",
        "longueur déclarée loin de celle du tracé",
        "sans la toucher (D)",
        "au milieu d'une conduite non coupée (E)",
        "parties sans lien",
        "1 : réparation à venir (r4)",
        "conduite réparée absente du registre (r3)",
        "antérieure à la pose (elle revient à la conduite remplacée) (r2)",
        "réparation à plus de 20 m de sa conduite (r5)",
    ],
)
def test_each_fault_is_said_with_who_has_it(register: PipeRegister, words: str) -> None:
    assert words in "\n".join(finding.line() for finding in check_register(register, today=TODAY))


def test_a_sound_register_has_nothing_to_say(tmp_path: Path) -> None:
    (tmp_path / "c.csv").write_text("\n".join(PIPES.splitlines()[:4]), encoding="utf-8")
    assert check_register(read_register(tmp_path / "c.csv"), today=TODAY) == ()


@pytest.mark.parametrize("name", ["réseau.gpkg", "reseau.shp", "réseau.csv"])
def test_what_is_written_is_read_again_whole(register: PipeRegister, tmp_path: Path, name: str) -> None:
    files = write_register(register, tmp_path / "sortie" / name)
    pipes = next(path for path in files if "canalaep" in path.name or path.suffix == ".gpkg")
    repairs = next(path for path in files if "reparaep" in path.name or path.suffix == ".gpkg")
    again = read_register(pipes, None if pipes == repairs else repairs)
    assert len(again.pipes) == len(register.pipes) == 7
    assert len(again.repairs) == len(register.repairs) == 5
    for column in ("idcana", "materiau", "anfinpose", "remarque"):
        assert again.pipes[column].tolist() == register.pipes[column].tolist()
    lengths = shapely.length(again.pipes["geometry"].to_numpy(dtype=object))
    assert lengths[:3].tolist() == pytest.approx([100, 100, 50])
    assert again.pipes["geometry"].iloc[-1] is None


def test_a_material_is_read_as_code_or_name() -> None:
    codes = [raepa_material(text) for text in ("12", "2", "CI", "Fonte ductile", "PVC", "bambou", "")]
    assert codes == ["12", "02", "12", "11", "27", "00", "00"]


@pytest.mark.usefixtures("register")
def test_the_ranking_reads_what_the_register_gives(
    tmp_path: Path, beffroi: Callable[..., int], capsys: pytest.CaptureFixture[str]
) -> None:
    given = [tmp_path / "c.csv", "--repairs", tmp_path / "r.csv", "--report", tmp_path / "rapport.md"]
    assert beffroi("water", "registers", *given, "--ranking", tmp_path / "rang", "--out", tmp_path / "r.gpkg") == 0
    assert "Écrit" in capsys.readouterr().err
    report = (tmp_path / "rapport.md").read_text(encoding="utf-8")
    assert "7 conduites" in report
    assert "| fonte grise | 0,2 |" in report
    read = read_break_register(tmp_path / "rang/pipes.csv", tmp_path / "rang/breaks.csv")
    assert read.pipes["material"].tolist()[:3] == ["CI", "DI", "PVC"]
    assert read.breaks["pipe"].tolist()[0] == 0


INP = """[PIPES]
;id a b length diameter
 p1 n1 n2 100 6 130 0 Open
[VERTICES]
 p1 50 10
[COORDINATES]
 n1 0 0
 n2 100 0
[OPTIONS]
 UNITS GPM
"""


def test_an_epanet_file_gives_its_pipes_in_metres_and_millimetres(tmp_path: Path) -> None:
    (tmp_path / "r.inp").write_text(INP, encoding="utf-8")
    (row,) = read_register(tmp_path / "r.inp").pipes.itertuples(index=False)
    assert (row.idcana, row.longcana, row.diametre) == ("p1", "30.48", "152.4")
    assert shapely.get_num_points(row.geometry) == 3


@pytest.mark.parametrize(
    ("name", "content", "error"),
    [
        ("r.inp", "[JUNCTIONS]\n", EpanetFileUnusable),
        ("r.inp", "[PIPES]\n p1 n1 n2\n", EpanetFileUnusable),
        ("r.inp", "[PIPES]\n p1 n1 n2 long 100\n", EpanetFileUnusable),
        ("r.gpkg", "rien", RegisterUnreadable),
        ("r.shp", "rien", RegisterUnreadable),
        ("r.csv", "idcana;WKT\n", RegisterUnreadable),
    ],
)
def test_a_register_that_cannot_be_read_is_refused(tmp_path: Path, name: str, content: str, error: type) -> None:
    (tmp_path / name).write_text(content, encoding="utf-8")
    with pytest.raises(error):
        read_register(tmp_path / name)


def test_an_unknown_format_is_refused(register: PipeRegister, tmp_path: Path) -> None:
    with pytest.raises(RegisterUnreadable, match="Format inconnu"):
        write_register(register, tmp_path / "r.dwg")


def test_a_register_without_shapes_says_what_is_skipped(tmp_path: Path) -> None:
    (tmp_path / "c.csv").write_text("pipe_id,material,length_m,installed\na,CI,100,1950\n", encoding="utf-8")
    (tmp_path / "r.csv").write_text("pipe_id,date\na,2010-01-01\n", encoding="utf-8")
    assert check_register(read_register(tmp_path / "c.csv", tmp_path / "r.csv"), today=TODAY)
    read = read_register(tmp_path / "c.csv")
    assert "Contrôles de lieu sautés" in read.findings[0].line()
    assert read.pipes["idcana"].tolist() == ["a"]
    assert isinstance(read.repairs, pd.DataFrame)
    assert read.repairs.empty


@pytest.mark.data
def test_the_shared_network_is_read_and_what_is_no_pipe_is_said(shared_data: Path) -> None:
    read = read_register(shared_data / "water/L-TOWN.inp")
    assert len(read.pipes) == 905
    said = "\n".join(finding.line() for finding in check_register(read, today=TODAY))
    assert "identifiant" not in said
    assert "3 vannes de régulation" in said
    assert "1 pompe." in said
