"""``beffroi phone talk --wav`` and ``render``, with the doubles."""

from collections.abc import Callable
from pathlib import Path

import pytest

from beffroi.engines.speech import read_wav, wav
from beffroi.engines.speech.sounds import tone
from phone.calls.telephone import TONES, write_town


@pytest.fixture
def doubles(tmp_path: Path) -> list[str]:
    (tmp_path / "tones.txt").write_text("".join(f"{hertz} {text}\n" for hertz, text in TONES.items()), "utf-8")
    town = write_town(tmp_path / "town")
    engines = ["--recogniser", f"tones:{tmp_path / 'tones.txt'}", "--voice", "hum:?pace=400", "--activity", "loudness:"]
    return [*engines, "--town", str(town), "--sounds", str(tmp_path / "sounds")]


def test_a_call_made_of_wav_files_is_held_printed_and_kept(
    beffroi: Callable[..., int], doubles: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    question, kept = tmp_path / "question.wav", tmp_path / "call.wav"
    question.write_bytes(wav(tone(500, 0.6)))
    assert beffroi("phone", "talk", "--wav", str(question), "--out", str(kept), *doubles) == 0
    printed = capsys.readouterr().out
    assert "Appelant : bonjour je voudrais déposer un permis de construire" in printed
    assert "[Transfert : 140]" in printed
    assert read_wav(kept.read_bytes()).seconds > 1.5


def test_what_the_agent_says_is_rendered_once(
    beffroi: Callable[..., int], doubles: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert beffroi("phone", "render", *doubles) == 0
    assert "phrases préparées par hum-400" in capsys.readouterr().out
    count = len(list((tmp_path / "sounds").glob("*.pcm")))
    assert count > 100
    assert beffroi("phone", "render", *doubles) == 0
    assert capsys.readouterr().out.startswith("0 phrase préparée")
