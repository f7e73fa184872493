"""Emergencies: the numbers at once, never confirmed; three seconds later, somebody, ahead of all waiting calls."""

from __future__ import annotations

from beffroi.phone.dialogue.talk import Orders, Talk
from beffroi.phone.events import Event, Heard, Key, Listen, Noise, Played, Quiet, Recorded, Say, Transfer, Transferred
from beffroi.phone.hours import main_service
from beffroi.phone.records import Message
from beffroi.phone.understanding import Emergency

SAFETY = "securite"


def raise_alarm(talk: Talk, emergency: Emergency | None = None) -> Orders:
    """Say the emergency numbers, whatever was under way. emergency: None where the caller pressed 9."""
    talk.state, talk.ending = "emergency", "emergency"
    talk.alarm_at, talk.alarm_said = talk.clock(), False
    if emergency is None or not emergency.numbers:
        return (talk.say("emergency_key"), Listen("nothing"))
    return (talk.say("emergency", numbers=_named(emergency)), Listen("nothing"))


def warn(talk: Talk, emergency: Emergency | None) -> Say:
    """Say the numbers where there may be danger, before anything is asked; "urgence" or 9 then raises the alarm."""
    talk.warned = True
    return talk.say("danger", numbers=_named(emergency) if emergency and emergency.numbers else "le 112")


def _named(emergency: Emergency) -> str:
    return ", ou ".join(f"le {number}" for number in emergency.numbers)


def in_emergency(talk: Talk, event: Event) -> Orders:
    """Once the numbers are said, pass somebody at whatever the caller does, or after three seconds of silence."""
    if isinstance(event, Played):
        talk.alarm_at, talk.alarm_said = talk.clock(), True
        return ()
    if isinstance(event, Quiet):
        return _pass(talk) if event.seconds >= talk.patience else ()
    if isinstance(event, Key):
        return _pass(talk)
    if isinstance(event, Heard) and not event.final:
        return ()
    spoken = isinstance(event, Heard | Noise | Recorded)
    return _pass(talk) if spoken and (talk.alarm_said or _waited(talk)) else ()


def _waited(talk: Talk) -> bool:
    """Tell whether the numbers must have been said by now, where the telephone did not tell."""
    since = (talk.clock() - talk.alarm_at).total_seconds() if talk.alarm_at else 0.0
    return since >= talk.settings.emergency_longest


def _extensions(talk: Talk) -> list[str]:
    """Return who may be called: at the desk first while it is open, else the duty officers, safety first."""
    main = main_service(talk.town)
    desk = [talk.town.switchboard, main.extension if main else ""]
    duties = [one.number for one in sorted(talk.town.duties, key=lambda one: one.theme != SAFETY)]
    ordered = desk + duties if talk.open(main) else duties + desk
    return [extension for extension in dict.fromkeys(ordered) if extension and extension not in talk.tried]


def _pass(talk: Talk) -> Orders:
    extensions = _extensions(talk)
    if not extensions:
        return _alone(talk)
    talk.state, talk.waits = "emergency_transfer", 0
    talk.tried.append(extensions[0])
    return (talk.say("emergency_transfer"), Transfer(extensions[0], "urgence", priority=True))


def _alone(talk: Talk) -> Orders:
    """Nobody answers: 112 once more; the town hall calls back the number, where it is known."""
    if talk.caller:
        said = " / ".join(turn.text for turn in talk.turns if turn.speaker == "caller")
        talk.messages.append(Message(_desk(talk), "Urgence, personne n'a répondu", said, talk.caller, call_back=True))
    return talk.hang(talk.say("emergency_alone"))


def _desk(talk: Talk) -> str:
    main = main_service(talk.town)
    return main.name if main else ""


def in_emergency_transfer(talk: Talk, event: Event) -> Orders:
    """Call the next one when nobody answers; say the numbers again to who asks."""
    if isinstance(event, Transferred):
        talk.transfers.append(event.done)
        return talk.hang() if event.done else _pass(talk)
    if isinstance(event, Played) or (isinstance(event, Heard) and not event.final):
        return ()
    if isinstance(event, Quiet):
        if event.seconds < talk.patience:
            return ()
        talk.waits += 1
        if talk.waits >= talk.settings.transfer_waits:
            talk.transfers.append(False)
            return _pass(talk)
    return (talk.say("emergency_key" if event == Key("9") else "patience"), Listen("nothing"))
