"""The embedded recogniser and voice, with the packs: installed once by hash in the folder of packs."""

import os
import time
from pathlib import Path

import numpy as np
import pytest

from beffroi.engines.packs import installed, named
from beffroi.engines.speech import (
    RECOGNISER_PACKS,
    VOICE_PACKS,
    Recogniser,
    Sound,
    Voice,
    connect_recogniser,
    connect_voice,
)
from beffroi.engines.speech.sounds import joined, silence
from beffroi.settings import packs_folder

pytestmark = [pytest.mark.packs, pytest.mark.network]
SENTENCE = "Bonjour, je voudrais déposer un permis de construire pour une véranda."


@pytest.fixture(scope="module")
def folder(request: pytest.FixtureRequest) -> Path:
    from beffroi.__main__ import main

    folder = packs_folder(os.environ)
    wanted = [name for name in (*RECOGNISER_PACKS.values(), *VOICE_PACKS) if not installed(named(name), folder)]
    assert not wanted or main(["packs", "install", *wanted]) == 0
    return folder


@pytest.fixture(scope="module")
def voice(folder: Path) -> Voice:
    return connect_voice("kokoro:", packs=folder)


@pytest.fixture(scope="module")
def recogniser(folder: Path) -> Recogniser:
    return connect_recogniser("whisper:", packs=folder)


def words(text: str) -> set[str]:
    return {word.strip(".,!?").casefold() for word in text.replace("'", " ").split()}


def test_a_sentence_of_the_voice_is_recognised_over_the_telephone(voice: Voice, recogniser: Recogniser) -> None:
    sound = voice.say(SENTENCE).at(8000)
    assert 3.0 < sound.seconds < 6.0
    heard = recogniser.recognise(sound)
    assert {"permis", "construire", "déposer"} <= words(heard.text)
    assert 0.3 < heard.confidence <= 1.0
    began = time.perf_counter()
    recogniser.recognise(sound)
    assert time.perf_counter() - began < 3.0  # 0.29 s on an idle core; the thirty seconds' window takes 1.2 s


def test_an_emergency_is_recognised_over_the_telephone(voice: Voice, recogniser: Recogniser) -> None:
    assert "feu" in words(recogniser.recognise(voice.say("Au secours, il y a le feu dans la cuisine !").at(8000)).text)


def test_silence_is_not_made_into_words(recogniser: Recogniser) -> None:
    assert recogniser.recognise(silence(2)).text == ""
    noise = np.random.default_rng(2).normal(0, 300, 16000).astype(np.int16)
    assert len(recogniser.recognise(Sound(noise, 8000)).text.split()) <= 3


def test_a_long_silence_after_a_word_does_not_loop(voice: Voice, recogniser: Recogniser) -> None:
    heard = recogniser.recognise(joined([voice.say("Bonjour.").at(8000), silence(6)]))
    assert len(heard.text.split()) < 12


def test_pieces_cut_from_a_text_give_it_back(folder: Path) -> None:
    from beffroi.engines.packs import path
    from beffroi.engines.speech.whisper_tokens import Pieces

    pieces = Pieces(path(named("whisper-tokenizer"), folder))
    for text in (" Mairie de Brémontel-sur-Aune, l'état civil, 12 rue d'Œuf", " Ça ! 2026"):
        assert pieces.text(pieces.cut(text)) == text
    assert len(pieces.cut(" bonjour")) <= 3


def test_a_vocabulary_does_not_harm(voice: Voice, recogniser: Recogniser) -> None:
    heard = recogniser.recognise(voice.say(SENTENCE).at(8000), vocabulary=("rue de l'Aune", "école Jean-Moulin"))
    assert {"permis", "construire"} <= words(heard.text)
