"""Meeting a request: the approved answer with its hours computed, a transfer, a message, the duty officer."""

from __future__ import annotations

from beffroi.phone.dialogue.alarms import raise_alarm
from beffroi.phone.dialogue.people import closed, connect, duty, person
from beffroi.phone.dialogue.sentences import FIELD
from beffroi.phone.dialogue.talk import Draft, Orders, Talk
from beffroi.phone.dialogue.telephones import in_pairs, mobile
from beffroi.phone.events import Say, SendLink
from beffroi.phone.hours import main_service, spoken_hours
from beffroi.phone.intents import EMERGENCY, INTENTS, PERSON
from beffroi.phone.town import Service, Topic, Town
from beffroi.phone.understanding import Guess


def title_of(town: Town, guess: Guess) -> str:
    """Return how a guess is named aloud."""
    topic = town.topic(guess.topic)
    return topic.title if topic else INTENTS.get(guess.intent, guess.intent)


def meet_first(talk: Talk, guesses: tuple[Guess, ...]) -> Orders:
    """Meet several requests one after the other: answers first, since a transfer takes the call away."""
    ordered = sorted(guesses, key=lambda guess: not _answered(talk, guess))
    talk.pending = ordered[1:]
    if not talk.pending:
        return meet(talk, ordered[0])
    return meet(talk, ordered[0], talk.say("two_requests", first=title_of(talk.town, ordered[0])))


def _answered(talk: Talk, guess: Guess) -> bool:
    topic = talk.town.topic(guess.topic)
    return bool(topic and topic.answer and topic.handling == "answer" and not topic.personal)


def meet(talk: Talk, guess: Guess, *before: Say) -> Orders:
    """Do what the town wants done of a request; a family without a topic goes to a person."""
    if guess.intent == EMERGENCY:
        return raise_alarm(talk)
    topic = talk.town.topic(guess.topic)
    talk.meant(topic)
    if guess.intent == PERSON:
        return (*before, *person(talk))
    if topic is None:
        return connect(talk, *before, talk.say("unwritten"))
    return meet_topic(talk, topic, *before)


def meet_topic(talk: Talk, topic: Topic, *before: Say) -> Orders:
    """Do what the town wants done of a topic. Nothing personal is ever read."""
    if topic.personal:
        return connect(talk, *before, talk.say("personal"))
    read = (_reading(talk, topic),) if topic.answer else ()
    match topic.handling:
        case "transfer":
            return connect(talk, *before, *(() if talk.open(talk.service) else read))
        case "duty":
            return duty(talk, *before)
        case "message":
            shut = () if talk.open(talk.service) or read else closed(talk, talk.service)
            return (*before, *read, *shut, *talk.enter("offer"))
    if not read:
        return connect(talk, *before, talk.say("unwritten"))
    talk.ending = "answered"
    return (*before, *read, *after_answer(talk, topic))


def _reading(talk: Talk, topic: Topic) -> Say:
    if not FIELD.search(topic.answer):
        return Say(topic.answer, f"topic.{topic.name}")
    return Say(filled(topic.answer, town=talk.town, service=talk.service, hours=_hours(talk)))


def _hours(talk: Talk) -> str:
    return spoken_hours(talk.town, talk.service, talk.clock()) or "aux heures affichées à l'entrée"


def filled(answer: str, *, town: Town, service: Service | None, hours: str) -> str:
    """Return an answer whose hours, number and place are those of the service, else of the town hall."""
    main = main_service(town)
    number = (service.number if service else "") or (main.number if main else "")
    place = (service.place if service else "") or (main.place if main else "")
    values = {"hours": hours, "number": in_pairs(number) or "numéro de la mairie", "place": place or "à la mairie"}
    return FIELD.sub(lambda match: values.get(match.group(1), match.group()), answer)


def after_answer(talk: Talk, topic: Topic) -> Orders:
    """Offer the link where a gateway sends it, else go on."""
    if talk.settings.links and topic.link:
        return talk.ask("link", "link", wanted="yes_no")
    return talk.enter("more")


def send_link(talk: Talk) -> Orders:
    """Send the link to the caller's mobile, or ask for the number of one."""
    link = talk.topic.link if talk.topic else ""
    number = talk.draft.number if talk.draft else talk.caller
    if not mobile(number):
        talk.draft = Draft("link")
        return talk.ask("number", "number", wanted="number")
    talk.draft = None
    return (SendLink(number, link), talk.say("link_sent"), *talk.enter("more"))
