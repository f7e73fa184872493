from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beffroi.council.errors import SessionImpossible
from beffroi.council.session import (
    Attendance,
    Call,
    Movement,
    Proxy,
    Round,
    Vote,
    appointed,
    clear_days,
    notice_given,
    quorum_needed,
    quorum_of,
    secret_ballot_due,
    vote_result,
)

DAY = date(2026, 3, 12)
MEMBERS = ("A", "B", "C", "D", "E")


@pytest.mark.parametrize(("before", "given_in_time"), [(3, False), (4, True), (7, True)])
def test_three_clear_days_leave_out_the_notice_and_the_session(before: int, given_in_time: bool) -> None:
    call = Call(sent=DAY - timedelta(days=before), session=DAY)
    assert notice_given(call, body="commune", residents=1200) is given_in_time


def test_a_large_town_owes_five_days_and_a_note() -> None:
    call = Call(sent=DAY - timedelta(days=6), session=DAY)
    assert not notice_given(call, body="commune", residents=9000)
    assert notice_given(Call(sent=call.sent, session=DAY, note=True), body="commune", residents=9000)


def test_an_emergency_keeps_one_clear_day() -> None:
    assert notice_given(Call(sent=DAY - timedelta(days=2), session=DAY, emergency=True), body="commune", residents=900)
    assert not notice_given(
        Call(sent=DAY - timedelta(days=1), session=DAY, emergency=True), body="commune", residents=900
    )


def test_a_notice_after_the_session_is_refused() -> None:
    with pytest.raises(SessionImpossible):
        clear_days(DAY + timedelta(days=1), DAY)


@given(st.integers(1, 200))
def test_the_quorum_is_the_least_majority(in_office: int) -> None:
    assert quorum_needed(in_office) * 2 > in_office >= (quorum_needed(in_office) - 1) * 2


def test_interested_members_are_not_counted_in_the_quorum() -> None:
    assert quorum_of(in_office=11, present=6).met
    assert not quorum_of(in_office=11, present=6, apart=1).met
    assert quorum_of(in_office=11, present=2, second_call=True).met


def test_a_proxy_ends_when_its_giver_arrives() -> None:
    room = Attendance(
        in_office=MEMBERS,
        at_opening=frozenset("ABC"),
        movements=(Movement("D", time(20), "arrives"), Movement("A", time(21), "leaves")),
        proxies=(Proxy("D", "A"), Proxy("E", "A")),
    )
    assert room.overloaded() == ("A",)
    assert room.voices(time(19)) == 4
    assert room.voices(time(20)) == 5  # the second proxy is the only one left
    assert room.voices(time(21)) == 3
    assert room.voices(time(19), apart=frozenset("A")) == 2


@given(st.integers(0, 60), st.integers(0, 60), st.integers(0, 60))
def test_abstentions_never_change_the_result(in_favour: int, against: int, abstain: int) -> None:
    assert vote_result(Vote(in_favour, against, abstain)) == vote_result(Vote(in_favour, against))


@given(st.integers(1, 60))
def test_the_chair_settles_a_tie_in_public_only(voices: int) -> None:
    assert vote_result(Vote(voices, voices, chair="for")) == "adopted"
    assert vote_result(Vote(voices, voices, chair="for", ballot="secret")) == "rejected"
    assert vote_result(Vote(voices, voices)) == "rejected"


def test_more_voices_than_voters_are_refused() -> None:
    with pytest.raises(SessionImpossible):
        vote_result(Vote(10, 3), voices=12)


def test_a_third_of_the_members_present_or_an_appointment_makes_the_ballot_secret() -> None:
    assert secret_ballot_due(present=9, asked_by=3, on=DAY)
    assert not secret_ballot_due(present=10, asked_by=3, on=DAY)
    assert secret_ballot_due(present=9, appointment=True, on=DAY)
    assert not secret_ballot_due(present=9, appointment=True, waived=True, on=DAY)
    assert secret_ballot_due(present=9, asked_by=3, appointment=True, waived=True, on=DAY)


def test_the_oldest_wins_a_tie_at_the_third_round() -> None:
    tie = Round({"X": 5, "Y": 5})
    born = {"X": date(1970, 1, 1), "Y": date(1960, 1, 1)}
    assert appointed([tie, tie], born=born) is None
    assert appointed([tie, tie, tie], born=born) == "Y"
    assert appointed([Round({"X": 6, "Y": 4})], born={}) == "X"
    with pytest.raises(SessionImpossible):
        appointed([tie, tie, tie], born={})
