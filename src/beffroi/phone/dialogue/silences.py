"""When nothing usable is heard: silence, noise, repetitions, a call that lasts, another language, anger."""

from __future__ import annotations

from beffroi.phone.dialogue.leaving import keep_call_back
from beffroi.phone.dialogue.people import person, reachable, transfer
from beffroi.phone.dialogue.talk import LEAVING, Draft, Orders, Talk
from beffroi.phone.events import TakeMessage
from beffroi.phone.hours import main_service


def silence(talk: Talk, seconds: float) -> Orders:
    """Prompt again twice, then offer a message or a person; after an answer, take silence for goodbye."""
    if seconds < talk.patience:
        return ()
    talk.silences += 1
    talk.all_silences += 1
    if talk.silences > talk.settings.silences or (talk.state == "more" and talk.silences > 1):
        return give_up(talk)
    prompt = talk.say("silence_first" if talk.silences == 1 else "silence_second")
    return talk.ask_again(prompt)


def noise(talk: Talk) -> Orders:
    """Say that the line is bad, then offer a message or a person."""
    talk.noises += 1
    if talk.noises > talk.settings.noises:
        return give_up(talk)
    return talk.ask_again(talk.say("noise"))


def repeat(talk: Talk) -> Orders:
    """Say the last words again, more slowly and plainly; after a few times, offer a person."""
    talk.repeats += 1
    if talk.repeats > talk.settings.repeats:
        return give_up(talk)
    return talk.again()


def give_up(talk: Talk) -> Orders:
    """Offer a person or a message; where that was offered already, pass a person, or say goodbye."""
    talk.silences = talk.noises = talk.repeats = talk.misses = 0
    if talk.state == "more":
        return talk.enter("goodbye")
    if not talk.given_up and talk.state not in LEAVING:
        talk.given_up = True
        return talk.enter("offer")
    if talk.draft and talk.draft.purpose == "call_back" and (talk.draft.number or talk.caller):
        keep_call_back(talk)
        return talk.enter("goodbye")
    found = reachable(talk, main_service(talk.town))
    if found and talk.failed < talk.settings.failed_transfers:
        return transfer(talk, *found, talk.say("person"))
    return talk.enter("goodbye")


def too_long(talk: Talk) -> Orders:
    """End a call that lasts: with a person while the town hall is open."""
    talk.limited = True
    found = reachable(talk, main_service(talk.town))
    if found and talk.failed < talk.settings.failed_transfers:
        return transfer(talk, *found, talk.say("too_long"), talk.say("person"))
    return talk.hang(talk.say("too_long_closed"))


def calm(talk: Talk) -> Orders:
    """Pass a person to who is angry."""
    orders = person(talk)
    return (talk.say("calm"), *orders[1:]) if talk.state == "transfer" else orders


def other_language(talk: Talk, language: str) -> Orders:
    """Say one sentence in the caller's language and pass a person; shut, record a message."""
    found = reachable(talk, main_service(talk.town))
    if found and talk.failed < talk.settings.failed_transfers:
        return transfer(talk, *found, talk.say(f"language_{language}"))
    talk.state, talk.draft = "recording", Draft("message", number=talk.caller)
    return (talk.say(f"language_{language}_closed"), TakeMessage(talk.settings.message_seconds))
