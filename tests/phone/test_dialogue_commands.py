"""Commands of the dialogue, numbers and simulation, as they are typed."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from beffroi.__main__ import main
from beffroi.phone.recording import FolderRecorder
from beffroi.phone.records import Report
from phone.small_town import TUESDAY


def test_simulate_prints_the_shares_and_writes_them(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    place = tmp_path / "simulation.json"
    asked = ["phone", "simulate", "--calls-per-day", "300", "--operators", "2", "--days", "1", "--json", str(place)]
    assert main(asked) == 0
    told = json.loads(place.read_text(encoding="utf-8"))
    assert 0 <= told["lost"] <= told["lost_or_message"] <= 1
    assert {line["name"] for line in told["sensitivity"]} == {"containment", "served", "patience", "operators", "lines"}
    assert "perdus" in capsys.readouterr().out


def test_simulate_without_agent_has_nothing_to_contain(tmp_path: Path) -> None:
    place = tmp_path / "simulation.json"
    assert main(["phone", "simulate", "--days", "1", "--agent", "none", "--json", str(place)]) == 0
    told = json.loads(place.read_text(encoding="utf-8"))
    assert told["contained"] == 0.0
    assert {line["name"] for line in told["sensitivity"]} == {"patience", "operators", "lines"}


def test_simulate_draws_from_a_rehearsal(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    calls, rehearsal, place = tmp_path / "appels.jsonl", tmp_path / "essai.json", tmp_path / "simulation.json"
    calls.write_text('{"text": "au feu", "did": "emergency"}\n', encoding="utf-8")
    assert main(["phone", "rehearse", str(calls), "--json"]) == 0
    rehearsal.write_text(capsys.readouterr().out, encoding="utf-8")
    asked = ["phone", "simulate", "--days", "1", "--rehearsal", str(rehearsal), "--json", str(place)]
    assert main(asked) == 0
    assert json.loads(place.read_text(encoding="utf-8"))["contained"] == 0.0
    rehearsal.write_text("{}", encoding="utf-8")
    assert main(asked) == 2


@pytest.mark.parametrize("bad", [["--days", "0"], ["--calls-per-day", "-1"], ["--lines", "0"]], ids=" ".join)
def test_simulate_refuses_what_makes_no_sense(bad: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["phone", "simulate", *bad]) == 2
    assert "Il faut des appels" in capsys.readouterr().err


def test_staff_says_how_many_agents_are_needed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["phone", "staff", "--calls-an-hour", "200", "--seconds", "180", "--share", "0.8"]) == 0
    assert capsys.readouterr().out.startswith("Il faut 14 agents pour que 80")
    assert main(["phone", "staff", "--calls-an-hour", "57", "--patience", "90", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["queue"]["within"] >= 0.9
    assert main(["phone", "staff", "--calls-an-hour", "0"]) == 2


def test_numbers_counts_the_calls_of_a_folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    recorder = FolderRecorder(tmp_path)
    for ending in ("answered", "hung_up", "message", "answered"):
        call = recorder.began(caller="", at=TUESDAY)
        recorder.ended(call, Report(TUESDAY, 60.0, ending, (), ()))  # type: ignore[arg-type]
    assert main(["phone", "numbers", str(tmp_path), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["calls"], told["lost"], told["lost_or_message"], told["contained"]) == (4, 0.25, 0.5, 0.5)
    assert main(["phone", "numbers", str(tmp_path)]) == 0
    assert "4 appels : perdus 25" in capsys.readouterr().out


def test_numbers_of_an_empty_folder_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["phone", "numbers", str(tmp_path)]) == 2
    assert "calls.jsonl" in capsys.readouterr().err


def test_talk_holds_a_call_of_the_shipped_town(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("il y a le feu chez moi\n\n"))
    assert main(["phone", "talk", "--at", "2026-11-24T10:00"]) == 0
    out = capsys.readouterr().out
    assert "agent automatique" in out
    assert "le 18" in out
    assert "[Transfert prioritaire" in out
    assert "[Fin : urgence]" in out


def test_rehearse_prints_what_the_agent_would_do(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    place = tmp_path / "appels.jsonl"
    place.write_text('{"text": "au feu", "did": "emergency"}\n', encoding="utf-8")
    assert main(["phone", "rehearse", str(place)]) == 0
    assert "D'accord avec le standard" in capsys.readouterr().out
    assert main(["phone", "rehearse", str(place), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["agrees"] == 1.0
