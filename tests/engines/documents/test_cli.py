import json
from collections.abc import Callable
from pathlib import Path

import pytest

from beffroi.engines.documents import Heading, Items, Paragraph, Text, write_odt
from beffroi.engines.documents.measuring.figures import Figure, show
from beffroi.engines.documents.measuring.sample import plain, sample
from beffroi.engines.documents.measuring.scans import share_wrong

Beffroi = Callable[..., int]


def test_read_shows_the_blocks_and_says_what_was_refused(
    tmp_path: Path, beffroi: Beffroi, capsys: pytest.CaptureFixture[str]
) -> None:
    path = write_odt(Text("Règlement", [Heading("Prix"), Paragraph("Trois euros."), Items(["un"])]), tmp_path / "r.odt")
    assert beffroi("documents", "read", path, tmp_path / "absent.pdf") == 2
    told = capsys.readouterr()
    assert told.out.splitlines()[1:] == ["# Règlement", "## Prix", "Trois euros.", "* un"]
    assert "« absent.pdf » n'existe pas" in told.err


def test_read_writes_json(tmp_path: Path, beffroi: Beffroi, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "note.txt"
    path.write_text("Un texte.", encoding="utf-8")
    assert beffroi("documents", "read", "--json", path) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["pages"][0]["blocks"][0]["text"] == "Un texte."


def test_figures_are_written_the_french_way() -> None:
    line = show(Figure("PDF", 12, 2.04, 0.0012))
    assert line.split() == ["PDF", "12.0", "pages", "2,04", "pages/s", "0,12", "%", "de", "signes", "faux"]


def test_signs_wrong_are_counted_as_least_changes() -> None:
    assert share_wrong("abcd", "abcd") == 0
    assert share_wrong("abcd", "abxd") == pytest.approx(0.25)
    assert share_wrong("abcd", "ad") == pytest.approx(0.5)
    assert share_wrong("l'été", "l’ été") == 0


def test_the_sample_has_so_many_sections() -> None:
    assert plain(sample(3)).count("Dispositions") == 3
