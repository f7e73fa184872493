import json
from datetime import datetime
from pathlib import Path

import pytest

from beffroi.phone.dialogue import Dialogue
from beffroi.phone.errors import CallsUnreadable
from beffroi.phone.events import Hang, Heard, Transfer, Transferred
from beffroi.phone.introduction import Introduced, Schedule, agreement, read_past, read_schedule, rehearse
from phone.small_town import NIGHT, PARIS, TOWN, TUESDAY, Clock, Rules, text

AFTERNOON = datetime(2026, 11, 24, 15, 0, tzinfo=PARIS)
WEDNESDAY = datetime(2026, 11, 25, 10, 0, tzinfo=PARIS)


@pytest.mark.parametrize(
    ("written", "taken"),
    [
        ("jamais", (False, False, False)),
        ("toujours", (True, True, True)),
        ("matins", (True, False, True)),
        ("mardi matin", (True, False, False)),
        ("mardi après-midi", (False, True, False)),
    ],
)
def test_the_agent_takes_calls_when_its_schedule_says_so(written: str, taken: tuple[bool, ...]) -> None:
    schedule = read_schedule(written)
    assert tuple(schedule.takes(at, town=TOWN) for at in (TUESDAY, AFTERNOON, WEDNESDAY)) == taken


def test_a_schedule_that_cannot_be_read_is_refused() -> None:
    with pytest.raises(CallsUnreadable, match="mardi matin"):
        read_schedule("parfois")


def introduced(schedule: Schedule) -> Introduced:
    clock = Clock(TUESDAY)
    return Introduced(Dialogue(town=TOWN, understander=Rules(), clock=clock), town=TOWN, schedule=schedule, clock=clock)


def test_out_of_its_schedule_a_call_goes_straight_to_the_switchboard() -> None:
    call = introduced(Schedule("never"))
    assert call.begin() == (Transfer("sip:standard@mairie", "standard"),)
    assert call.on(Heard("allô")) == ()
    assert call.on(Transferred(True)) == (Hang(),)
    assert call.report().ending == "transferred"


def test_where_the_switchboard_does_not_answer_the_agent_begins_with_its_first_sentence() -> None:
    call = introduced(Schedule("never"))
    call.begin()
    assert "agent automatique" in text(call.on(Transferred(False)))
    assert "Le lundi." in text(call.on(Heard("la poubelle")))
    assert call.messages == ()


def test_in_its_schedule_the_agent_answers() -> None:
    assert "agent automatique" in text(introduced(Schedule("always")).begin())


def past(folder: Path, *lines: object) -> Path:
    place = folder / "appels.jsonl"
    place.write_text("\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines), encoding="utf-8")
    return place


def test_past_calls_are_rehearsed_in_silence_and_compared(tmp_path: Path) -> None:
    place = past(
        tmp_path,
        {"text": "la poubelle", "did": "answer"},
        {"text": "un permis de construire", "did": "transfer", "service": "urbanisme"},
        {"text": "un permis de construire", "did": "transfer", "service": "urbanisme", "at": NIGHT.isoformat()},
        {"text": "au feu", "did": "emergency"},
        {"text": "brouillard", "did": "answer"},
        {"text": "une personne s'il vous plaît", "did": "person"},
        {"text": "un trou"},
    )
    made = rehearse(read_past(place), town=TOWN, understander=Rules(), now=TUESDAY)
    assert [one.does for one in made] == ["answer", "transfer", "message", "emergency", "ask", "person", "message"]
    assert [one.agrees for one in made] == [True, True, False, True, None, True, None]
    assert made[0].says.startswith("Le lundi.")
    figures = agreement(made)
    assert figures["agrees"] == pytest.approx(4 / 5)
    assert figures["agent"]["message"] == pytest.approx(2 / 7)
    assert {"switchboard": "transfer", "agent": "message", "calls": 1} in figures["table"]


@pytest.mark.parametrize(
    "line", ["{", '{"did": "answer"}', '{"text": "x", "did": "danser"}', "3", '{"text": "x", "at": "hier"}']
)
def test_a_line_that_cannot_be_used_is_told_with_its_number(tmp_path: Path, line: str) -> None:
    with pytest.raises(CallsUnreadable, match="ligne 2"):
        read_past(past(tmp_path, {"text": "un"}, line))


def test_families_written_beside_requests_are_compared_and_choices_are_judged(tmp_path: Path) -> None:
    place = past(
        tmp_path,
        {"text": "la poubelle", "intent": "dechets", "kind": "plain"},
        {"text": "la poubelle", "intent": ["eau", "voirie"], "kind": "plain"},
        {"text": "peut être passeport ou poubelle", "intent": "dechets", "kind": "plain"},
        {"text": "peut être passeport ou poubelle", "intent": "eau"},
        {"text": "au feu", "intent": "urgence", "kind": "emergency"},
    )
    made = rehearse(read_past(place, kind="plain"), town=TOWN, understander=Rules(), now=TUESDAY)
    assert [one.agrees for one in made] == [True, False, None, None]
    figures = agreement(made)
    assert (figures["agrees"], figures["asked"], figures["asked_right"]) == (0.5, 0.5, 0.5)
