from pathlib import Path

import pytest

from beffroi.__main__ import main
from beffroi.council.drafting import draft, request_of
from beffroi.council.drafting.wording import faithful, reworded
from beffroi.engines.language.echo import Echo

FACT = "la fête attire 400 visiteurs sur la place"


@pytest.mark.parametrize(
    "sentence",
    [
        "Considérant que la fête attire 500 visiteurs sur la place",
        "Considérant que la fête attire 400 visiteurs sur la place de Dijon",
        "Considérant que la fête n'attire pas 400 visiteurs sur la place",
        "Considérant que la fête attire des visiteurs sur la place",
        "La fête attire 400 visiteurs sur la place",
        "Considérant que la fête attire 400 visiteurs sur la place et profite aux commerces et aux clubs voisins",
    ],
)
def test_a_rewording_that_adds_or_loses_is_dropped(sentence: str) -> None:
    assert not faithful(sentence, FACT)


def test_a_rewording_with_the_same_facts_is_kept() -> None:
    assert faithful("Considérant que la fête attire sur la place 400 visiteurs", FACT)


def test_only_faithful_sentences_enter_the_draft() -> None:
    made = draft(request_of({"objet": "Subvention au club", "faits": [FACT, "le club compte 90 membres"]}))
    model = Echo(
        answers=("Considérant que la fête attire sur la place 400 visiteurs", "Considérant que le club est grand")
    )
    told, changed = reworded(made, model=model)
    assert changed == 1
    assert told.reasons[-2] == "Considérant que la fête attire sur la place 400 visiteurs ;"
    assert told.reasons[-1] == made.reasons[-1]


def test_the_command_takes_a_model(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "d.yaml"
    path.write_text(f"objet: Subvention au club\nfaits: [{FACT}]\n", encoding="utf-8")
    assert main(["council", "draft", str(path), "--out", str(tmp_path / "a.odt"), "--language", "echo:"]) == 0
    assert "sans fait nouveau : 0" in capsys.readouterr().out
