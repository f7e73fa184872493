"""Introducing the agent step by step: when it takes calls, and a silent rehearsal on past ones."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, time
from pathlib import Path
from typing import Any, Literal

from beffroi.phone.dialogue import Dialogue
from beffroi.phone.errors import CallsUnreadable
from beffroi.phone.evaluate import lines_of
from beffroi.phone.events import Event, Heard, Order, TakeMessage, Transfer, Transferred
from beffroi.phone.hours import DAYS, local
from beffroi.phone.records import Message, Report
from beffroi.phone.town import Town
from beffroi.phone.understanding import Understander

NOON = time(13, 0)
Step = Literal["never", "half_day", "mornings", "always"]
Did = Literal["answer", "transfer", "message", "person", "ask", "emergency"]
DONE: tuple[Did, ...] = ("answer", "transfer", "message", "person", "ask", "emergency")


@dataclass(frozen=True)
class Schedule:
    """When the agent takes calls. weekday (0 is Monday) and morning: the half day, where the step is one."""

    step: Step = "always"
    weekday: int = 1
    morning: bool = True

    def takes(self, at: datetime, *, town: Town) -> bool:
        """Tell whether the agent takes a call that comes at that moment; else it rings at the switchboard."""
        here = local(town, at)
        morning = here.time() < NOON
        match self.step:
            case "half_day":
                return here.weekday() == self.weekday and morning == self.morning
            case "mornings":
                return morning and here.weekday() < 5
        return self.step == "always"


def read_schedule(text: str) -> Schedule:
    """Read "jamais", "toujours", "matins", "mardi matin", "jeudi après-midi". Raises CallsUnreadable."""
    words = text.lower().replace("-", " ").split()
    plain: dict[str, Step] = {"jamais": "never", "toujours": "always", "matins": "mornings"}
    if len(words) == 1 and words[0] in plain:
        return Schedule(plain[words[0]])
    if len(words) >= 2 and words[0] in DAYS and words[1] in ("matin", "après", "apres"):
        return Schedule("half_day", DAYS.index(words[0]), words[1] == "matin")
    raise CallsUnreadable(f"Horaire d'introduction illisible : « {text} » ; écrivez « mardi matin » ou « matins ».")


class Introduced:
    """A conversation that passes straight to the switchboard outside of its schedule; unanswered, the agent speaks."""

    def __init__(self, dialogue: Dialogue, *, town: Town, schedule: Schedule, clock: Callable[[], datetime]) -> None:
        self._dialogue, self._town, self._schedule, self._clock = dialogue, town, schedule, clock
        self._straight, self._caller = False, ""

    def begin(self, caller: str = "") -> tuple[Order, ...]:
        """Return the first sentence, or the transfer to the switchboard before any word of the agent."""
        self._caller = caller
        taken = self._schedule.takes(self._clock(), town=self._town)
        first = self._dialogue.begin(caller)
        self._straight = not taken and bool(self._town.switchboard)
        return (Transfer(self._town.switchboard, "standard"),) if self._straight else first

    def on(self, event: Event) -> tuple[Order, ...]:
        """Wait for the switchboard; then as the dialogue does."""
        if not self._straight:
            return self._dialogue.on(event)
        if isinstance(event, Transferred) and not event.done:
            self._straight = False
            return self._dialogue.begin(self._caller)
        return self._dialogue.on(event) if isinstance(event, Transferred) else ()

    def report(self) -> Report:
        """Return what the call was."""
        return self._dialogue.report()

    @property
    def messages(self) -> tuple[Message, ...]:
        """Return what was left so far."""
        return self._dialogue.messages


@dataclass(frozen=True)
class Past:
    """A past call. text: what was asked; did, service, intents: what the switchboard did, where it was written down."""

    text: str
    did: str = ""
    service: str = ""
    intents: tuple[str, ...] = ()
    at: datetime | None = None


@dataclass(frozen=True)
class Rehearsed:
    """What the agent would have done of a past call. offered: families of the choice, where the agent asks."""

    past: Past
    does: Did
    topic: str
    service: str
    intent: str
    says: str
    offered: tuple[str, ...] = ()

    @property
    def agrees(self) -> bool | None:
        """Tell whether the agent and the switchboard part nowhere; None where nothing was written or the agent asks."""
        past = self.past
        if self.does == "ask" or not (past.did or past.service or past.intents):
            return None
        pairs = ((past.did, self.does), (past.service, self.service))
        same_family = not past.intents or self.intent in past.intents
        return same_family and all(before == now for before, now in pairs if before)


def read_past(place: Path, *, kind: str = "") -> tuple[Past, ...]:
    """Read JSON lines: ``text``, and where known ``did``, ``service``, ``intent``, ``at``. Raises CallsUnreadable.

    kind: only lines of this ``kind`` (sets that measure the understanding have several).
    """
    found = []
    for number, line in enumerate(lines_of(place, CallsUnreadable), start=1):
        if line.strip():
            found.append(_past(line, f"{place.name}, ligne {number}", kind=kind))
    return tuple(past for past in found if past)


def _past(line: str, where: str, *, kind: str) -> Past | None:
    try:
        told: Any = json.loads(line)
        at = datetime.fromisoformat(told["at"]) if told.get("at") else None
        known = {name: str(told.get(name) or "") for name in ("did", "service")}
        text, intent = str(told["text"]), told.get("intent") or ()
        wanted = not kind or told.get("kind", kind) == kind
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise CallsUnreadable(
            f"{where} : il faut un objet JSON avec « text » (et « at », « did », « service »)."
        ) from error
    if known["did"] and known["did"] not in DONE:
        raise CallsUnreadable(f"{where} : « did » vaut {', '.join(DONE)}, pas « {known['did']} ».")
    intents = (intent,) if isinstance(intent, str) else tuple(str(one) for one in intent)
    return Past(text, at=at, intents=intents, **known) if wanted else None


def rehearse(calls: Iterable[Past], *, town: Town, understander: Understander, now: datetime) -> tuple[Rehearsed, ...]:
    """Let the agent meet past requests in silence. now: moment of calls without one. Nothing is said to anybody."""
    return tuple(_rehearsed(past, town=town, understander=understander, at=past.at or now) for past in calls)


def _rehearsed(past: Past, *, town: Town, understander: Understander, at: datetime) -> Rehearsed:
    moment = at if at.tzinfo else at.replace(tzinfo=local(town, datetime.now().astimezone()).tzinfo)
    dialogue = Dialogue(town=town, understander=understander, clock=lambda: moment)
    dialogue.begin()
    orders = dialogue.on(Heard(past.text))
    names = dialogue.report().topics
    topic = town.topic(names[0]) if names else None
    does = _does(dialogue, orders)
    says = " ".join(getattr(order, "text", "") for order in orders).strip()
    return Rehearsed(
        past,
        does,
        topic.name if topic else "",
        topic.service if topic else "",
        "urgence" if does == "emergency" else "agent" if does == "person" else topic.intent if topic else "",
        says,
        tuple(guess.intent for guess in dialogue.talk.choices),
    )


def _does(dialogue: Dialogue, orders: tuple[Order, ...]) -> Did:
    asked = not dialogue.report().topics
    if dialogue.state in ("emergency", "emergency_transfer"):
        return "emergency"
    if any(isinstance(order, Transfer) for order in orders):
        return "person" if asked else "transfer"
    if dialogue.state == "offer" or any(isinstance(order, TakeMessage) for order in orders):
        return "person" if asked else "message"
    return "answer" if dialogue.state in ("more", "link") else "ask"


def agreement(rehearsed: Iterable[Rehearsed]) -> dict[str, Any]:
    """Return what the agent does, how often it agrees with what was done, and the table of both."""
    calls = tuple(rehearsed)
    judged = [one.agrees for one in calls if one.agrees is not None]
    table = Counter((one.past.did or "?", one.does) for one in calls)
    count = max(len(calls), 1)
    asked = [bool({*one.past.intents} & {*one.offered}) for one in calls if one.offered and one.past.intents]
    return {
        "calls": len(calls),
        "agent": {did: sum(one.does == did for one in calls) / count for did in DONE},
        "judged": len(judged),
        "agrees": sum(judged) / len(judged) if judged else None,
        "asked": sum(bool(one.offered) for one in calls) / count,
        "asked_right": sum(asked) / len(asked) if asked else None,
        "table": [
            {"switchboard": did, "agent": does, "calls": number} for (did, does), number in sorted(table.items())
        ],
    }
