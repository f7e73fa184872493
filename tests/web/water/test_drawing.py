"""Where pipes lie: degrees told from metres, pipes without coordinates left out, sectors behind their meters."""

import json
from pathlib import Path

import pytest
from django_scopes import scope

from beffroi.water.understand import understand
from beffroi.web.platform.models import Tenant
from beffroi.web.water.drawing import Drawing, Pipe, Town, read_drawing
from beffroi.web.water.models import Sector
from beffroi.web.water.plan_svg import svg_plan
from beffroi.web.water.plans import Plan, framed, lines_of
from beffroi.web.water.sectors import sectors_of
from web.water.conftest import small_network


@pytest.fixture
def drawn(tmp_path: Path) -> Drawing:
    (tmp_path / "reseau.inp").write_text(small_network(), encoding="utf-8")
    understand(tmp_path / "reseau.inp", out=tmp_path)
    return read_drawing(tmp_path / "map.json")


def written(tmp_path: Path, lines: dict[str, list[list[float]]], length_m: float = 90.0) -> Drawing:
    pipes = [{"pipe_id": name, "length_m": length_m, "line": line} for name, line in lines.items()]
    path = tmp_path / "map.json"
    path.write_text(json.dumps({"pipes": pipes, "nodes": []}), encoding="utf-8")
    return read_drawing(path)


def test_a_network_in_metres_is_not_geographic(drawn: Drawing) -> None:
    assert not drawn.geographic
    assert drawn.box == (0, 0, 360, 360)
    assert not drawn.placed
    assert drawn.place_of("j11") == (90, 90)
    assert drawn.place_of("c11e") == (135, 90)
    assert [drawn.kind_of(name) for name in ("j11", "c11e", "R", "rien")] == ["pressure", "flow", "", ""]


def test_bends_of_a_pipe_are_followed(tmp_path: Path) -> None:
    text = small_network().replace("[END]", "[VERTICES]\n c00e 45 20\n\n[END]")
    (tmp_path / "reseau.inp").write_text(text, encoding="utf-8")
    understand(tmp_path / "reseau.inp", out=tmp_path)
    assert read_drawing(tmp_path / "map.json").pipes["c00e"].line == ((0, 0), (45, 20), (90, 0))


def test_degrees_are_told_from_metres(tmp_path: Path) -> None:
    assert written(tmp_path, {"a": [[2.35, 48.85], [2.351, 48.851]]}).geographic


def test_a_register_in_lambert_93_is_placed_in_degrees(tmp_path: Path) -> None:
    drawing = written(tmp_path, {"a": [[700_000, 6_600_000], [700_090, 6_600_000]]})
    assert not drawing.geographic
    assert drawing.degrees((700_000, 6_600_000)) == (3.0, 46.5)


def test_a_pipe_to_a_node_without_coordinates_does_not_stretch_the_plan(tmp_path: Path) -> None:
    lines = {"a": [[5000, 5000], [5090, 5000]], "perdue": [[5090, 5000], [0, 0]]}
    assert set(written(tmp_path, lines).pipes) == {"a"}


def test_a_file_without_any_place_is_no_drawing(tmp_path: Path) -> None:
    assert not written(tmp_path, {"a": [[0, 0], [0, 0]]})
    assert not read_drawing(tmp_path / "absent.json")


def test_the_other_drawing_places_only_what_lies_in_the_same_coordinates() -> None:
    here = Drawing({"a": Pipe("a", ((0, 0), (100, 0)), 100)}, {}, ())
    near = Drawing({"b": Pipe("b", ((50, 0), (50, 80)), 80)}, {}, ())
    far = Drawing({"b": Pipe("b", ((9000, 0), (9100, 0)), 100)}, {}, ())
    assert Town(here, near).place_of("b") == (50, 40)
    assert Town(here, far).place_of("b") is None


def test_sectors_lie_behind_their_meters(bourg: Tenant, drawn: Drawing) -> None:
    with scope(tenant=bourg):
        Sector.objects.create(tenant=bourg, name="Bourg", sensor="entree")
        found = sectors_of(drawn)
    assert set(found.values()) == {"Bourg"}
    assert set(found) == set(drawn.pipes) - {"entree"}


def test_a_register_tells_its_sectors_itself(bourg: Tenant, tmp_path: Path) -> None:
    text = "idcana;materiau;longcana;secteur;WKT\na;15;90;Haut;LINESTRING (700000 6600000, 700090 6600000)\n"
    (tmp_path / "conduites.csv").write_text(text, encoding="utf-8")
    understand(tmp_path / "conduites.csv", kind="pipes", out=tmp_path)
    with scope(tenant=bourg):
        assert sectors_of(read_drawing(tmp_path / "map.json")) == {"a": "Haut"}


def test_the_server_draws_north_up_at_one_scale(drawn: Drawing) -> None:
    plan = framed(Plan("Plan", drawn, lines_of(drawn, {"c00e": "risk-1"}, order=("risk-1",))))
    made = svg_plan(plan)
    assert made.courses[-1].look == "risk-1"
    (x0, y0), (x1, y1) = [tuple(map(float, part.split())) for part in made.courses[-1].path[1:].split("L")]
    assert y0 == y1 > made.height / 2
    assert x1 - x0 == pytest.approx(90 * made.bar / made.bar_m, rel=0.02)


def test_a_plan_of_degrees_is_not_squeezed(tmp_path: Path) -> None:
    """At 60 degrees north a degree of longitude is half as long as one of latitude."""
    drawing = written(tmp_path, {"a": [[10.0, 60.0], [10.02, 60.0]], "b": [[10.0, 60.0], [10.0, 60.01]]})
    made = svg_plan(framed(Plan("Plan", drawing, lines_of(drawing, {}, order=()))))
    places = [[tuple(map(float, p.split())) for p in part.split("L")] for part in made.courses[0].path[1:].split("M")]
    (east, north) = (abs(places[0][1][0] - places[0][0][0]), abs(places[1][1][1] - places[1][0][1]))
    assert east == pytest.approx(north, rel=0.01)
