"""Leaving a message or asking to be called back: name, number read back figure by figure, then the voice."""

from __future__ import annotations

import re

from beffroi.phone.dialogue.alarms import raise_alarm
from beffroi.phone.dialogue.hearing import heard, numbered, says_yes, short, spelled
from beffroi.phone.dialogue.people import person
from beffroi.phone.dialogue.talk import Draft, Orders, Talk
from beffroi.phone.dialogue.telephones import complete, number_in, one_by_one
from beffroi.phone.dialogue.topics import send_link
from beffroi.phone.events import Event, Heard, Key, Listen, Quiet, Recorded, Say, TakeMessage
from beffroi.phone.records import Message

I_AM = re.compile(
    r"^(?:(?:alors|euh|oui|bonjour|bah|ben)[ ,]+)*(?:c'est|je m'appelle|je suis|mon nom est|ici)\s+", re.IGNORECASE
)
EMERGENCY_NUMBERS = frozenset({"15", "17", "18", "112"})


def offer(talk: Talk) -> Orders:
    """Offer to call back or to take a message."""
    talk.draft, talk.typed = None, ""
    return talk.ask("offer", "offer_open" if talk.open(None) else "offer", wanted="choice")


def in_offer(talk: Talk, event: Event) -> Orders:
    """Take the choice; another request is understood."""
    if isinstance(event, Key):
        if event.key in "12":
            return _begin(talk, call_back=event.key == "1")
        return _declined(talk) if event.key == "#" else talk.again(talk.say("unknown_key"))
    return _spoken_offer(talk, event.text) if isinstance(event, Heard) else talk.again()


def _declined(talk: Talk) -> Orders:
    """Go on without a message: where the topic's answer was read before the offer, the caller has it."""
    if talk.topic and talk.topic.handling == "message" and talk.topic.answer and not talk.topic.personal:
        talk.ending = "answered"
    return talk.enter("more")


def _spoken_offer(talk: Talk, text: str) -> Orders:
    answer, number = says_yes(text) if short(text) else None, numbered(text)
    if heard(text, "message") or number == 1:
        return _begin(talk, call_back=False)
    if answer is False:
        return _declined(talk)
    if heard(text, "call_back") or answer or number == 0:
        return _begin(talk, call_back=True)
    return talk.enter("understand")


def _begin(talk: Talk, *, call_back: bool) -> Orders:
    talk.draft = Draft("call_back" if call_back else "message")
    if call_back:
        return talk.ask("name", "name", wanted="name")
    return ask_number(talk)


def in_name(talk: Talk, event: Event) -> Orders:
    """Take the name, spelled or not."""
    if isinstance(event, Heard) and talk.draft:
        talk.draft.name = spelled(I_AM.sub("", event.text.strip()).strip(" .,"))
        return ask_number(talk)
    return ask_number(talk) if event == Key("#") else talk.again()


def ask_number(talk: Talk) -> Orders:
    """Propose the number that the network gave, else ask for one."""
    if talk.caller:
        return talk.ask("own_number", "own_number", wanted="yes_no", number=one_by_one(talk.caller))
    return _ask_any(talk)


def _ask_any(talk: Talk, *, bad: bool = False) -> Orders:
    talk.typed = ""
    asked = talk.ask("number", "number", wanted="number")
    return (talk.say("number_bad"), *asked) if bad else asked


def in_own_number(talk: Talk, event: Event) -> Orders:
    """Take the caller's own number, or another."""
    answer = _yes(event)
    if answer:
        return _numbered(talk, talk.caller)
    if isinstance(event, Heard) and (said := number_in(event.text)):
        return _check(talk, said)
    return talk.again() if answer is None else _ask_any(talk)


def _yes(event: Event) -> bool | None:
    if isinstance(event, Key):
        return {"1": True, "#": True, "2": False}.get(event.key)
    return says_yes(event.text) if isinstance(event, Heard) else None


def in_number(talk: Talk, event: Event) -> Orders:
    """Take a number that is spoken or typed. A 0 alone still means a person, a 9 first an emergency."""
    if isinstance(event, Key):
        return _key(talk, event.key)
    if isinstance(event, Quiet):
        return _typed(talk)
    if isinstance(event, Heard):
        said = number_in(event.text)
        return _check(talk, said) if said else _bad(talk)
    return talk.again()


def _key(talk: Talk, key: str) -> Orders:
    if key == "*":
        return _ask_any(talk)
    if key == "#":
        return _typed(talk)
    if key == "9" and not talk.typed:
        return raise_alarm(talk)
    talk.typed += key
    return _check(talk, talk.typed) if complete(talk.typed) else (Listen("number"),)


def _typed(talk: Talk) -> Orders:
    typed, talk.typed = talk.typed, ""
    if typed == "0":
        return person(talk)
    if typed in EMERGENCY_NUMBERS:
        return raise_alarm(talk)
    return _check(talk, typed) if complete(typed) else _bad(talk)


def _bad(talk: Talk) -> Orders:
    talk.misses += 1
    if talk.misses > talk.settings.misses:
        return talk.enter("give_up")
    return _ask_any(talk, bad=True)


def _check(talk: Talk, number: str) -> Orders:
    talk.typed = ""
    if talk.draft:
        talk.draft.number = number
    return talk.ask("number_check", "number_check", wanted="yes_no", number=one_by_one(number))


def in_number_check(talk: Talk, event: Event) -> Orders:
    """Keep the number that was read back, or ask again."""
    answer = _yes(event)
    if isinstance(event, Heard) and (said := number_in(event.text)):
        return _check(talk, said)
    if answer is None:
        return talk.again()
    return _numbered(talk, talk.draft.number if talk.draft else "") if answer else _bad(talk)


def _numbered(talk: Talk, number: str) -> Orders:
    talk.misses = 0
    if talk.draft is None:
        return talk.enter("offer")
    talk.draft.number = number
    if talk.draft.purpose == "link":
        return send_link(talk)
    return note_call_back(talk) if talk.draft.purpose == "call_back" else record(talk)


def record(talk: Talk) -> Orders:
    """Record the caller from now on, and say so."""
    talk.state = "recording"
    return (talk.say("speak"), TakeMessage(talk.settings.message_seconds))


def in_recording(talk: Talk, event: Event) -> Orders:
    """Keep what is said until the telephone tells that the message is over."""
    draft = talk.draft or Draft("message", number=talk.caller)
    talk.draft = draft
    if isinstance(event, Recorded):
        return _finish(talk, event.text or draft.text, sound=event.sound)
    if isinstance(event, Heard):
        draft.text = f"{draft.text} {event.text}".strip()
        return ()
    if isinstance(event, Quiet) and event.seconds >= talk.patience:
        return _finish(talk, draft.text, sound=None)
    return ()


def _finish(talk: Talk, text: str, *, sound: bytes | None) -> Orders:
    if not text.strip() and not sound:
        return (talk.say("empty_message"), *talk.enter("offer"))
    return (keep_message(talk, text, sound=sound), *talk.enter("more"))


def keep_message(talk: Talk, text: str, *, sound: bytes | None) -> Say:
    """Put the message in the queue of the service."""
    number = talk.draft.number if talk.draft else talk.caller
    talk.messages.append(Message(_service(talk), subject(talk), text.strip(), number, call_back=False, sound=sound))
    talk.ending = "message"
    return talk.say("noted_message", service=_title(talk))


def note_call_back(talk: Talk) -> Orders:
    """Put the request in the queue of the service."""
    keep_call_back(talk)
    return (talk.say("noted_call_back", service=_title(talk)), *talk.enter("more"))


def keep_call_back(talk: Talk) -> None:
    """Keep who is to be called back, about what."""
    draft = talk.draft or Draft("call_back")
    number = draft.number or talk.caller
    talk.messages.append(Message(_service(talk), subject(talk), draft.name, number, call_back=True))
    talk.ending, talk.draft = "call_back", None


def kept_at_hang_up(talk: Talk) -> None:
    """Keep what a caller who leaves had asked for: a call back whose number is known, a message already spoken."""
    draft = talk.draft
    if draft is None:
        return
    if draft.purpose == "message" and talk.state == "recording" and draft.text:
        keep_message(talk, draft.text, sound=None)
    if draft.purpose == "call_back" and (draft.number or talk.caller):
        keep_call_back(talk)


def subject(talk: Talk) -> str:
    """Return what the call is about, as far as it was understood."""
    return talk.topic.title if talk.topic else "Appel"


def _service(talk: Talk) -> str:
    return talk.service.name if talk.service else ""


def _title(talk: Talk) -> str:
    return talk.service.title if talk.service else "la mairie"
