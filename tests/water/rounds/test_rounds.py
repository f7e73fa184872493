import json
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
import shapely

from beffroi.water.registers import read_register
from beffroi.water.rounds import plan_rounds, read_ranked_pipes
from beffroi.water.rounds.planning import RoundsImpossible
from beffroi.water.rounds.writing import write_geojson, write_json, write_page

LEFT, LOW = 652000.0, 6862000.0


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    """A grid of streets of 100 m; the pipes of the north-east corner break ten times as often."""
    lines = ["idcana;longcana;rue;WKT"]
    ranks = ["pipe_id,expected_per_km_year,length_m,reason"]
    for column in range(8):
        for row in range(8):
            name = f"h{column}{row}"
            x, y = LEFT + 100 * column, LOW + 100 * row
            lines.append(f'{name};100;rue {row} "<b>";LINESTRING ({x} {y}, {x + 100} {y})'.replace('"', "'"))
            ranks.append(f"{name},{1.0 if min(column, row) > 4 else 0.1},100,vieille fonte")
    ranks.append("perdue,3,100,sans tracé")
    (tmp_path / "reseau.csv").write_text("\n".join(lines), encoding="utf-8")
    (tmp_path / "ranking.csv").write_text("\n".join(ranks), encoding="utf-8")
    return tmp_path / "ranking.csv", tmp_path / "reseau.csv"


@pytest.fixture
def pipes(files: tuple[Path, Path]) -> pd.DataFrame:
    ranking, register = files
    table, findings = read_ranked_pipes(ranking, read_register(register))
    assert "1 conduite classée sans tracé" in findings[0].line()
    return table


def test_the_first_round_walks_where_most_breaks_are_expected(pipes: pd.DataFrame) -> None:
    (made,) = plan_rounds(pipes, teams=1, days=1, metres_a_day=1000)
    assert made.walked_m <= 1000
    assert made.expected_year / made.listened_m == pytest.approx(1 / 1000)
    assert made.stops[0].walk_m == 0


def test_rounds_do_not_overlap_and_keep_to_the_length(pipes: pd.DataFrame) -> None:
    made = plan_rounds(pipes, teams=2, days=3, metres_a_day=900)
    names = [stop.pipe_id for one in made for stop in one.stops]
    assert len(names) == len(set(names))
    assert [(one.day, one.team) for one in made] == [(1, 1), (1, 2), (2, 1), (2, 2), (3, 1), (3, 2)]
    assert max(one.walked_m for one in made) <= 900


def test_pipes_seen_lately_are_left_out(pipes: pd.DataFrame) -> None:
    first = plan_rounds(pipes, teams=1, days=1, metres_a_day=500)[0]
    seen = {stop.pipe_id for stop in first.stops}
    again = plan_rounds(pipes, teams=1, days=1, metres_a_day=500, visited=seen)[0]
    assert seen.isdisjoint(stop.pipe_id for stop in again.stops)


def test_the_plan_stops_when_everything_was_walked(pipes: pd.DataFrame) -> None:
    made = plan_rounds(pipes, teams=1, days=99, metres_a_day=20_000)
    assert sum(len(one.stops) for one in made) == 64


def test_the_map_is_in_degrees_and_the_page_escapes_names(pipes: pd.DataFrame, tmp_path: Path) -> None:
    made = plan_rounds(pipes, teams=1, days=2, metres_a_day=600)
    content = json.loads(write_geojson(made, tmp_path / "s" / "r.geojson").read_text(encoding="utf-8"))
    assert len(content["features"]) == sum(len(one.stops) for one in made)
    lon, lat = content["features"][0]["geometry"]["coordinates"][0]
    assert (lon, lat) == (pytest.approx(2.35, abs=0.05), pytest.approx(48.86, abs=0.05))
    assert set(content["features"][0]["properties"]) >= {"team", "day", "order", "pipe_id", "reason"}
    page = write_page(made, tmp_path / "r.html").read_text(encoding="utf-8")
    assert page.count("<section>") == 2
    assert "<b>" not in page
    assert "&lt;b&gt;" in page


def test_a_plan_for_nobody_and_a_register_without_courses_are_refused(
    pipes: pd.DataFrame, files: tuple[Path, Path], tmp_path: Path
) -> None:
    with pytest.raises(RoundsImpossible):
        plan_rounds(pipes, teams=0, days=1, metres_a_day=500)
    (tmp_path / "nu.csv").write_text("idcana;longcana\nh00;100\n", encoding="utf-8")
    with pytest.raises(RoundsImpossible, match="tracé"):
        read_ranked_pipes(files[0], read_register(tmp_path / "nu.csv"))


def test_the_command_writes_both(
    files: tuple[Path, Path], beffroi: Callable[..., int], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ranking, register = files
    back = tmp_path / "retours.csv"
    back.write_text("date;resultat;conduite\n2024-01-01;rien;h00\n", encoding="utf-8")
    given = ["--ranking", ranking, "--pipes", register, "--feedback", back, "--teams", 2, "--days", 1]
    written = ["--geojson", tmp_path / "r.geojson", "--html", tmp_path / "r.html"]
    assert beffroi("water", "rounds", *given, *written) == 0
    assert "Jour 1, équipe 2" in capsys.readouterr().out
    assert (tmp_path / "r.geojson").is_file()
    assert (tmp_path / "r.html").is_file()


def test_a_course_of_several_lines_can_be_walked(tmp_path: Path) -> None:
    shape = shapely.to_wkt(shapely.MultiLineString([[(0, 0), (50, 0)], [(60, 0), (100, 0)]]))
    (tmp_path / "r.csv").write_text(f'idcana;longcana;WKT\na;90;"{shape}"\n', encoding="utf-8")
    (tmp_path / "k.csv").write_text("pipe_id,expected_per_km_year,reason\na,1,x\n", encoding="utf-8")
    table, _ = read_ranked_pipes(tmp_path / "k.csv", read_register(tmp_path / "r.csv"))
    assert plan_rounds(table, teams=1, days=1, metres_a_day=500)[0].listened_m == pytest.approx(90)


def test_rounds_as_json_keep_the_courses_of_the_register(pipes: pd.DataFrame, tmp_path: Path) -> None:
    made = plan_rounds(pipes, teams=2, days=1, metres_a_day=900)
    told = json.loads(write_json(made, tmp_path / "tournees.json").read_text(encoding="utf-8"))
    assert [(one["team"], one["day"]) for one in told] == [(1, 1), (2, 1)]
    stop, planned = told[0]["stops"][0], made[0].stops[0]
    assert stop["pipe_id"] == planned.pipe_id
    assert stop["line"] == shapely.get_coordinates(planned.geometry).tolist()
    assert told[0]["walked_m"] == pytest.approx(made[0].walked_m, abs=0.1)
