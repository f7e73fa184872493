"""A call under way: what was said, what is being done, and how a sentence is said, repeated, awaited."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from beffroi.phone.dialogue.sentences import Sentences, said
from beffroi.phone.dialogue.settings import MenuKey, Settings
from beffroi.phone.events import Hang, Listen, Order, Say
from beffroi.phone.hours import is_open, main_service
from beffroi.phone.records import Ending, Message, Turn
from beffroi.phone.town import Service, Topic, Town
from beffroi.phone.understanding import Guess, Understander

State = Literal[
    "request",
    "choice",
    "menu",
    "topics",
    "link",
    "more",
    "offer",
    "name",
    "own_number",
    "number",
    "number_check",
    "recording",
    "transfer",
    "emergency",
    "emergency_transfer",
    "over",
]
Wanted = Literal["request", "choice", "yes_no", "name", "number", "date", "message", "nothing"]
Orders = tuple[Order, ...]
YES_NO = frozenset({"link", "own_number", "number_check", "more"})
LEAVING = frozenset({"offer", "name", "own_number", "number", "number_check"})


@dataclass
class Draft:
    """What the caller is leaving, so far. purpose: a call back, a message, or a number for an SMS."""

    purpose: Literal["call_back", "message", "link"]
    name: str = ""
    number: str = ""
    text: str = ""


@dataclass
class Talk:
    """One call. caller: ten figures, empty where hidden; entries: how stages of the call are entered; said: last words.

    Counters count in a row (silences, noises, misses, repeats) or over the whole call (all_silences, failed, events).
    """

    town: Town
    understander: Understander
    clock: Callable[[], datetime]
    settings: Settings
    sentences: Sentences
    entries: Mapping[str, Callable[[Talk], Orders]]
    caller: str
    began: datetime
    state: State = "request"
    topic: Topic | None = None
    pending: list[Guess] = field(default_factory=list)
    choices: tuple[Guess, ...] = ()
    menu_key: MenuKey | None = None
    page: int = 0
    draft: Draft | None = None
    typed: str = ""
    said: str = ""
    silences: int = 0
    all_silences: int = 0
    noises: int = 0
    misses: int = 0
    repeats: int = 0
    failed: int = 0
    waits: int = 0
    events: int = 0
    by_keys: bool = False
    refused_closed: bool = False
    given_up: bool = False
    limited: bool = False
    alarm_at: datetime | None = None
    alarm_said: bool = False
    warned: bool = False
    tried: list[str] = field(default_factory=list)
    ending: Ending = "hung_up"
    turns: list[Turn] = field(default_factory=list)
    topics: list[str] = field(default_factory=list)
    messages: list[Message] = field(default_factory=list)
    transfers: list[bool] = field(default_factory=list)
    last: Orders = ()
    plain: dict[Say, Say] = field(default_factory=dict)

    @property
    def slow(self) -> bool:
        """Tell whether the caller is slow: longer waits, slower speech."""
        return self.all_silences >= self.settings.silences_slow

    @property
    def seconds(self) -> float:
        """Return how long the call has lasted [s]."""
        return (self.clock() - self.began).total_seconds()

    @property
    def patience(self) -> float:
        """Return the silence after which the dialogue wants to be told [s]."""
        own = {
            "emergency": self.settings.emergency_wait,
            "transfer": self.settings.transfer_wait,
            "emergency_transfer": self.settings.transfer_wait,
            "recording": self.settings.message_seconds,
        }
        if self.state == "number" and self.typed:
            return self.settings.typing_pause
        return own.get(self.state, self.settings.quiet_slow if self.slow else self.settings.quiet)

    def enter(self, stage: str) -> Orders:
        """Enter a stage of the call; return its orders."""
        return self.entries[stage](self)

    def say(self, name: str, **filled: str) -> Say:
        """Return a sentence; keep its plain form for a caller who does not understand."""
        first = said(self.sentences, name, town=self.town, filled=filled)
        self.plain[first] = said(self.sentences, name, town=self.town, filled=filled, plain=True)
        return self.plain[first] if self.slow and name not in ("emergency", "emergency_key") else first

    def ask(self, state: State, name: str, *, wanted: Wanted, **filled: str) -> Orders:
        """Say a question, wait for its answer in a state; callers who use keys are told which."""
        self.state = state
        keys = (self.say("keys_yes_no"),) if self.by_keys and state in YES_NO else ()
        return (self.say(name, **filled), *keys, Listen(wanted))

    def again(self, *before: Say) -> Orders:
        """Return what was said last, plainly and slowly, after other sentences."""
        said_last = (self.plain.get(order, order) if isinstance(order, Say) else order for order in self.last)
        return (*before, *said_last) if self.last else (*before, self.say("listening"), Listen("request"))

    def ask_again(self, *before: Say) -> Orders:
        """Return the last question alone, after other sentences: who was silent heard the answer."""
        self.last = self.last[-2:]
        return self.again(*before)

    def hang(self, *before: Order) -> Orders:
        """End the call after what is said."""
        self.state = "over"
        return (*before, Hang())

    def reset_counts(self) -> None:
        """Forget silences, noises and repetitions: the caller was heard."""
        self.silences = self.noises = self.repeats = 0

    def meant(self, topic: Topic | None) -> None:
        """Remember the topic under way."""
        self.topic, self.misses, self.choices, self.warned = topic, 0, (), False
        if self.ending == "answered":
            self.ending = "hung_up"
        if topic:
            self.topics.append(topic.name)

    @property
    def service(self) -> Service | None:
        """Return the service of the topic under way, else the town hall's desk."""
        own = self.town.service(self.topic.service) if self.topic and self.topic.service else None
        return own or main_service(self.town)

    def open(self, service: Service | None) -> bool:
        """Tell whether a service answers now."""
        return is_open(self.town, service, self.clock())
