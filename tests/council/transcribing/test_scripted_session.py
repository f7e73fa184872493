"""A scripted session said by Kokoro and heard by Whisper, with the packs (``pytest -m packs``); figures are printed."""

import json
import os
import re
import time
from pathlib import Path

import pytest
import yaml

from beffroi.__main__ import main
from beffroi.council.transcribing.people import plain
from beffroi.engines.packs import installed, named
from beffroi.engines.quotes.numerals import WORDS, value
from beffroi.engines.speech import RECOGNISER_PACKS, VOICE_PACKS, Sound, connect_voice, wav
from beffroi.engines.speech.pronunciation import changes
from beffroi.engines.speech.sounds import joined, silence
from beffroi.settings import packs_folder

pytestmark = [pytest.mark.packs, pytest.mark.network]
SCRIPTS = {name: Path(__file__).with_name(f"{name}.yaml") for name in ("scripted", "scripted_later")}
PAUSE = 0.9  # between sentences [s]


@pytest.fixture(scope="module", params=sorted(SCRIPTS))
def script(request: pytest.FixtureRequest) -> Path:
    return SCRIPTS[request.param]


@pytest.fixture(scope="module")
def session(script: Path) -> dict[str, list[str]]:
    read: dict[str, list[str]] = yaml.safe_load(script.read_text(encoding="utf-8"))
    return read


@pytest.fixture(scope="module")
def audio(tmp_path_factory: pytest.TempPathFactory, script: Path, session: dict[str, list[str]]) -> Path:
    folder = packs_folder(os.environ)
    wanted = [name for name in (*RECOGNISER_PACKS.values(), *VOICE_PACKS) if not installed(named(name), folder)]
    assert not wanted or main(["packs", "install", *wanted]) == 0
    kept = os.environ.get("SCRIPTED_SESSIONS")  # a folder where the rendered sessions stay
    place = (Path(kept) if kept else tmp_path_factory.mktemp("seance")) / f"{script.stem}.wav"
    if not place.is_file():
        voice = connect_voice("kokoro:", packs=folder)
        said: list[Sound] = [voice.say(text).at(16_000) for text in session["dit"]]
        place.write_bytes(wav(joined([part for one in said for part in (one, silence(PAUSE, rate=16_000))])))
    return place


@pytest.mark.parametrize("vocabulary", [False, True], ids=["without vocabulary", "with vocabulary"])
def test_few_words_of_a_scripted_session_are_wrong(
    vocabulary: bool, audio: Path, script: Path, session: dict[str, list[str]], capsys: pytest.CaptureFixture[str]
) -> None:
    out = audio.with_name(f"{audio.stem}-{vocabulary}.json")
    options = ["--vocabulary", str(script)] if vocabulary else []
    began = time.process_time()
    assert main(["council", "transcribe", str(audio), "--out", str(out), *options]) == 0
    taken = time.process_time() - began
    made = json.loads(out.read_text(encoding="utf-8"))
    heard = words(" ".join(segment["text"] for segment in made["segments"]))
    said = words(" ".join(public(session["dit"])))
    wrong = changes(said, heard) / len(said)
    figures = f"{len(said)} mots, {wrong:.1%} faux, {made['seconds']:.0f} s de son"
    with capsys.disabled():
        hour = f"{taken / made['seconds'] * 60:.1f} min de processeur par heure"
        print(f"\n{script.stem}, {'avec' if vocabulary else 'sans'} vocabulaire : {figures}, {hour}")
    assert wrong < (0.1 if vocabulary else 0.2)
    assert len(made["closed"]) == 1


def public(sentences: list[str]) -> list[str]:
    """What is said before and after the closed session."""
    first = next(rank for rank, text in enumerate(sentences) if "à huis clos" in text)
    last = next(rank for rank, text in enumerate(sentences) if text.startswith("Fin du huis clos"))
    return [*sentences[:first], *sentences[last + 1 :]]


def words(text: str) -> list[str]:
    """Words as they are compared: folded, numbers in figures."""
    told = re.sub(rf"\d+(?: \d{{3}})+|{WORDS}", lambda found: str(value(found[0])), plain(text).replace("€", "euros"))
    return re.findall(r"\w+", told)
