"""The dialogue of a call: what holds in every state, then what each state does of an event."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from beffroi.phone.dialogue.alarms import in_emergency, in_emergency_transfer, raise_alarm
from beffroi.phone.dialogue.errors import NotBegun
from beffroi.phone.dialogue.hearing import angry, foreign, heard, says_yes, short
from beffroi.phone.dialogue.leaving import (
    in_name,
    in_number,
    in_number_check,
    in_offer,
    in_own_number,
    in_recording,
    kept_at_hang_up,
    offer,
)
from beffroi.phone.dialogue.menu import in_menu, in_topics
from beffroi.phone.dialogue.people import in_transfer, person
from beffroi.phone.dialogue.requests import goodbye, in_choice, in_link, in_more, in_request, more, understand
from beffroi.phone.dialogue.sentences import FIRST, Sentences, check_first, read_sentences
from beffroi.phone.dialogue.settings import Settings, read_settings
from beffroi.phone.dialogue.silences import calm, give_up, noise, other_language, repeat, silence, too_long
from beffroi.phone.dialogue.talk import Orders, State, Talk
from beffroi.phone.dialogue.telephones import national
from beffroi.phone.events import (
    Event,
    Heard,
    HungUp,
    Key,
    LinkFailed,
    Listen,
    Noise,
    Played,
    Quiet,
    Recorded,
    Say,
    Transferred,
)
from beffroi.phone.records import Message, Report, Turn
from beffroi.phone.town import Town
from beffroi.phone.understanding import Emergency, Understander

ENTRIES: Mapping[str, Callable[[Talk], Orders]] = {
    "more": more,
    "offer": offer,
    "give_up": give_up,
    "goodbye": goodbye,
    "understand": understand,
}
STATES: Mapping[State, Callable[[Talk, Event], Orders]] = {
    "request": in_request,
    "choice": in_choice,
    "menu": in_menu,
    "topics": in_topics,
    "link": in_link,
    "more": in_more,
    "offer": in_offer,
    "name": in_name,
    "own_number": in_own_number,
    "number": in_number,
    "number_check": in_number_check,
    "recording": in_recording,
    "transfer": in_transfer,
    "emergency": in_emergency,
    "emergency_transfer": in_emergency_transfer,
}
WAITING = frozenset({"recording", "transfer", "emergency", "emergency_transfer"})
URGENT = frozenset({"emergency", "emergency_transfer"})
AGAIN_WORDS = 9
HARD_STOP = 2


class Dialogue:
    """One call, from the first sentence to the end, deterministic: the same events give the same orders.

    clock: aware datetimes. Call `begin` once, then `on` for each event; what it returns is carried out in order and
    takes the place of what was not yet said. After `Hang`, or once the caller hung up, nothing more is ordered.
    """

    def __init__(
        self,
        *,
        town: Town,
        understander: Understander,
        clock: Callable[[], datetime],
        settings: Settings | None = None,
        sentences: Sentences | None = None,
    ) -> None:
        """Raise FirstSentenceUnlawful where the sentences do not say that the agent is automatic."""
        self._sentences = sentences if sentences is not None else read_sentences()
        check_first(self._sentences)
        self._town, self._understander, self._clock = town, understander, clock
        self._settings = settings or read_settings()
        self._talk: Talk | None = None

    @property
    def talk(self) -> Talk:
        """Return the call under way. Raises NotBegun."""
        if self._talk is None:
            raise NotBegun("L'appel n'a pas commencé : la première phrase doit être dite d'abord.")
        return self._talk

    @property
    def state(self) -> State:
        """Return where the call stands."""
        return self.talk.state

    @property
    def over(self) -> bool:
        """Tell whether the call has ended."""
        return self.talk.state == "over"

    @property
    def patience(self) -> float:
        """Return the silence that the dialogue wants to be told of now [s]."""
        return self.talk.patience

    @property
    def messages(self) -> tuple[Message, ...]:
        """Return what was left so far."""
        return tuple(self.talk.messages)

    def begin(self, caller: str = "") -> Orders:
        """Return the first sentence, then the question. caller: the number that the network gives, if any."""
        self._talk = Talk(
            town=self._town,
            understander=self._understander,
            clock=self._clock,
            settings=self._settings,
            sentences=self._sentences,
            entries=ENTRIES,
            caller=national(caller),
            began=self._clock(),
        )
        first = self._talk.say(FIRST)
        return self._said((first, *self._talk.ask("request", "request", wanted="request")))

    def on(self, event: Event) -> Orders:
        """Return what follows an event. Raises NotBegun."""
        talk = self.talk
        if talk.state == "over":
            return ()
        if isinstance(event, HungUp):
            kept_at_hang_up(talk)
            talk.state = "over"
            return ()
        talk.events += _counts(talk, event)
        if isinstance(event, Heard) and event.final:
            talk.said = event.text
            talk.turns.append(Turn("caller", event.text, talk.seconds))
        return self._said(_urgent(talk, event) or _ordinary(talk, event))

    def report(self) -> Report:
        """Return what the call was, at any moment."""
        talk = self.talk
        return Report(
            began=talk.began,
            seconds=talk.seconds,
            ending=talk.ending,
            topics=tuple(talk.topics),
            turns=tuple(talk.turns),
            service=talk.service.name if talk.service else "",
            transfers=tuple(talk.transfers),
        )

    def _said(self, orders: Orders) -> Orders:
        talk = self.talk
        spoken = tuple(order for order in orders if isinstance(order, Say))
        talk.turns += (Turn("agent", say.text, talk.seconds) for say in spoken)
        only_listening = [say.name for say in spoken] == ["listening"] and bool(talk.last)
        if spoken and isinstance(orders[-1], Listen) and talk.state not in WAITING and not only_listening:
            talk.last = _question(talk, orders)
        return orders


def _counts(talk: Talk, event: Event) -> bool:
    """Tell whether something happened: not words that go on, nor a silence that is still short."""
    if isinstance(event, Quiet):
        return event.seconds >= talk.patience
    return not isinstance(event, Played) and not (isinstance(event, Heard) and not event.final)


def _question(talk: Talk, orders: Orders) -> Orders:
    """Return what is worth repeating: not the remark made before a repetition."""
    before = tuple(talk.plain.get(order, order) if isinstance(order, Say) else order for order in talk.last)
    kept = orders[-len(before) :] if before and orders[-len(before) :] == before else orders
    return tuple(order for order in kept if isinstance(order, Say | Listen))


def _alarm(talk: Talk, event: Event) -> Emergency | None:
    text = event.text if isinstance(event, Heard | Recorded) else ""
    return talk.understander.alarm(text) if text else None


def _urgent(talk: Talk, event: Event) -> Orders:
    """Emergencies, in every state and on partial words; a message already spoken is kept."""
    if talk.events > HARD_STOP * talk.settings.most_turns:
        return talk.hang(talk.say("emergency_alone" if talk.state in URGENT else "too_long_closed"))
    if talk.state in URGENT:
        return ()
    if event == Key("9") and not (talk.state == "number" and talk.typed):
        return raise_alarm(talk)
    emergency = _alarm(talk, event)
    if emergency is None:
        return ()
    if isinstance(event, Recorded):
        in_recording(talk, event)
    return raise_alarm(talk, emergency)


def _ordinary(talk: Talk, event: Event) -> Orders:
    if talk.state in URGENT:
        return STATES[talk.state](talk, event)
    if isinstance(event, Played) or (isinstance(event, Heard) and not event.final):
        return ()
    if isinstance(event, LinkFailed):
        return () if talk.state == "transfer" else talk.ask_again(talk.say("link_failed"))
    if talk.state != "transfer" and not talk.limited and _lasts(talk):
        return too_long(talk)
    if talk.state == "recording" and event != Key("0"):
        return STATES["recording"](talk, event)
    return _heard(talk, event) if isinstance(event, Key | Heard) else _unheard(talk, event)


def _heard(talk: Talk, event: Key | Heard) -> Orders:
    if isinstance(event, Key):
        return _keyed(talk, event)
    if not event.text.strip() and talk.state != "transfer":
        return noise(talk)
    return _steered(talk, event) or _reset(talk, event)


def _lasts(talk: Talk) -> bool:
    return talk.seconds > talk.settings.longest_call or talk.events > talk.settings.most_turns


def _keyed(talk: Talk, event: Key) -> Orders:
    typing = talk.state == "number"
    if event.key == "0" and not typing:
        if talk.state == "recording":
            kept_at_hang_up(talk)
        talk.draft = None
        return (talk.say("patience"), Listen("nothing")) if talk.state == "transfer" else person(talk)
    if event.key == "*" and not typing and talk.state != "transfer":
        return repeat(talk)
    return _reset(talk, event)


def _reset(talk: Talk, event: Event) -> Orders:
    talk.reset_counts()
    return STATES[talk.state](talk, event)


def _steered(talk: Talk, event: Heard) -> Orders:
    """Words that mean the same in every state: danger, anger, another language, goodbye, a person, again."""
    text = event.text
    if talk.state == "transfer":
        return ()
    if orders := _moved(talk, text):
        return orders
    if heard(text, "bye") and short(text) and talk.state != "name":
        return goodbye(talk)
    if heard(text, "person"):
        return _asked_person(talk, text)
    return repeat(talk) if heard(text, "again") and _only_again(talk, text) else ()


def _moved(talk: Talk, text: str) -> Orders:
    """Callers who need somebody at once: in danger, angry, or who do not speak French."""
    if talk.warned and heard(text, "danger"):
        return raise_alarm(talk)
    if angry(text):
        return calm(talk)
    language = foreign(text) if talk.state not in ("name", "number") else None
    return other_language(talk, language) if language else ()


def _asked_person(talk: Talk, text: str) -> Orders:
    """A person, of the service of the request in the same sentence where there is one."""
    if talk.state in ("request", "more", "choice") and not short(text):
        return STATES["request"](talk, Heard(text)) if _clear(talk, text) else person(talk)
    return person(talk)


def _clear(talk: Talk, text: str) -> bool:
    understanding = talk.understander.understand(text)
    topic = talk.town.topic(understanding.best.topic) if understanding.best else None
    if understanding.action == "person" or understanding.emergency:
        return True
    if understanding.action != "ask" and topic and topic.service:
        talk.meant(topic)
    return False


def _only_again(talk: Talk, text: str) -> bool:
    """Tell "je n'ai pas compris" from "je ne comprends pas ma facture d'eau"."""
    if short(text):
        return True
    if len(text.split()) > AGAIN_WORDS or says_yes(text):
        return False
    return talk.understander.understand(text).action == "ask"


def _unheard(talk: Talk, event: Event) -> Orders:
    if isinstance(event, Quiet):
        typing = talk.state == "number" and bool(talk.typed)
        if talk.state == "transfer" or (typing and event.seconds >= talk.patience):
            return STATES[talk.state](talk, event)
        return () if typing else silence(talk, event.seconds)
    if isinstance(event, Noise) and talk.state != "transfer":
        return noise(talk)
    if isinstance(event, Transferred) and talk.state != "transfer":
        return _late(talk, done=event.done)
    if isinstance(event, Recorded):
        return talk.again() if talk.state != "transfer" else ()
    return STATES[talk.state](talk, event)


def _late(talk: Talk, *, done: bool) -> Orders:
    """A transfer that ends after it was given up: somebody has the call, or nothing changes."""
    if not done:
        return talk.again()
    talk.transfers.append(True)
    talk.ending = "transferred"
    return talk.hang()
