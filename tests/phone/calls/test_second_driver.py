"""The second SIP driver (aiosipua), rung by SIPp as the first one is."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from phone.calls.telephone import CAPTURES, Ear, Service, lines, ring, service, spoken, until, write_town

pytestmark = pytest.mark.skipif(shutil.which("sipp") is None, reason="sip-tester is not installed")
PERMIT, FIRE, OPENING = 500, 600, 3200


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    folder = tmp_path_factory.mktemp("second")
    with service(folder, write_town(folder / "town"), lines=1, driver="sipua") as running:
        yield running


def test_the_second_driver_says_the_first_sentence_at_once(town: Service, tmp_path: Path) -> None:
    with Ear() as ear:
        call = ring(town, tmp_path, "caller_speaks", ear=ear.port, wait=100, sound=spoken(tmp_path), listen=1500)
        assert town.said_with("agent automatique")["at"] < 0.5
        assert call.wait() == 0
        assert len(ear.loud()) > 20
        assert ear.loud()[0] - call.began < 1.5


def test_the_second_driver_passes_a_call_to_the_planning_service(town: Service, tmp_path: Path) -> None:
    before = len(town.calls())
    call = ring(town, tmp_path, "caller_is_passed_on", wait=OPENING, sound=spoken(tmp_path, PERMIT), listen=9000)
    assert call.wait() == 0
    assert "Refer-To sip:140@" in call.logged()
    assert until(lambda: len(town.calls()) > before)
    assert (town.calls()[-1]["ending"], town.calls()[-1]["service"]) == ("transferred", "urbanisme")


def test_the_second_driver_passes_a_fire_ahead_of_all(town: Service, tmp_path: Path) -> None:
    before = len(town.calls())
    sound = spoken(tmp_path, FIRE, tail=12)
    call = ring(town, tmp_path, "caller_is_passed_on", wait=OPENING, sound=sound, listen=15000)
    assert call.wait() == 0
    assert "Priority=emergency" in call.logged()
    assert until(lambda: len(town.calls()) > before)
    assert town.calls()[-1]["ending"] == "emergency"


def test_a_caller_above_the_lines_of_the_second_driver_hears_busy(town: Service, tmp_path: Path) -> None:
    first = ring(town, tmp_path, "caller_speaks", wait=100, sound=spoken(tmp_path), listen=2500)
    town.said_with("agent automatique")
    assert ring(town, tmp_path, "caller_is_refused").wait() == 0
    assert first.wait() == 0
    assert until(lambda: {"refused", "hung_up"} <= {str(call["ending"]) for call in town.calls()})


def test_the_second_driver_hears_a_key_over_the_first_sentence(tmp_path: Path) -> None:
    with service(tmp_path, write_town(tmp_path / "town"), driver="sipua") as town:
        keys = CAPTURES / "dtmf_2833_0.pcap"
        ring(town, tmp_path, "caller_presses_keys", wait=100, keys=keys, listen=3000).wait()
        pressed = [one for one in lines(town.folder / "delays.jsonl") if one["kind"] == "key"]
    assert pressed
    assert pressed[0]["seconds"] < 1.5
