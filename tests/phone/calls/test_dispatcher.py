"""Kamailio in front of two processes, with the configuration of docs/phone-dispatcher.md."""

import re
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from phone.calls.telephone import Ear, Service, free_port, ring, service, spoken, until, write_town

KAMAILIO = shutil.which("kamailio") or shutil.which("kamailio", path="/usr/sbin")
PAGE = Path(__file__).parents[3] / "docs" / "phone-dispatcher.md"
pytestmark = pytest.mark.skipif(
    KAMAILIO is None or shutil.which("sipp") is None, reason="kamailio or sip-tester is not installed"
)


def configuration(folder: Path, *, port: int, switchboard: int, processes: list[int]) -> Path:
    """Write the page's own configuration with other ports."""
    found = re.search(r"```kamailio\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)
    assert found
    listed = folder / "dispatcher.list"
    listed.write_text("".join(f"1 sip:127.0.0.1:{one}\n" for one in processes), "ascii")
    text = found[1].replace("127.0.0.1:5060", f"127.0.0.1:{port}").replace(":5090", f":{switchboard}")
    place = folder / "kamailio.cfg"
    place.write_text(text.replace("/etc/kamailio/dispatcher.list", str(listed)), "utf-8")
    return place


@contextmanager
def dispatcher(folder: Path, *, switchboard: int, processes: list[int]) -> Iterator[Service]:
    port = free_port()
    place = configuration(folder, port=port, switchboard=switchboard, processes=processes)
    log = (folder / "kamailio.log").open("wb")
    command = [str(KAMAILIO), "-f", str(place), "-DD", "-E", "-m", "32", "-M", "4", "-Y", str(folder)]
    process = subprocess.Popen(command, stdout=log, stderr=log)
    time.sleep(3.5)  # it has asked both processes whether they are there
    try:
        assert process.poll() is None, (folder / "kamailio.log").read_text("utf-8")
        yield Service(port, folder, process)  # type: ignore[arg-type]
    finally:
        process.terminate()
        process.wait(10)
        log.close()


def test_calls_are_shared_a_full_or_ended_process_is_passed_over(tmp_path: Path) -> None:
    folders = [tmp_path / name for name in ("one", "two", "front")]
    for folder in folders:
        folder.mkdir()
    town = write_town(tmp_path / "town")
    sound, ears = spoken(tmp_path), [Ear() for _ in range(3)]
    with (
        service(folders[0], town, lines=1) as one,
        service(folders[1], town, lines=1) as two,
        service(tmp_path, town, lines=1) as desk,
        dispatcher(folders[2], switchboard=desk.port, processes=[one.port, two.port]) as front,
    ):
        calls = []
        for ear in ears:  # the third finds both full
            speaks = {"ear": ear.port, "wait": 100, "sound": sound, "listen": 6000}
            calls.append(ring(front, tmp_path, "caller_speaks", **speaks))  # type: ignore[arg-type]
            assert until(lambda ear=ear: bool(ear.loud())), front.folder  # type: ignore[misc]
        assert [call.wait() for call in calls] == [0, 0, 0]
        assert until(lambda: len(desk.calls()) == 1)
        for process in (one, two):
            assert until(lambda process=process: "hung_up" in [call["ending"] for call in process.calls()])  # type: ignore[misc]
        one.process.terminate()
        one.process.wait(20)
        before = len(ears[0].loud())
        again = [
            ring(front, tmp_path, "caller_speaks", ear=ears[0].port, wait=100, sound=sound, listen=500).wait()
            for _ in range(2)
        ]
        assert again == [0, 0]
        assert len(ears[0].loud()) > before
        assert [call["ending"] for call in two.calls()].count("hung_up") == 3
    for ear in ears:
        ear.__exit__()
