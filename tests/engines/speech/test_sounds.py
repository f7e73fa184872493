"""Sound, rates, WAV, pronunciation, and sentences rendered once."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from beffroi.engines.speech import Sound, SpeechError, read_wav, wav
from beffroi.engines.speech.doubles import SilentVoice, loudest
from beffroi.engines.speech.errors import SoundUnreadable
from beffroi.engines.speech.lexicon import Lexicon
from beffroi.engines.speech.rendering import Rendering, clauses, levelled
from beffroi.engines.speech.sounds import joined, silence, tone


class Counting(SilentVoice):
    """A hum that counts the sentences that it was asked."""

    def __init__(self) -> None:
        super().__init__(hum=True)
        self.said: list[str] = []

    def say(self, text: str, *, speed: float = 1.0) -> Sound:
        self.said.append(text)
        return super().say(text, speed=speed)


@pytest.mark.parametrize("rate", [8000, 16000, 24000])
def test_a_tone_keeps_its_height_and_its_length_at_another_rate(rate: int) -> None:
    other = tone(600, 0.5, rate=rate).at(8000)
    assert other.seconds == pytest.approx(0.5, abs=0.001)
    assert loudest(other) == pytest.approx(600, abs=3)


def test_what_the_telephone_cannot_carry_is_left_out() -> None:
    assert np.abs(tone(6000, 0.5, rate=16000).at(8000).samples.astype(int)).mean() < 200


@given(st.lists(st.integers(-32768, 32767), min_size=1, max_size=50))
def test_a_wav_file_gives_the_sound_back(samples: list[int]) -> None:
    again = read_wav(wav(Sound(np.array(samples, np.int16), 8000)))
    assert again.samples.tolist() == samples
    assert again.rate == 8000


@pytest.mark.parametrize("content", [b"", b"RIFF", b"not a sound at all"])
def test_what_is_no_wav_file_is_said_in_french(content: bytes) -> None:
    with pytest.raises(SoundUnreadable, match="WAV"):
        read_wav(content)


def test_a_name_is_read_under_its_other_spelling_only_as_a_word() -> None:
    lexicon = Lexicon({"Plaisir": "plézir", "Le Cres": "le cresse"})
    assert lexicon.read("La mairie de PLAISIR, au plaisir, fait plaisirs.") == (
        "La mairie de plézir, au plézir, fait plaisirs."
    )
    assert lexicon.read("Au Le Cres.") == "Au le cresse."
    assert Lexicon({}).read("Rien.") == "Rien."


def test_a_sentence_is_rendered_once_then_read_from_the_folder(tmp_path: Path) -> None:
    voice = Counting()
    first = Rendering(voice, tmp_path)
    assert first.cached("Bonjour.") is None
    sound = first.render("Bonjour.")
    assert sound.rate == 8000
    again = Rendering(voice, tmp_path).render("Bonjour. ")
    assert again.samples.tolist() == sound.samples.tolist()
    assert voice.said == ["Bonjour."]


def test_another_speed_or_another_spelling_is_another_sound(tmp_path: Path) -> None:
    plain = Rendering(SilentVoice(), tmp_path)
    spelled = Rendering(SilentVoice(), tmp_path, lexicon=Lexicon({"Cres": "cresse"}))
    assert plain.key("Le Cres") != spelled.key("Le Cres")
    assert plain.key("Le Cres") != plain.key("Le Cres", speed=0.8)
    assert plain.key("Bonjour") == spelled.key("Bonjour")


def test_preparing_twice_renders_nothing_the_second_time(tmp_path: Path) -> None:
    rendering = Rendering(Counting(), tmp_path)
    assert rendering.prepare(["Un. Deux.", "Deux. Trois."]) == 3
    assert rendering.prepare(["Un. Deux.", "Deux. Trois."]) == 0


def test_old_sounds_are_purged(tmp_path: Path) -> None:
    rendering = Rendering(Counting(), tmp_path)
    rendering.render("Bonjour.")
    assert rendering.purge(older_than=3600) == 0
    assert rendering.purge(older_than=-1) == 1
    assert not list(tmp_path.iterdir())


@given(st.text(alphabet="abé ,.:;?!", max_size=400))
def test_clauses_lose_no_word(text: str) -> None:
    assert " ".join(clauses(text)).split() == text.split()


def test_voices_are_brought_to_one_level() -> None:
    quiet, loud = (levelled(joined([silence(0.3), tone(500, 1, loudness=share)])) for share in (0.05, 0.6))
    means = [float(np.sqrt(np.mean(one.samples.astype(float) ** 2))) for one in (quiet, loud)]
    assert means[0] == pytest.approx(means[1], rel=0.2)
    assert quiet.seconds < 1.1


def test_the_voice_of_last_resort_speaks_without_any_pack() -> None:
    from beffroi.engines.speech.espeak import Espeak

    try:
        said = Espeak().say("Bonjour, vous êtes à la mairie.")
    except SpeechError as error:
        pytest.fail(str(error))
    assert 1.0 < said.seconds < 6.0
    assert np.abs(said.samples.astype(int)).max() > 1000


def test_the_voice_of_last_resort_slows_down() -> None:
    from beffroi.engines.speech.espeak import Espeak

    text = "Faites le zéro pour parler à une personne."
    assert Espeak().say(text, speed=0.7).seconds > 1.2 * Espeak().say(text).seconds


def test_phonemes_are_those_of_french() -> None:
    from beffroi.engines.speech.espeak import phonemes
    from beffroi.engines.speech.kokoro import spelled

    assert phonemes("Bonjour") == "bɔ̃ʒˈuʁ"
    assert spelled("Bonjour, madame !").endswith("!")
