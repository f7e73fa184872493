import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile

from beffroi.__main__ import main
from beffroi.council.errors import RecordingRefused
from beffroi.council.transcribing import Vocabulary
from beffroi.council.transcribing.cutting import STEP, Cutter, spans
from beffroi.council.transcribing.partial import Partial
from beffroi.council.transcribing.recordings import Recording
from beffroi.council.transcribing.work import Transcribing
from beffroi.engines.speech import Recognised, Sound, SpeechError, connect_activity
from beffroi.engines.speech.doubles import Tones
from beffroi.engines.speech.sounds import joined, silence, tone

RATE = 16_000
SAID = {
    500.0: "La parole est à M. Le Bian.",
    700.0: "Je suis contre ce tarif.",
    900.0: "Le huis clos est prononcé.",
    1100.0: "Le salaire de monsieur Secret est de mille euros.",
    1300.0: "Fin du huis clos. Point numéro 2.",
}
VOCABULARY = """
membres: [Hélène CARPENTIER, Gwenaël LE BIHAN]
president: Hélène CARPENTIER
ordre_du_jour: [1. Budget, 2. Voirie]
"""


def session(hertz: Sequence[float] = tuple(SAID), *, loudness: float = 0.3) -> Sound:
    """Each sentence as a tone of two seconds, and silence after it."""
    parts = [part for one in hertz for part in (tone(one, 2, rate=RATE, loudness=loudness), silence(1.5, rate=RATE))]
    return joined([silence(1, rate=RATE), *parts])


def recorded(path: Path, sound: Sound, *, others: Sequence[float] = ()) -> Path:
    """Write a recording; others: further channels, as shares of the first."""
    first = sound.samples.astype(np.float32) / 32768
    soundfile.write(path, np.stack([first, *(first * share for share in others)], axis=1), sound.rate)
    return path


@pytest.fixture
def tones(tmp_path: Path) -> str:
    (tmp_path / "tones.txt").write_text("\n".join(f"{hertz} {text}" for hertz, text in SAID.items()), encoding="utf-8")
    return f"tones:{tmp_path / 'tones.txt'}"


def told(audio: Path, tones: str, *more: str) -> dict[str, Any]:
    out = audio.with_suffix(".json")
    assert main(["council", "transcribe", str(audio), "--out", str(out), "--recogniser", tones, *more]) == 0
    read: dict[str, Any] = json.loads(out.read_text(encoding="utf-8"))
    return read


@pytest.mark.parametrize("ending", ["flac", "mp3", "ogg", "wav"])
def test_a_session_becomes_sentences_with_times_and_speakers(ending: str, tmp_path: Path, tones: str) -> None:
    vocabulary = tmp_path / "v.yaml"
    vocabulary.write_text(VOCABULARY, encoding="utf-8")
    made = told(recorded(tmp_path / f"seance.{ending}", session()), tones, "--vocabulary", str(vocabulary))
    first, second, shut, last = made["segments"]
    assert (first["text"], first["speaker"]) == ("La parole est à M. LE BIHAN.", "Hélène CARPENTIER")
    assert (second["text"], second["speaker"]) == ("Je suis contre ce tarif.", "Gwenaël LE BIHAN")
    assert first["start"] == pytest.approx(0.8, abs=0.2)
    assert (shut["closed"], shut["text"], shut["speaker"]) == (True, "", None)
    assert (last["text"], last["item"]) == ("Point numéro 2.", "2")
    assert made["seconds"] == pytest.approx(18.5, abs=0.2)


def test_nothing_of_a_closed_session_is_kept_in_words_nor_in_sound(tmp_path: Path, tones: str) -> None:
    audio, public = recorded(tmp_path / "seance.wav", session()), tmp_path / "public.wav"
    made = told(audio, tones, "--sound", str(public))
    assert "Secret" not in json.dumps(made)
    assert list(tmp_path.glob("*.part*")) == []
    heard, rate = soundfile.read(public)
    ((first, last),) = made["closed"]
    assert first == pytest.approx(7.8, abs=0.3)
    assert not heard[round(first * rate) : round(last * rate)].any()
    assert heard[: round((first - 1) * rate)].any()
    assert len(heard) / rate == pytest.approx(18.5, abs=0.01)


def test_a_closed_session_without_end_is_cut_to_the_end_and_told(tmp_path: Path, tones: str) -> None:
    made = told(recorded(tmp_path / "seance.wav", session((700, 900, 1100, 700))), tones)
    assert [segment["text"] for segment in made["segments"]] == [SAID[700.0], ""]
    assert "fin du huis clos" in str(made["remarks"])


@pytest.mark.parametrize("shares", [(0.0,), (-1.0,), (0.001, 1.0)], ids=["dead", "opposed", "one of three"])
def test_channels_that_say_nothing_do_not_harm(shares: Sequence[float], tmp_path: Path, tones: str) -> None:
    made = told(recorded(tmp_path / "seance.wav", session((500, 700)), others=shares), tones)
    assert [segment["text"] for segment in made["segments"]] == [SAID[500.0], SAID[700.0]]


def test_a_faint_recording_is_made_louder(tmp_path: Path, tones: str) -> None:
    made = told(recorded(tmp_path / "seance.wav", session((700,), loudness=0.01)), tones)
    assert made["segments"][0]["text"] == SAID[700.0]
    assert "amplifié" in str(made["remarks"])


def test_silence_is_told(tmp_path: Path, tones: str, capsys: pytest.CaptureFixture[str]) -> None:
    audio = recorded(tmp_path / "vide.wav", silence(20, rate=RATE))
    assert main(["council", "transcribe", str(audio), "--out", str(tmp_path / "t.json"), "--recogniser", tones]) == 2
    assert "personne ne parle" in capsys.readouterr().err
    assert json.loads((tmp_path / "t.json").read_text(encoding="utf-8"))["segments"] == []


@pytest.mark.parametrize("content", [b"", b"\x00\x00\x00\x20ftypM4A \x00\x00", b"RIFF"], ids=["empty", "m4a", "cut"])
def test_other_files_are_refused_with_what_to_do(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "seance.m4a").write_bytes(content)
    with pytest.raises(RecordingRefused, match="WAV, FLAC, OGG ou MP3"):
        Recording(tmp_path / "seance.m4a")


def test_a_recording_that_was_cut_is_read_as_far_as_it_goes(tmp_path: Path, tones: str) -> None:
    audio = recorded(tmp_path / "seance.wav", session((500, 700)))
    content = audio.read_bytes()
    audio.write_bytes(content[: round(0.7 * len(content))])
    made = told(audio, tones)
    assert [segment["text"] for segment in made["segments"]] == [SAID[500.0], SAID[700.0]]


def unseen(done: float, seconds: float) -> None:
    """Show no progress."""


class Failing(Tones):
    """Fails at the fourth sentence, as a server that goes away."""

    asked = 0

    def recognise(self, sound: Sound, *, vocabulary: Sequence[str] = ()) -> Recognised:
        self.asked += 1
        if self.asked == 4:
            raise SpeechError("Le serveur ne répond pas.")
        return super().recognise(sound, vocabulary=vocabulary)


def test_a_transcription_that_was_cut_goes_on_where_it_was(tmp_path: Path) -> None:
    place, recogniser = tmp_path / "t.part.jsonl", Failing(SAID)
    with Recording(recorded(tmp_path / "seance.wav", session())) as recording:

        def work() -> Transcribing:
            return Transcribing(
                recording,
                recogniser=recogniser,
                activity=connect_activity("loudness:"),
                vocabulary=Vocabulary(),
                partial=Partial(place, key="a"),
            )

        with pytest.raises(SpeechError):
            work().run(progress=unseen)
        left = place.read_text(encoding="utf-8")
        assert "huis clos" not in left
        place.write_text(left + '{"first": 12', encoding="utf-8")
        made = work().run(progress=unseen)
    assert recogniser.asked == 6
    assert [segment.text for segment in made.segments] == [SAID[500.0], SAID[700.0], "", "Point numéro 2."]


def test_what_another_work_left_is_not_taken_up(tmp_path: Path) -> None:
    Partial(tmp_path / "p", key="a")
    assert Partial(tmp_path / "p", key="b").done == ()


def test_long_speech_is_cut_at_its_quietest_moment() -> None:
    cutter = Cutter()
    chances = [1.0] * round(22 / STEP) + [0.4] + [1.0] * round(8 / STEP)
    found = [span for chance in chances if (span := cutter.add(chance))]
    assert len(found) == 1
    assert found[0].last == pytest.approx(22, abs=0.1)
    rest = cutter.end()
    assert rest is not None
    assert rest.first == found[0].last


def test_spans_never_overlap(tmp_path: Path) -> None:
    with Recording(recorded(tmp_path / "seance.wav", session((500, 700, 500, 700)))) as recording:
        found = list(spans(recording, activity=connect_activity("loudness:")))
    assert len(found) == 4
    assert all(one.last <= other.first for one, other in zip(found, found[1:], strict=False))
