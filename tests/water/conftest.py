"""Files of a made-up water service, shared by the tests of the command line."""

from pathlib import Path

import numpy as np
import pytest


@pytest.fixture(scope="session")
def registers(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """pipes.csv and breaks.csv: grey iron breaks ten times as often as PVC, 2000 to 2014."""
    folder, draw = tmp_path_factory.mktemp("registres"), np.random.default_rng(5)
    pipes = [(f"t{n}", "CI" if n % 3 == 0 else "PVC", int(draw.integers(30, 300))) for n in range(300)]
    laid = {"CI": "1955-01-01", "PVC": "1985-01-01"}
    lines = [f"{pipe},{material},{length},{laid[material]}" for pipe, material, length in pipes]
    breaks = [
        f"{pipe},{draw.integers(1, 29):02d}/06/{year}"
        for year in range(2000, 2015)
        for pipe, material, length in pipes
        for _ in range(draw.poisson(length / 1000 * (1.0 if material == "CI" else 0.1)))
    ]
    for name, heading, rows in (
        ("pipes", "pipe_id,material,length_m,installed", lines),
        ("breaks", "pipe_id,date", breaks),
    ):
        (folder / f"{name}.csv").write_text("\n".join([heading, *rows]) + "\n", encoding="utf-8")
    return folder / "pipes.csv", folder / "breaks.csv"
