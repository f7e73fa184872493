"""Addresses, doubles, servers, engines in processes of their own."""

import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from beffroi.engines.packs import PackMissing
from beffroi.engines.speech import (
    Sound,
    SpeechError,
    connect_activity,
    connect_recogniser,
    connect_voice,
)
from beffroi.engines.speech.apart import RecogniserApart, VoiceApart
from beffroi.engines.speech.errors import AddressUnreadable, ServerFailed
from beffroi.engines.speech.mel import log_mel
from beffroi.engines.speech.sounds import silence, tone
from engines.speech.speech_server import SpeechServer, speech_server


@pytest.fixture
def server() -> Iterator[SpeechServer]:
    with speech_server() as server:
        yield server


@pytest.fixture
def tones(tmp_path: Path) -> str:
    (tmp_path / "tones.txt").write_text("600 Je voudrais un acte.\n900 Au feu !\n", encoding="utf-8")
    return f"tones:{tmp_path / 'tones.txt'}"


@pytest.mark.parametrize("address", ["", "whispers:", "whisper:?beam=x", "whisper:?size=3", "https://host/v1"])
def test_an_address_that_means_nothing_is_said_in_french(address: str, tmp_path: Path) -> None:
    with pytest.raises(AddressUnreadable, match=r"adresse|Adresse"):
        connect_recogniser(address, packs=tmp_path)


@pytest.mark.parametrize("address", ["", "kokoros:", "https://host/v1"])
def test_an_address_of_a_voice_that_means_nothing_is_said_in_french(address: str, tmp_path: Path) -> None:
    with pytest.raises(AddressUnreadable, match=r"adresse|Adresse"):
        connect_voice(address, packs=tmp_path)


def test_what_listens_has_an_address_too() -> None:
    assert connect_activity("loudness:").chances(tone(500, 0.064).samples) == [1.0, 1.0]
    with pytest.raises(AddressUnreadable, match="silero"):
        connect_activity("other:")


def test_without_packs_the_engines_say_which_to_install(tmp_path: Path) -> None:
    with pytest.raises(PackMissing, match="beffroi packs install whisper-base"):
        connect_recogniser("whisper:", packs=tmp_path)
    with pytest.raises(PackMissing, match="beffroi packs install kokoro"):
        connect_voice("kokoro:", packs=tmp_path)


def test_the_silent_double_hears_nothing_and_says_as_long_as_the_text(tmp_path: Path) -> None:
    assert connect_recogniser("silent:", packs=tmp_path).recognise(tone(500, 1)).text == ""
    voice = connect_voice("silent:", packs=tmp_path)
    assert voice.say("a" * 30).seconds == pytest.approx(2.0)
    assert voice.say("a" * 30, speed=0.5).seconds == pytest.approx(4.0)


@pytest.mark.parametrize(("hertz", "text"), [(598, "Je voudrais un acte."), (900, "Au feu !"), (700, "")])
def test_a_tone_is_known_for_its_sentence(hertz: float, text: str, tones: str, tmp_path: Path) -> None:
    assert connect_recogniser(tones, packs=tmp_path).recognise(tone(hertz, 1)).text == text


def test_a_table_of_tones_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(AddressUnreadable, match="fréquence"):
        connect_recogniser(f"tones:{tmp_path / 'none'}", packs=tmp_path)


def test_a_server_hears_and_speaks(server: SpeechServer, tmp_path: Path) -> None:
    address = f"http://cle%2F@127.0.0.1:{server.server_port}/v1?model=m&voice=v"
    heard = connect_recogniser(address, packs=tmp_path).recognise(tone(500, 1), vocabulary=("Aune",))
    assert heard.text == "je voudrais un acte"
    assert connect_voice(address, packs=tmp_path).say("Bonjour").at(8000).seconds == pytest.approx(0.5)
    (first, key, form), (second, _, body) = server.asked
    assert (first, second) == ("/v1/audio/transcriptions", "/v1/audio/speech")
    assert key == "Bearer cle/"
    assert b"RIFF" in form
    assert b"Aune" in form
    assert b'"voice":"v"' in body.replace(b" ", b"")


def test_a_server_that_refuses_or_is_gone_is_said(server: SpeechServer, tmp_path: Path) -> None:
    server.status = 500
    address = f"http://127.0.0.1:{server.server_port}/v1?model=m&timeout=2"
    with pytest.raises(ServerFailed, match="erreur 500"):
        connect_recogniser(address, packs=tmp_path).recognise(tone(500, 1))
    server.shutdown()
    server.server_close()
    with pytest.raises(ServerFailed, match="ne répond pas"):
        connect_voice(address, packs=tmp_path).say("Bonjour")


def test_a_recogniser_apart_comes_back_when_it_is_killed(tones: str, tmp_path: Path) -> None:
    apart = RecogniserApart(tones, packs=tmp_path)
    assert apart.recognise(tone(600, 1)).text == "Je voudrais un acte."
    first = apart.apart.pid
    assert first is not None
    os.kill(first, signal.SIGKILL)
    time.sleep(0.05)
    assert apart.recognise(tone(900, 1)).text == "Au feu !"
    assert apart.apart.pid not in {None, first}
    apart.close()
    assert apart.apart.pid is None


def test_a_voice_apart_says_what_it_says_and_its_errors(tmp_path: Path) -> None:
    voice = VoiceApart("silent:", name="silent", packs=tmp_path)
    assert voice.say("a" * 15).seconds == pytest.approx(1.0)
    voice.close()
    missing = VoiceApart("kokoro:", name="kokoro", packs=tmp_path)
    with pytest.raises(SpeechError, match="beffroi packs install"):
        missing.say("Bonjour")
    missing.close()


def test_the_bands_of_a_tone_are_loudest_where_it_stands() -> None:
    bands = log_mel(tone(1000, 1, rate=16000).samples)
    assert bands.shape == (80, 100)
    assert bands.mean(axis=1).argmax() == pytest.approx(27, abs=2)  # 1,000 Hz is 15 mels of 45


def test_silence_has_bands_without_noise() -> None:
    bands = log_mel(silence(1, rate=16000).samples)
    assert np.ptp(bands) == 0


def test_an_empty_sound_has_no_words(tmp_path: Path) -> None:
    from beffroi.engines.speech.whisper import Whisper

    assert Whisper({}).recognise(Sound(np.zeros(0, np.int16), 8000)).text == ""
