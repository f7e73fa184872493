"""Real calls with real voices: Kokoro calls, Whisper hears, on the telephone band (packs installed once by hash)."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from beffroi.engines.packs import installed, named
from beffroi.engines.speech import RECOGNISER_PACKS, VOICE_PACKS, Sound, connect_voice
from beffroi.engines.speech.rendering import Rendering
from beffroi.settings import packs_folder
from phone.calls.telephone import Service, ring, service, spoken, until, write_town

pytestmark = [
    pytest.mark.packs,
    pytest.mark.network,
    pytest.mark.skipif(shutil.which("sipp") is None, reason="sip-tester is not installed"),
]
OPENING = 3200
EARS = ("--recogniser", "whisper:", "--voice", "hum:?pace=100", "--activity", "silero:", "--workers", "1")


@pytest.fixture(scope="module")
def callers(tmp_path_factory: pytest.TempPathFactory) -> Rendering:
    from beffroi.__main__ import main

    folder = packs_folder(os.environ)
    wanted = [name for name in (*RECOGNISER_PACKS.values(), *VOICE_PACKS) if not installed(named(name), folder)]
    assert not wanted or main(["packs", "install", *wanted]) == 0
    return Rendering(connect_voice("kokoro:", packs=folder), tmp_path_factory.mktemp("callers"))


@pytest.fixture(scope="module")
def hearing_town(callers: Rendering, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    folder = tmp_path_factory.mktemp("hearing")
    with service(folder, write_town(folder / "town"), *EARS) as running:
        yield running


def voice(callers: Rendering, text: str) -> Sound:
    return callers.render(text)


def test_a_planning_permission_asked_aloud_is_passed_on(
    hearing_town: Service, callers: Rendering, tmp_path: Path
) -> None:
    sound = spoken(tmp_path, voice(callers, "Bonjour, je voudrais un permis de construire."))
    call = ring(hearing_town, tmp_path, "caller_is_passed_on", wait=OPENING, sound=sound, listen=15000)
    assert call.wait() == 0
    assert "Refer-To sip:140@" in call.logged()
    assert until(lambda: bool(hearing_town.calls()))
    assert hearing_town.calls()[-1]["topics"] == ["permis_construire"]


def test_a_fire_told_aloud_is_passed_ahead_of_all(hearing_town: Service, callers: Rendering, tmp_path: Path) -> None:
    sound = spoken(tmp_path, voice(callers, "Au secours, il y a le feu dans la cuisine !"), tail=14)
    call = ring(hearing_town, tmp_path, "caller_is_passed_on", wait=OPENING, sound=sound, listen=20000)
    hearing_town.said_with("le 18", seconds=20)
    assert call.wait() == 0
    assert "Priority=emergency" in call.logged()
