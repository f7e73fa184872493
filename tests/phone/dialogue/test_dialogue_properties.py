"""From every state, whatever happens: something is said or done; a person, the emergency numbers are one step away."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from beffroi.phone.dialogue import Dialogue, read_settings
from beffroi.phone.dialogue.machine import STATES
from beffroi.phone.dialogue.talk import LEAVING
from beffroi.phone.events import (
    Event,
    Hang,
    Heard,
    HungUp,
    Key,
    Listen,
    Noise,
    Order,
    Played,
    Quiet,
    Recorded,
    Say,
    TakeMessage,
    Transfer,
    Transferred,
)
from phone.small_town import NIGHT, PARIS, TOWN, TUESDAY, Clock, Rules, hangs, transfers

PHRASES = (
    "oui", "non", "un", "deux", "passeport", "poubelle et permis de construire", "peut être passeport ou poubelle",
    "fuite", "mon dossier", "répétez", "merde", "hello good morning", "une personne", "un message", "rappelez-moi",
    "au revoir",
    "zéro six douze trente-quatre cinquante-six soixante-dix-huit", "Dupont", "menu", "brouillard", "", "un trou",
)  # fmt: skip
EVENTS: st.SearchStrategy[Event] = st.one_of(
    st.sampled_from(PHRASES).map(Heard),
    st.text(max_size=20).map(Heard),
    st.sampled_from(PHRASES).map(lambda words: Heard(words, final=False)),
    st.sampled_from("012345678#*").map(Key),
    st.sampled_from((1.0, 3.0, 6.0, 10.0, 25.0)).map(Quiet),
    st.sampled_from((Noise(), Played(), Played(cut=True), Transferred(True), Transferred(False))),
    st.sampled_from((Recorded("bonjour"), Recorded(""), Recorded("ici Durand", b"RIFF"))),
)
MOMENTS = (TUESDAY, NIGHT)
ROUTES: dict[str, tuple[Event, ...]] = {
    "request": (),
    "choice": (Heard("peut être passeport ou poubelle"),),
    "menu": (Key("#"),),
    "topics": (Key("7"),),
    "link": (Heard("passeport"),),
    "more": (Heard("poubelle"),),
    "offer": (Heard("un trou"),),
    "name": (Heard("un trou"), Key("1")),
    "own_number": (Heard("un trou"), Key("2")),
    "number": (Heard("un trou"), Key("2"), Key("2")),
    "number_check": (Heard("un trou"), Key("2"), Key("2"), Heard("06 12 34 56 78")),
    "recording": (Heard("un trou"), Key("2"), Key("1")),
    "transfer": (Heard("une fuite"),),
    "emergency": (Key("9"),),
    "emergency_transfer": (Key("9"), Played(), Quiet(3)),
}


def begun(at: Any, caller: str = "0612345678") -> tuple[Dialogue, Clock]:
    clock = Clock(at)
    made = dataclasses.replace(read_settings(), links=True)
    dialogue = Dialogue(town=TOWN, understander=Rules(), clock=clock, settings=made)
    dialogue.begin(caller)
    return dialogue, clock


def brought_to(state: str, at: Any = TUESDAY) -> Dialogue:
    dialogue, _ = begun(at)
    for event in ROUTES[state]:
        dialogue.on(event)
    assert dialogue.state == state
    return dialogue


def does_something(orders: tuple[Order, ...]) -> bool:
    return any(isinstance(order, Say | Transfer | Hang | TakeMessage) for order in orders)


def waits_well(orders: tuple[Order, ...]) -> bool:
    return isinstance(orders[-1], Listen | Transfer | Hang | TakeMessage)


def may_be_silent(state: str, event: Event) -> bool:
    """Nothing to order: sounds that end, words that go on, short silences, keys of a number, a message being said."""
    if isinstance(event, Played | HungUp) or (isinstance(event, Heard) and not event.final):
        return True
    if isinstance(event, Quiet):
        return event.seconds < (25 if "transfer" in state else 10) or state == "recording"
    return state in ("recording", "emergency") or (state == "number" and isinstance(event, Key)) or (
        state == "transfer" and isinstance(event, Recorded)
    )  # fmt: skip


def test_every_state_is_reached() -> None:
    assert sorted(ROUTES) == sorted(STATES)


@pytest.mark.parametrize("state", sorted(ROUTES))
@pytest.mark.parametrize("at", MOMENTS, ids=("open", "closed"))
def test_key_nine_gives_the_emergency_numbers_in_every_state(state: str, at: Any) -> None:
    dialogue = brought_to("emergency" if state == "emergency" else state) if at == TUESDAY else _at_night(state)
    orders = dialogue.on(Key("9"))
    said = " ".join(order.text for order in orders if isinstance(order, Say))
    assert "112" in said or transfers(orders)[0].priority


def _at_night(state: str) -> Dialogue:
    dialogue, _ = begun(NIGHT)
    for event in ROUTES[state]:
        dialogue.on(event)
    return dialogue


@pytest.mark.parametrize("final", [False, True])
@pytest.mark.parametrize("state", sorted(set(ROUTES) - {"emergency", "emergency_transfer"}))
def test_an_alarm_gives_the_numbers_in_every_state_then_passes_somebody_ahead_of_all(state: str, final: bool) -> None:
    dialogue = brought_to(state)
    numbers, _ = dialogue.on(Heard("il y a au feu dans la cuisine", final=final))
    assert isinstance(numbers, Say)
    assert "le 18, ou le 112" in numbers.text
    assert not numbers.cuttable
    assert dialogue.on(Heard("il y a au feu dans la cuisine de mon voisin")) == ()
    assert dialogue.on(Played()) == ()
    assert dialogue.on(Quiet(2.9)) == ()
    passed = dialogue.on(Quiet(3.0))
    assert transfers(passed) == [Transfer("sip:standard@mairie", "urgence", priority=True)]


@pytest.mark.parametrize("event", [Heard("vite"), Noise(), Key("1"), Key("0"), Quiet(3)], ids=repr)
def test_whatever_the_caller_does_after_the_numbers_passes_somebody(event: Event) -> None:
    dialogue = brought_to("emergency")
    dialogue.on(Played())
    assert transfers(dialogue.on(event))[0].priority


def test_a_message_that_tells_an_emergency_is_kept_and_the_numbers_are_said() -> None:
    dialogue = brought_to("recording")
    assert "112" in str(dialogue.on(Recorded("au feu chez moi", b"RIFF")))
    assert dialogue.messages[0].text == "au feu chez moi"


def test_everybody_is_tried_in_an_emergency_and_at_last_the_number_to_dial_is_said() -> None:
    dialogue, _ = begun(NIGHT)
    dialogue.on(Key("9"))
    dialogue.on(Played())
    tried, orders = [], dialogue.on(Quiet(3))
    while transfers(orders):
        tried.append(transfers(orders)[0].extension)
        orders = dialogue.on(Transferred(False))
    assert tried[0] == "sip:securite@mairie"
    assert len(tried) == len(set(tried)) == 4
    assert "112" in str(orders)
    assert hangs(orders)
    assert dialogue.messages[0].call_back
    assert dialogue.report().ending == "emergency"


@pytest.mark.parametrize("state", sorted(set(ROUTES) - {"number"}))
def test_key_zero_gives_a_person_in_every_state_while_the_town_hall_is_open(state: str) -> None:
    dialogue = brought_to(state)
    orders = dialogue.on(Key("0"))
    assert transfers(orders) or dialogue.state in ("transfer", "emergency_transfer")


@pytest.mark.parametrize("state", sorted(set(ROUTES) - {"recording", "emergency"}))
def test_saying_a_person_gives_one_in_every_state(state: str) -> None:
    dialogue = brought_to(state)
    orders = dialogue.on(Heard("une personne"))
    assert transfers(orders) or dialogue.state in ("transfer", "emergency_transfer")


@pytest.mark.parametrize("state", sorted(set(ROUTES) - {"number"}))
def test_key_zero_offers_a_call_back_in_every_state_while_it_is_shut(state: str) -> None:
    dialogue = _at_night(state)
    orders = dialogue.on(Key("0"))
    assert transfers(orders) or dialogue.state in {"transfer", "emergency_transfer"} or "rappelé" in str(orders)


@settings(max_examples=100, deadline=None)
@given(events=st.lists(EVENTS, max_size=25), at=st.sampled_from(MOMENTS), caller=st.sampled_from(("", "0612345678")))
def test_any_event_in_any_state_says_or_does_something_until_the_call_ends(
    events: list[Event], at: Any, caller: str
) -> None:
    dialogue, clock = begun(at, caller)
    ended = False
    for event in events:
        state = dialogue.state
        orders = dialogue.on(event)
        clock.wait(2)
        assert not (ended and orders), "an order after Hang"
        ended = ended or hangs(orders)
        if not ended and not may_be_silent(state, event):
            assert does_something(orders) or dialogue.over
        if does_something(orders):
            assert waits_well(orders)
        assert sum(isinstance(order, Hang) for order in orders) == (1 if hangs(orders) else 0)


@settings(max_examples=60, deadline=None)
@given(caller=st.text(max_size=15), at=st.datetimes(), name=st.text(max_size=20), switchboard=st.text(max_size=5))
def test_no_call_begins_without_the_first_sentence(caller: str, at: Any, name: str, switchboard: str) -> None:
    town = dataclasses.replace(TOWN, agent_name=name, switchboard=switchboard)
    dialogue = Dialogue(town=town, understander=Rules(), clock=lambda: at.replace(tzinfo=PARIS))
    first = dialogue.begin(caller)[0]
    assert isinstance(first, Say)
    assert not first.cuttable
    assert "c'est un agent automatique, et non une personne. Pour parler à une personne, faites le zéro" in first.text


@settings(max_examples=60, deadline=None)
@given(event=EVENTS, other=EVENTS, at=st.sampled_from(MOMENTS), seconds=st.sampled_from((1.0, 30.0)))
def test_every_call_ends_even_if_the_caller_never_hangs_up(event: Event, other: Event, at: Any, seconds: float) -> None:
    dialogue, clock = begun(at)
    ended = False
    for _ in range(400):
        clock.wait(seconds)
        ended = ended or hangs(dialogue.on(event)) or hangs(dialogue.on(other)) or hangs(dialogue.on(Quiet(25)))
    assert ended
    assert dialogue.over


@settings(max_examples=80, deadline=None)
@given(events=st.lists(EVENTS, max_size=15), at=st.sampled_from(MOMENTS))
def test_the_same_events_give_the_same_orders_and_nothing_is_kept_without_being_asked(
    events: list[Event], at: Any
) -> None:
    (one, _), (two, _) = begun(at), begun(at)
    for event in events:
        assert one.on(event) == two.on(event)
    assert one.report() == two.report()
    asked = any(isinstance(event, Recorded | HungUp | Key | Heard) for event in events)
    assert asked or not one.messages


class Caller(RuleBasedStateMachine):
    """A caller who does anything; at each step key 9 or an alarm would have given the emergency numbers."""

    @initialize(at=st.sampled_from(MOMENTS))
    def ring(self, at: Any) -> None:
        self.at, self.events = at, ()
        self.dialogue, _ = begun(at)

    def again(self) -> Dialogue:
        dialogue, _ = begun(self.at)
        for event in self.events:
            dialogue.on(event)
        return dialogue

    @rule(event=EVENTS)
    def do(self, event: Event) -> None:
        self.dialogue.on(event)
        self.events = (*self.events, event)

    @precondition(
        lambda self: not self.dialogue.over and self.dialogue.state not in ("emergency", "emergency_transfer")
    )
    @rule()
    def be_in_danger(self) -> None:
        assert "18" in str(self.again().on(Heard("au feu", final=False)))
        if not self.dialogue.talk.typed:
            assert "112" in str(self.again().on(Key("9")))
            there = self.again()
            person = there.on(Key("0"))
            typing = self.dialogue.state == "number"
            assert typing or transfers(person) or there.state in {"transfer", *LEAVING}


TestCaller = Caller.TestCase
TestCaller.settings = settings(max_examples=25, stateful_step_count=12, deadline=None)
