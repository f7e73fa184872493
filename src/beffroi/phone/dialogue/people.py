"""Passing the call: to a person, to the service of a topic, to a duty officer; and what follows when nobody answers."""

from __future__ import annotations

from beffroi.phone.dialogue.talk import Orders, Talk
from beffroi.phone.events import Event, Listen, Quiet, Say, Transfer, Transferred
from beffroi.phone.hours import main_service, spoken_reopening
from beffroi.phone.town import Service
from beffroi.phone.understanding import Understanding

Called = tuple[str, str]


def person(talk: Talk) -> Orders:
    """Pass a person: the service under way, else the switchboard; shut, offer to call back, then ring all the same."""
    extension, title = reachable(talk, talk.service) or reachable(talk, main_service(talk.town)) or ("", "")
    if extension:
        return transfer(talk, extension, title, talk.say("person"))
    if talk.refused_closed and talk.town.switchboard:
        return transfer(talk, talk.town.switchboard, "standard", talk.say("ring"))
    talk.refused_closed = True
    return (*closed(talk, main_service(talk.town)), *talk.enter("offer"))


def reachable(talk: Talk, service: Service | None) -> Called | None:
    """Return the extension and title of a service that is open now, by itself or through the switchboard, else None."""
    extension = (service.extension if service else "") or talk.town.switchboard
    if not extension or not talk.open(service):
        return None
    return extension, service.title if service else "standard"


def connect(talk: Talk, *before: Say) -> Orders:
    """Pass the service of the topic under way, or offer to take a message where it is shut or nobody answered."""
    found = reachable(talk, talk.service)
    if found and talk.failed < talk.settings.failed_transfers:
        return transfer(talk, *found, *before, talk.say("transfer", service=found[1]))
    shut = () if found else closed(talk, talk.service)
    return (*before, *shut, *talk.enter("offer"))


def duty(talk: Talk, *before: Say) -> Orders:
    """Pass the service in its hours, else the duty officer of its theme."""
    theme = talk.service.duty if talk.service else ""
    officer = talk.town.duty(theme) if theme else None
    if talk.open(talk.service) or officer is None or talk.failed >= talk.settings.failed_transfers:
        return connect(talk, *before)
    title = officer.title or officer.theme
    return transfer(talk, officer.number, title, *before, talk.say("duty", duty=title))


def named(talk: Talk, understanding: Understanding) -> Orders | None:
    """Pass the person of the town hall who was asked for by name, where reachable now."""
    wanted = {mention.value for mention in understanding.mentions if mention.kind == "person"}
    one = next((one for one in talk.town.people if one.name in wanted), None)
    service = talk.town.service(one.service) if one else None
    if one is None or not talk.open(service):
        return None
    extension = one.extension or (service.extension if service else "") or talk.town.switchboard
    return transfer(talk, extension, one.name, talk.say("transfer", service=one.name)) if extension else None


def closed(talk: Talk, service: Service | None) -> tuple[Say, ...]:
    """Say that a service is shut and when it opens again."""
    if talk.open(service):
        return (talk.say("no_person"),)
    title = service.title if service else "la mairie"
    named = title[0].upper() + title[1:]
    opens = spoken_reopening(talk.town, service, talk.clock())
    said = {"service": named, "reopening": opens}
    return (talk.say("closed", **said) if opens else talk.say("closed_unknown", service=named),)


def transfer(talk: Talk, extension: str, why: str, *before: Say) -> Orders:
    """Pass the call and wait for how it ends."""
    talk.state, talk.waits = "transfer", 0
    return (*before, Transfer(extension, why))


def in_transfer(talk: Talk, event: Event) -> Orders:
    """Wait for the person; come back to the caller when nobody answers."""
    if isinstance(event, Transferred):
        return _ended(talk, done=event.done)
    if isinstance(event, Quiet):
        if event.seconds < talk.patience:
            return ()
        talk.waits += 1
        if talk.waits >= talk.settings.transfer_waits:
            return _ended(talk, done=False)
    return (talk.say("patience"), Listen("nothing"))


def _ended(talk: Talk, *, done: bool) -> Orders:
    talk.transfers.append(done)
    if done:
        talk.ending = "transferred"
        return talk.hang()
    talk.failed += 1
    if talk.limited:
        return talk.hang(talk.say("nobody"), talk.say("goodbye"))
    return (talk.say("nobody"), *talk.enter("offer"))
