import dataclasses
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from beffroi.phone.recording import FolderRecorder, MemoryRecorder
from beffroi.phone.records import Message, Report, Turn
from phone.small_town import TUESDAY, Clock

REPORT = Report(
    TUESDAY, 42.0, "answered", ("passeport",), (Turn("caller", "mon passeport", 3.0),), 0.4, "accueil", (True,)
)
MESSAGE = Message("urbanisme", "permis", "rappelez-moi", "0612345678", call_back=True, sound=b"RIFF")
DYING = """
import os, sys
from datetime import datetime, timezone
from pathlib import Path
from beffroi.phone.recording import FolderRecorder
from beffroi.phone.records import Turn
recorder = FolderRecorder(Path(sys.argv[1]))
key = recorder.began(caller="0612345678", at=datetime(2026, 11, 24, 10, tzinfo=timezone.utc))
recorder.turn(key, Turn("caller", "un acte de naissance", 4.0))
recorder.understood(key, "acte")
os._exit(9)
"""


def in_folder(folder: Path) -> FolderRecorder:
    return FolderRecorder(folder, clock=Clock())


def everything(folder: Path) -> str:
    return "".join(place.read_text(errors="replace") for place in sorted(folder.rglob("*")) if place.is_file())


def test_nothing_of_the_words_stays_where_nothing_was_left(tmp_path: Path) -> None:
    recorder = in_folder(tmp_path)
    call = recorder.began(caller="0612345678", at=TUESDAY)
    recorder.turn(call, Turn("caller", "mon passeport", 3.0))
    assert "mon passeport" in everything(tmp_path)
    recorder.ended(call, REPORT)
    assert "mon passeport" not in everything(tmp_path)
    assert "0612345678" not in everything(tmp_path)
    assert recorder.calls() == [dataclasses.replace(REPORT, turns=())]


def test_a_message_is_queued_with_its_sound_and_what_was_said(tmp_path: Path) -> None:
    recorder = in_folder(tmp_path)
    call = recorder.began(caller="", at=TUESDAY)
    recorder.turn(call, Turn("caller", "mon permis", 3.0))
    recorder.message(call, MESSAGE)
    recorder.ended(call, dataclasses.replace(REPORT, ending="call_back"))
    (kept,) = in_folder(tmp_path).queue()
    assert kept.message == dataclasses.replace(MESSAGE, sound=None)
    assert kept.transcript == (Turn("caller", "mon permis", 3.0),)
    assert (tmp_path / "sounds" / kept.sound).read_bytes() == b"RIFF"


def test_a_call_whose_worker_was_killed_stands_in_the_queue_with_what_was_understood(tmp_path: Path) -> None:
    done = subprocess.run([sys.executable, "-c", DYING, str(tmp_path)], check=False)
    assert done.returncode == 9
    recorder = in_folder(tmp_path)
    alive = recorder.began(caller="", at=TUESDAY)
    assert recorder.recover() == 1
    assert recorder.recover() == 0
    (kept,) = recorder.queue()
    assert kept.message.call_back
    assert kept.message.number == "0612345678"
    assert "acte" in kept.message.subject
    assert kept.message.text == "un acte de naissance"
    assert [call.ending for call in recorder.calls()] == ["cut"]
    recorder.ended(alive, REPORT)


def test_a_line_that_a_crash_cut_is_left_out_and_the_next_one_is_read(tmp_path: Path) -> None:
    recorder = in_folder(tmp_path)
    recorder.ended(recorder.began(caller="", at=TUESDAY), REPORT)
    with (tmp_path / "calls.jsonl").open("ab") as place:
        place.write(b'{"began": "2026-')
    recorder.ended(recorder.began(caller="", at=TUESDAY), REPORT)
    assert len(recorder.calls()) == 2


def test_what_is_past_its_retention_is_deleted_with_its_sound(tmp_path: Path) -> None:
    recorder = in_folder(tmp_path)
    call = recorder.began(caller="", at=TUESDAY)
    recorder.message(call, MESSAGE)
    recorder.ended(call, REPORT)
    assert recorder.purge(now=TUESDAY + timedelta(days=89)) == 0
    assert len(recorder.queue()) == 1
    assert recorder.purge(now=TUESDAY + timedelta(days=91)) == 1
    assert recorder.queue() == []
    assert list((tmp_path / "sounds").iterdir()) == []
    assert recorder.purge(now=TUESDAY + timedelta(days=731)) == 1
    assert recorder.calls() == []


def test_the_recorder_in_memory_does_the_same() -> None:
    recorder = MemoryRecorder(Clock())
    call, cut = recorder.began(caller="", at=TUESDAY), recorder.began(caller="0612345678", at=TUESDAY)
    recorder.turn(call, Turn("caller", "mon permis", 3.0))
    recorder.message(call, MESSAGE)
    recorder.ended(call, REPORT)
    recorder.turn(cut, Turn("caller", "un acte", 2.0))
    recorder.understood(cut, "acte")
    assert recorder.recover() == 1
    assert [kept.message.text for kept in recorder.queue] == ["rappelez-moi", "un acte"]
    assert [report.ending for report in recorder.calls] == ["answered", "cut"]
    assert all(report.turns == () for report in recorder.calls)


@pytest.mark.parametrize("method", ["turn", "understood"])
def test_a_call_may_end_after_steps_of_every_kind(tmp_path: Path, method: str) -> None:
    recorder = in_folder(tmp_path)
    call = recorder.began(caller="", at=TUESDAY)
    getattr(recorder, method)(call, Turn("agent", "bonjour", 0.0) if method == "turn" else "acte")
    recorder.ended(call, REPORT)
    assert list((tmp_path / "open").iterdir()) == []
