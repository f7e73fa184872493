from datetime import timedelta

import pytest

from beffroi.phone.numbers import figures
from beffroi.phone.records import Ending, Report
from phone.small_town import TOWN, TUESDAY


def report(
    ending: Ending, *, topic: str = "", hour: int = 0, waited: float = 0.0, transfers: tuple[bool, ...] = ()
) -> Report:
    topics = (topic,) if topic else ()
    return Report(TUESDAY + timedelta(hours=hour), 60.0, ending, topics, (), waited, "", transfers)


CALLS = (
    report("answered", topic="passeport", waited=0.2),
    report("answered", topic="passeport", hour=1, waited=0.4),
    report("transferred", topic="permis", transfers=(True,)),
    report("message", topic="permis", transfers=(False,)),
    report("call_back"),
    report("hung_up"),
    report("refused"),
    report("emergency"),
)


def test_lost_calls_are_counted_both_ways() -> None:
    made = figures(CALLS, town=TOWN)
    assert made.calls == 8
    assert made.lost == pytest.approx(2 / 8)
    assert made.lost_or_message == pytest.approx(4 / 8)


def test_what_the_agent_settles_alone_is_counted_of_the_calls_it_took() -> None:
    made = figures(CALLS, town=TOWN)
    assert made.contained == pytest.approx(2 / 7)
    assert (made.transfers, made.passed) == (2, pytest.approx(1 / 2))
    assert made.emergencies == 1
    assert made.wait_median == 0.0
    assert made.seconds == 60.0


def test_themes_and_hours_have_their_own_figures() -> None:
    made = figures(CALLS, town=TOWN)
    assert list(made.by_theme) == ["identite", "sans sujet", "urbanisme"]
    assert made.by_theme["identite"].contained == 1.0
    assert made.by_theme["urbanisme"].lost_or_message == 0.5
    assert {hour: one.calls for hour, one in made.by_hour.items()} == {10: 7, 11: 1}


def test_no_call_gives_no_share() -> None:
    made = figures((), town=TOWN)
    assert (made.calls, made.lost, made.contained, made.passed, made.wait_p90) == (0, None, None, None, None)
