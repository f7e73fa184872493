"""A made-up town: six by six junctions, one reservoir, meters at the way in, and a leak simulated in it."""

from datetime import date
from pathlib import Path

import pytest

from beffroi.water.simulate_leaks import Wish, simulate_folder

SIDE, STEP = 6, 80.0


def town_inp() -> str:
    """Return an .inp file: pipes c<i>-<j> of 80 m, demands with a day's shape."""
    names = [f"n{row}{column}" for row in range(SIDE) for column in range(SIDE)]
    junctions = [f" {name} {10 + 0.3 * i}" for i, name in enumerate(names)]
    demands = [f" {name} {0.8 + 0.05 * (i % 7)} jour" for i, name in enumerate(names)]
    coordinates = [f" {name} {STEP * int(name[2])} {STEP * int(name[1])}" for name in names]
    pipes = [" entree R n00 50 150 110 0 Open"]
    for row in range(SIDE):
        for column in range(SIDE):
            here = f"n{row}{column}"
            if column + 1 < SIDE:
                pipes.append(f" c{here}e {here} n{row}{column + 1} {STEP} 75 110 0 Open")
            if row + 1 < SIDE:
                pipes.append(f" c{here}s {here} n{row + 1}{column} {STEP} 75 110 0 Open")
    shape = [0.4, 0.35, 0.3, 0.3, 0.4, 0.7, 1.3, 1.6, 1.4, 1.2, 1.1, 1.2, 1.3, 1.1, 1.0, 1.0, 1.1, 1.3, 1.5, 1.4]
    factors = " ".join(str(x) for x in [*shape, 1.2, 1.0, 0.8, 0.6])
    sections = {
        "JUNCTIONS": junctions,
        "RESERVOIRS": [" R 70"],
        "PIPES": pipes,
        "DEMANDS": demands,
        "PATTERNS": [f" jour {factors}"],
        "TIMES": [" Duration 24:00", " Hydraulic Timestep 0:15", " Pattern Timestep 1:00"],
        "OPTIONS": [" Units CMH", " Headloss H-W"],
        "COORDINATES": coordinates,
    }
    return "".join(f"[{name}]\n" + "\n".join(lines) + "\n\n" for name, lines in sections.items()) + "[END]\n"


@pytest.fixture(scope="session")
def town(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The .inp file."""
    path = tmp_path_factory.mktemp("reseau") / "ville.inp"
    path.write_text(town_inp(), encoding="utf-8")
    return path


@pytest.fixture(scope="session")
def leaking(town: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Forty days of readings of ten sensors; a leak opens on day 20 on the pipe cn44e."""
    folder = tmp_path_factory.mktemp("fuite")
    (folder / "wished.csv").write_text(
        "link,start,end,diameter,type,peak\n"
        "cn44e,2018-01-21 00:00:00,2018-02-09 23:45:00,0.007,abrupt,2018-01-21 00:00:00\n",
        encoding="utf-8",
    )
    wish = Wish(seed=11, start=date(2018, 1, 1), days=40, leaks_file=folder / "wished.csv", sensors="10")
    simulate_folder(town, wish, folder)
    return folder
