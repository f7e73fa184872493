"""The texts put to the vote, and the commands that need no instance."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from beffroi.engines.documents import Grid, read_here, write_pdf
from beffroi.governance.charter_text import charter_text
from beffroi.governance.commitments import whole_charter
from beffroi.governance.errors import AnswersUnreadable
from beffroi.governance.facts import Facts
from beffroi.governance.strategy import LONGEST, read_answers, strategy_text
from beffroi.governance.systems import Named
from governance.governance_facts import DAY, entry, kept_facts, use

SERVICES = (Named("canteen", "Cantines scolaires"),)
KEYS = ("needs", "staff", "data", "means", "risks")
ANSWERS = "\n".join([*(f'{key} = "Réponse {key}."' for key in KEYS), 'first = "canteen : jugé en juin."'])


def written(folder: Path, text: str) -> Path:
    path = folder / "reponses.toml"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.fixture(autouse=True)
def no_instance(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("BEFFROI_HOME", str(tmp_path / "absent"))
    for name in ("BEFFROI_DATABASE", "BEFFROI_LANGUAGE"):
        monkeypatch.delenv(name, raising=False)


def test_a_strategy_holds_the_answers_and_what_was_measured(tmp_path: Path) -> None:
    text = strategy_text(read_answers(written(tmp_path, ANSWERS)), services=SERVICES, facts=kept_facts())
    (grid,) = [part for part in text.parts if isinstance(part, Grid)]
    assert grid.rows == [["Cantines scolaires", "10", "5,00", "0,50", "0,50", "01/09/2026"]]
    assert "Cantines scolaires. jugé en juin." in [getattr(part, "text", "") for part in text.parts]
    unjudged = replace(kept_facts(), register=(entry(evaluated=None),))
    again = strategy_text(read_answers(written(tmp_path, ANSWERS)), services=SERVICES, facts=unjudged)
    assert "jamais" in str(again.parts)


def test_the_longest_strategy_and_the_whole_charter_hold_in_two_pages(tmp_path: Path) -> None:
    longest = ("La commune manque de bras le mercredi et le samedi. " * 20)[:LONGEST]
    answers = {**dict.fromkeys(KEYS, longest), "first": f"canteen : {longest}"[:LONGEST]}
    busy = replace(kept_facts(), uses=tuple(use(service=name) for name in ("canteen", "water", "phone", "assistant")))
    texts = [
        strategy_text(answers, services=SERVICES, facts=busy),
        charter_text(whole_charter(), name="Bourg"),
    ]
    written_out = [write_pdf(text, tmp_path / f"{rank}.pdf") for rank, text in enumerate(texts)]
    assert [len(read_here(path).pages) for path in written_out] == [2, 2]


def test_a_strategy_without_a_ledger_claims_no_figure(tmp_path: Path) -> None:
    text = strategy_text(read_answers(written(tmp_path, ANSWERS)), services=SERVICES, facts=Facts(day=DAY))
    assert not any(isinstance(part, Grid) for part in text.parts)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("=", "illisibles"),
        (ANSWERS.replace("Réponse data.", " "), "sans réponse : data"),
        (f"{ANSWERS}\nsurplus = 1", "en trop"),
        (ANSWERS.replace("Réponse data.", "x" * 901), "900 signes"),
        (ANSWERS.replace("canteen", "robot"), "nom d'un service : canteen"),
    ],
)
def test_answers_that_do_not_make_two_pages_are_refused(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(AnswersUnreadable, match=told):
        strategy_text(read_answers(written(tmp_path, text)), services=SERVICES, facts=kept_facts())


def test_charter_and_strategy_are_written_as_documents(beffroi: Callable[..., int], tmp_path: Path) -> None:
    charter, strategy = tmp_path / "charte.odt", tmp_path / "strategie.odt"
    assert beffroi("governance", "charter", "write", "--name", "Bourg", "--out", charter) == 0
    assert beffroi("governance", "strategy", written(tmp_path, ANSWERS), "--out", strategy) == 0
    told = ["\n".join(page.text for page in read_here(path).pages) for path in (charter, strategy)]
    assert "Rien ne sort du territoire" in told[0]
    assert "Réponse staff." in told[1]


def test_the_board_of_duties_is_written_with_declared_systems(
    beffroi: Callable[..., int], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    declared, out = tmp_path / "inventaire.toml", tmp_path / "devoirs.json"
    system = '[[system]]\nkey = "tri"\ntitle = "Tri de dossiers"\nrisk = "high"\nindividual = true\npersonal = true\n'
    done = '[[done]]\nduty = "ai-act-27"\nsystem = "tri"\nday = 2026-09-01\nby = "DPD"\n'
    declared.write_text(system + done, encoding="utf-8")
    assert beffroi("governance", "duties", "--date", "2026-11-25", "--inventory", declared, "--json", out) == 0
    (machine,) = json.loads(out.read_text(encoding="utf-8"))["authorities"]
    tri = machine["systems"][-1]
    assert (tri["key"], tri["crpa"]["required"], machine["counts"]["done"]) == ("tri", True, 1)
    assert {row["key"]: row["by"] for row in tri["duties"]}["ai-act-27"] == "DPD"
    assert "Tri de dossiers (haut risque, hors de Beffroi)" in capsys.readouterr().out


def test_the_charter_check_fails_on_an_engine_abroad_and_passes_on_one_here(
    beffroi: Callable[..., int], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert beffroi("governance", "charter", "check") == 0
    monkeypatch.setenv("BEFFROI_LANGUAGE", "https://cle@api.openai.com/v1?model=x")
    assert beffroi("governance", "charter", "check") == 1
    told = capsys.readouterr().out
    assert "BEFFROI_LANGUAGE appelle api.openai.com" in told
    assert "cle@" not in told


def test_a_footprint_of_nothing_is_nothing(beffroi: Callable[..., int], tmp_path: Path) -> None:
    out = tmp_path / "empreinte.json"
    period = ["--from", "2026-01-01", "--to", "2026-12-31"]
    assert beffroi("governance", "footprint", *period, "--json", out, "--boamps", tmp_path / "boamps") == 0
    assert json.loads(out.read_text(encoding="utf-8"))["authorities"][0]["operations"] == []
    assert beffroi("governance", "footprint", "--from", "2026-02-01", "--to", "2026-01-01") == 2
