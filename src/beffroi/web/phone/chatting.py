"""The same dialogue by writing, for deaf callers and whoever prefers it: no call is passed, links are given at once.

The dialogue is deterministic: what was written is played again at each request, and nothing but the words is kept
between two requests.
"""

from __future__ import annotations

import tomllib
from collections.abc import MutableMapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cache
from importlib.resources import files
from typing import Any

from django.db.models import F
from django.utils import timezone

from beffroi.phone.dialogue import Dialogue, read_settings
from beffroi.phone.dialogue.sentences import Sentence, Sentences, read_sentences
from beffroi.phone.events import Event, Heard, HungUp, Key, Recorded
from beffroi.phone.records import Turn
from beffroi.phone.town import Town
from beffroi.phone.understanding import Understander, Understanding
from beffroi.web.phone.models import Call, Channel
from beffroi.web.phone.recorder import DatabaseRecorder
from beffroi.web.phone.town import town_of
from beffroi.web.phone.understander import understander_of
from beffroi.web.platform.measure import Meter
from beffroi.web.platform.models import Tenant

LONGEST, LONGEST_TALK = 600, 3600.0
KEYS = frozenset("0123456789#*")
Session = MutableMapping[str, Any]


@cache
def written_sentences() -> Sentences:
    """Return the agent's sentences, those for readers in the place of those for listeners."""
    text = files("beffroi.web.phone").joinpath("data/chat_sentences.toml").read_text(encoding="utf-8")
    return {**read_sentences(), **{name: Sentence(**told) for name, told in tomllib.loads(text).items()}}


def written_town(tenant: Tenant) -> Town:
    """Return the town as a writer meets it: nobody can be passed, a message is taken instead."""
    town = town_of(tenant, links=True)
    services = tuple(replace(one, extension="") for one in town.services)
    people = tuple(replace(one, extension="") for one in town.people)
    return replace(town, switchboard="", services=services, people=people, duties=())


@dataclass
class Moment:
    """A clock that is set: the dialogue is played again at the times at which it was held."""

    at: datetime

    def __call__(self) -> datetime:
        """Return the time that it was set to."""
        return self.at


@dataclass
class Conversation:
    """A conversation under way. written: kind, words, seconds from the beginning, as the session keeps them."""

    call: str
    began: datetime
    written: list[tuple[str, str, float]]
    over: bool = False

    def as_session(self) -> dict[str, Any]:
        """Return it as JSON values."""
        return {"call": self.call, "began": self.began.isoformat(), "written": self.written}


def kept(session: Session, tenant: Tenant) -> Conversation | None:
    """Return the conversation of a session with a tenant, where there is one."""
    told = session.get(_name(tenant))
    if not told:
        return None
    written = [(str(kind), str(words), float(at)) for kind, words, at in told["written"]]
    return Conversation(told["call"], datetime.fromisoformat(told["began"]), written)


def forget(session: Session, tenant: Tenant) -> None:
    """Let go of the conversation of a session."""
    session.pop(_name(tenant), None)


def _name(tenant: Tenant) -> str:
    return f"phone-chat-{tenant.pk}"


def greeting(tenant: Tenant) -> list[str]:
    """Return the first sentences: that a machine answers, and how a person is reached."""
    dialogue, _ = _dialogue(written_town(tenant), _NOBODY, timezone.now())
    dialogue.begin()
    return [turn.text for turn in dialogue.report().turns]


def write(tenant: Tenant, session: Session, text: str) -> Conversation:
    """Answer what was written; return the conversation, which may be over. Raises NothingToUnderstand."""
    recorder = DatabaseRecorder(tenant, channel=Channel.CHAT)
    with Meter(thread_only=True) as meter:
        town = written_town(tenant)
        understander = understander_of(town)
        talk = kept(session, tenant) or _begun(recorder)
        dialogue, clock = _played(town, understander, talk)
        if not talk.written:
            for turn in dialogue.report().turns:
                recorder.turn(talk.call, turn)
        talk.over = _answered(recorder, talk, dialogue, clock, text)
    Call.objects.filter(key=talk.call).update(cpu_ms=F("cpu_ms") + meter.cpu_ms)
    if talk.over:
        recorder.ended(talk.call, dialogue.report())
        forget(session, tenant)
    else:
        session[_name(tenant)] = talk.as_session()
    return talk


def leave(tenant: Tenant, session: Session) -> None:
    """End the conversation of a session, at the writer's wish."""
    talk = kept(session, tenant)
    if talk is None:
        return
    town = written_town(tenant)
    dialogue, clock = _played(town, understander_of(town), talk)
    clock.at = timezone.now()
    before = len(dialogue.messages)
    dialogue.on(HungUp())
    recorder = DatabaseRecorder(tenant, channel=Channel.CHAT)
    for message in dialogue.messages[before:]:
        recorder.message(talk.call, message)
    recorder.ended(talk.call, dialogue.report())
    forget(session, tenant)


def _begun(recorder: DatabaseRecorder) -> Conversation:
    now = timezone.now()
    return Conversation(recorder.began(caller="", at=now), now, [])


def _dialogue(town: Town, understander: Understander, at: datetime) -> tuple[Dialogue, Moment]:
    clock = Moment(at)
    settings = replace(read_settings(), longest_call=LONGEST_TALK, links=False)
    made = Dialogue(town=town, understander=understander, clock=clock, settings=settings, sentences=written_sentences())
    return made, clock


def _played(town: Town, understander: Understander, talk: Conversation) -> tuple[Dialogue, Moment]:
    """Return the dialogue as it stands after what was written."""
    dialogue, clock = _dialogue(town, understander, talk.began)
    dialogue.begin()
    for kind, words, at in talk.written:
        clock.at = talk.began + timedelta(seconds=at)
        dialogue.on(_event(kind, words))
    return dialogue, clock


def _event(kind: str, words: str) -> Event:
    if kind == "key":
        return Key(words)
    return Recorded(words) if kind == "message" else Heard(words)


def _answered(recorder: DatabaseRecorder, talk: Conversation, dialogue: Dialogue, clock: Moment, text: str) -> bool:
    clock.at = timezone.now()
    seconds = (clock.at - talk.began).total_seconds()
    kind = _kind(dialogue, text)
    turns, topics, messages = (len(found) for found in _state(dialogue))
    dialogue.on(_event(kind, text))
    talk.written.append((kind, text, seconds))
    new_turns, new_topics, new_messages = _state(dialogue)
    if kind != "heard":
        recorder.turn(talk.call, Turn("caller", text, seconds))
    for turn in new_turns[turns:]:
        recorder.turn(talk.call, turn)
    for name in new_topics[topics:]:
        recorder.understood(talk.call, name)
        _give_link(recorder, talk, dialogue, name, seconds)
    for message in new_messages[messages:]:
        recorder.message(talk.call, message)
    return dialogue.over


def _state(dialogue: Dialogue) -> tuple[tuple[Turn, ...], tuple[str, ...], tuple[Any, ...]]:
    report = dialogue.report()
    return report.turns, report.topics, dialogue.messages


def _kind(dialogue: Dialogue, text: str) -> str:
    if dialogue.state == "recording":
        return "message"
    return "key" if text in KEYS else "heard"


def _give_link(recorder: DatabaseRecorder, talk: Conversation, dialogue: Dialogue, name: str, seconds: float) -> None:
    topic = dialogue.talk.town.topic(name)
    if topic and topic.link and not topic.personal:
        recorder.turn(talk.call, Turn("agent", topic.link, seconds))


class _Nobody:
    """Understands nothing: the greeting needs no model."""

    def understand(self, text: str) -> Understanding:
        return Understanding(text, (), (), 0.0, 0.0, "ask")

    def alarm(self, partial: str) -> None:  # noqa: ARG002 - no words are ever put to it
        return None


_NOBODY = _Nobody()
