"""Real calls on the loopback: SIPp calls, tones stand for sentences, a hum for the voice (packs are tried apart)."""

import json
import os
import shutil
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from phone.calls.telephone import CAPTURES, Ear, Service, lines, ring, service, spoken, until, write_town

pytestmark = pytest.mark.skipif(shutil.which("sipp") is None, reason="sip-tester is not installed")
PERMIT, FIRE, PERSON, BULKY, YES, MESSAGE = 500, 600, 700, 800, 900, 1000
OPENING = 3200  # the hum of the first sentence and of the question [ms]


@pytest.fixture(scope="module")
def open_town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    folder = tmp_path_factory.mktemp("open")
    with service(folder, write_town(folder / "town")) as running:
        yield running


@pytest.fixture(scope="module")
def shut_town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    folder = tmp_path_factory.mktemp("shut")
    with service(folder, write_town(folder / "town", shut=True)) as running:
        yield running


def ended(called: Service, count: int) -> dict[str, object]:
    assert until(lambda: len(called.calls()) >= count), called.calls()
    return called.calls()[-1]


def test_the_first_sentence_is_heard_at_once_and_says_that_a_machine_speaks(open_town: Service, tmp_path: Path) -> None:
    with Ear() as ear:
        call = ring(open_town, tmp_path, "caller_speaks", ear=ear.port, wait=100, sound=spoken(tmp_path), listen=1500)
        first = open_town.said_with("agent automatique")
        assert first["at"] < 0.5
        assert "zéro" in first["text"]
        assert call.wait() == 0
        assert ear.loud()[0] - call.began < 1.0


def test_a_planning_permission_is_passed_to_the_planning_service(open_town: Service, tmp_path: Path) -> None:
    before = len(open_town.calls())
    sound = spoken(tmp_path, PERMIT)
    call = ring(open_town, tmp_path, "caller_is_passed_on", wait=OPENING, sound=sound, listen=9000)
    assert call.wait() == 0
    assert "Refer-To sip:140@" in call.logged()
    report = ended(open_town, before + 1)
    assert report["ending"] == "transferred"
    assert report["topics"] == ["permis_construire"]
    assert report["service"] == "urbanisme"


def test_a_fire_is_told_the_numbers_then_passed_ahead_of_all(open_town: Service, tmp_path: Path) -> None:
    before = len(open_town.calls())
    sound = spoken(tmp_path, FIRE, tail=12)
    call = ring(open_town, tmp_path, "caller_is_passed_on", wait=OPENING, sound=sound, listen=15000)
    open_town.said_with("le 18")
    assert call.wait() == 0
    assert "Refer-To sip:100@" in call.logged()
    assert "Priority=emergency" in call.logged()
    report = ended(open_town, before + 1)
    assert report["ending"] == "emergency"


def test_a_fire_told_over_the_first_sentence_cuts_it(open_town: Service, tmp_path: Path) -> None:
    sound = spoken(tmp_path, FIRE, tail=4)
    call = ring(open_town, tmp_path, "caller_speaks", wait=100, sound=sound, listen=4000)
    assert open_town.said_with("le 18")["at"] < 2.5
    assert call.wait() == 0


def test_the_caller_who_speaks_over_the_agent_is_let_speak(open_town: Service, tmp_path: Path) -> None:
    """The answer about bulky waste is cut by a second request; silence follows the caller's first word within 0.45 s.

    0.3 s on an idle machine (docs); the bound leaves room for a busy one.
    """
    with Ear() as ear:
        sound = spoken(tmp_path, BULKY, 1.6, PERMIT, tail=1)
        call = ring(open_town, tmp_path, "caller_is_passed_on", ear=ear.port, wait=OPENING, sound=sound, listen=12000)
        assert call.wait() == 0
        assert "Refer-To sip:140@" in call.logged()
    cuts = [one for one in lines(open_town.folder / "delays.jsonl") if one["kind"] == "cut"]
    assert cuts


def test_a_key_reaches_a_person_even_over_the_first_sentence(open_town: Service, tmp_path: Path) -> None:
    before = len(lines(open_town.folder / "delays.jsonl"))
    with Ear() as ear:
        capture = CAPTURES / "dtmf_2833_0.pcap"
        call = ring(open_town, tmp_path, "caller_presses_keys", ear=ear.port, wait=500, keys=capture, listen=3000)
        call.wait()
    keys = [one for one in lines(open_town.folder / "delays.jsonl")[before:] if one["kind"] == "key"]
    assert keys
    assert keys[0]["seconds"] < 0.5


def test_a_key_told_by_the_exchange_reaches_a_person_too(open_town: Service, tmp_path: Path) -> None:
    call = ring(open_town, tmp_path, "caller_sends_a_key", wait=500, listen=8000)
    assert call.wait() == 0
    assert "Refer-To sip:100@" in call.logged()


def test_closed_hours_end_as_a_message_in_the_queue_by_keys_alone(shut_town: Service, tmp_path: Path) -> None:
    before = len(shut_town.queue())
    with Ear() as ear:
        call = ring(
            shut_town,
            tmp_path,
            "caller_leaves_a_message",
            ear=ear.port,
            wait=500,
            zero=CAPTURES / "dtmf_2833_0.pcap",
            two=CAPTURES / "dtmf_2833_2.pcap",
            one=CAPTURES / "dtmf_2833_1.pcap",
            sound=spoken(tmp_path, PERMIT, BULKY, tail=6),
        )
        assert call.wait() == 0
    assert until(lambda: len(shut_town.queue()) > before), shut_town.calls()[-1:]
    message = shut_town.queue()[-1]
    assert message["number"] == "0612345678"
    assert "permis" in message["text"] or "encombrants" in message["text"]
    assert (shut_town.journal / "sounds" / message["sound"]).stat().st_size > 10_000


def test_a_caller_who_hangs_up_in_mid_word_leaves_nothing_behind(open_town: Service, tmp_path: Path) -> None:
    before, already = len(open_town.calls()), set((open_town.journal / "open").iterdir())
    sound = spoken(tmp_path, PERMIT, tail=0.1)
    call = ring(open_town, tmp_path, "caller_speaks", wait=OPENING, sound=sound, listen=400)
    assert call.wait() == 0
    report = ended(open_town, before + 1)
    assert report["ending"] == "hung_up"
    assert set((open_town.journal / "open").iterdir()) <= already
    assert not list((open_town.journal / "sounds").iterdir())


def test_sound_that_stops_coming_is_silence_and_the_sentence_is_understood(open_town: Service, tmp_path: Path) -> None:
    before = len(open_town.calls())
    sound = spoken(tmp_path, PERMIT, tail=0.02)  # nothing follows the last word
    call = ring(open_town, tmp_path, "caller_is_passed_on", wait=OPENING, sound=sound, listen=9000)
    assert call.wait() == 0
    assert ended(open_town, before + 1)["topics"] == ["permis_construire"]


def test_a_caller_above_the_lines_hears_busy_and_is_counted(tmp_path: Path) -> None:
    with service(tmp_path, write_town(tmp_path / "town"), lines=1) as called, Ear() as ear:
        sound = spoken(tmp_path)
        first = ring(called, tmp_path, "caller_speaks", ear=ear.port, wait=100, sound=sound, listen=3000)
        assert until(lambda: bool(ear.loud()))
        assert ring(called, tmp_path, "caller_is_refused").wait() == 0
        assert first.wait() == 0
        assert until(lambda: len(called.calls()) == 2)
        assert sorted(call["ending"] for call in called.calls()) == ["hung_up", "refused"]


def test_a_process_killed_in_a_call_is_replaced_at_once_and_the_call_is_to_be_called_back(tmp_path: Path) -> None:
    with service(tmp_path, write_town(tmp_path / "town")) as called:
        sound = spoken(tmp_path, BULKY, tail=8)
        cut = ring(called, tmp_path, "caller_speaks", wait=OPENING, sound=sound, listen=8000)
        called.said_with("premier lundi")
        time.sleep(1.5)  # the spare process is loading
        os.kill(called.worker(), signal.SIGKILL)
        with Ear() as ear:
            following = ring(called, tmp_path, "caller_speaks", ear=ear.port, wait=100, sound=sound, listen=1500)
            assert following.wait() == 0
            assert ear.loud()[0] - following.began < 6.0
        called.wait_said("Appels pris", times=2)
        cut.process.terminate()
        cut.process.wait(10)
        assert until(lambda: bool(called.queue()))
        message = called.queue()[0]
        assert message["call_back"]
        assert message["number"] == "0612345678"
        assert "encombrants" in message["subject"] + message["text"]
        assert "ramasser les encombrants" in json.dumps(message, ensure_ascii=False)
