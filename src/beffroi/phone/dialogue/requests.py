"""Requests: what was understood, the choice between the two likeliest, and whether there is anything else."""

from __future__ import annotations

from beffroi.phone.dialogue.alarms import raise_alarm, warn
from beffroi.phone.dialogue.hearing import chosen, heard, said_words, says_yes, short
from beffroi.phone.dialogue.menu import choose_theme, open_menu
from beffroi.phone.dialogue.people import named, person
from beffroi.phone.dialogue.talk import Orders, Talk
from beffroi.phone.dialogue.topics import meet, meet_first, send_link, title_of
from beffroi.phone.events import Event, Heard, Key, Listen
from beffroi.phone.intents import EMERGENCY
from beffroi.phone.understanding import Guess, Understanding

MOST_REQUESTS = 3


def listen(talk: Talk) -> Orders:
    """Listen to a request."""
    return talk.ask("request", "listening", wanted="request")


def more(talk: Talk) -> Orders:
    """Meet the next request of the sentence, else ask whether there is anything else."""
    talk.draft, talk.typed = None, ""
    if talk.pending:
        guess = talk.pending.pop(0)
        return meet(talk, guess, talk.say("next_request", first=title_of(talk.town, guess)))
    return talk.ask("more", "more", wanted="request")


def goodbye(talk: Talk) -> Orders:
    """Thank and hang up."""
    return talk.hang(talk.say("goodbye"))


def understand(talk: Talk) -> Orders:
    """Understand the caller's last words."""
    return understood(talk, talk.understander.understand(talk.said))


def in_request(talk: Talk, event: Event) -> Orders:
    """Understand what the caller says; keys lead to the menu."""
    if isinstance(event, Heard):
        nothing = not said_words(event.text) or (short(event.text) and says_yes(event.text))
        return listen(talk) if nothing else understand(talk)
    if isinstance(event, Key):
        return open_menu(talk) if event.key == "#" else choose_theme(talk, event.key)
    return talk.again()


def understood(talk: Talk, understanding: Understanding) -> Orders:
    """Act upon what was understood, or ask."""
    if understanding.emergency or understanding.action == "emergency":
        return raise_alarm(talk, understanding.emergency)
    if understanding.action == "person" or _by_name(understanding):
        talk.meant(None)
        return named(talk, understanding) or person(talk)
    if understanding.action == "ask" or understanding.doubt or _unlikely(talk, understanding):
        return _doubt(talk, understanding)
    requests = understanding.requests if len(understanding.requests) > 1 else understanding.guesses[:1]
    distinct = tuple({guess.topic: guess for guess in reversed(requests[:MOST_REQUESTS])}.values())[::-1]
    return meet_first(talk, distinct)


def _by_name(understanding: Understanding) -> bool:
    """Tell whether somebody of the town hall is asked for by name."""
    named_one = any(mention.kind == "person" for mention in understanding.mentions)
    return named_one and heard(understanding.text, "reach")


def _unlikely(talk: Talk, understanding: Understanding) -> bool:
    """Tell whether the town hall is not concerned, or nothing was understood: not even a choice is offered."""
    low = understanding.scope < talk.settings.least_scope or understanding.confidence < talk.settings.least_confidence
    return understanding.best is None or low


def _doubt(talk: Talk, understanding: Understanding) -> Orders:
    """Ask; where there may be danger, the numbers are said first, and danger is not among what is asked."""
    best = understanding.best
    danger = understanding.doubt is not None or (best is not None and best.intent == EMERGENCY)
    warned = (warn(talk, understanding.doubt),) if danger else ()
    guesses = [guess for guess in understanding.guesses if guess.intent != EMERGENCY][:2]
    if not guesses or _unlikely(talk, understanding):
        return (*warned, *missed(talk))
    likely = tuple(guess for place, guess in enumerate(guesses) if not place or _worth(talk, guess))
    return (*warned, *confirm(talk, likely))


def _worth(talk: Talk, guess: Guess) -> bool:
    return guess.chance >= talk.settings.chance_second


def confirm(talk: Talk, guesses: tuple[Guess, ...]) -> Orders:
    """Ask which of the two likeliest it is, or whether it is the only one."""
    talk.choices, talk.state = guesses, "choice"
    titles = tuple(title_of(talk.town, guess) for guess in guesses)
    if len(titles) == 1:
        return (talk.say("check", first=titles[0]), Listen("yes_no"))
    return (talk.say("choice", first=titles[0], second=titles[1]), Listen("choice", titles))


def missed(talk: Talk) -> Orders:
    """Ask again in other words; after a few times, offer a person or a message."""
    talk.misses += 1
    talk.choices = ()
    if talk.misses > talk.settings.misses:
        return talk.enter("give_up")
    return talk.ask("request", "again", wanted="request")


def in_choice(talk: Talk, event: Event) -> Orders:
    """Take the choice by key, by number, by words; a new sentence is understood anew."""
    guesses = talk.choices
    if isinstance(event, Key):
        place = {"1": 0, "2": 1}.get(event.key)
        if place is not None and place < len(guesses):
            return meet_first(talk, (guesses[place],))
        return open_menu(talk) if event.key == "#" else missed(talk)
    if not isinstance(event, Heard):
        return talk.again()
    place = _spoken_choice(talk, event.text)
    if place is not None:
        return meet_first(talk, (guesses[place],))
    if short(event.text) and says_yes(event.text) is False:
        return missed(talk)
    return _said_anew(talk, event.text)


def _spoken_choice(talk: Talk, text: str) -> int | None:
    guesses = talk.choices
    answer = says_yes(text) if short(text) else None
    if len(guesses) == 1 and answer:
        return 0
    return None if answer is False else chosen(text, tuple(title_of(talk.town, guess) for guess in guesses))


def _said_anew(talk: Talk, text: str) -> Orders:
    """What was said twice and leads both times to the same topic is believed."""
    understanding, before = talk.understander.understand(text), {guess.topic for guess in talk.choices}
    if understanding.action not in ("ask", "message"):
        return understood(talk, understanding)
    if says_yes(text) is False or talk.misses >= talk.settings.misses:
        return missed(talk)
    same = next((guess for guess in understanding.guesses[:1] if guess.topic in before), None)
    if same:
        return meet_first(talk, (same,))
    asked = _doubt(talk, understanding)
    talk.misses += talk.state == "choice"
    return asked


def in_more(talk: Talk, event: Event) -> Orders:
    """Go on with another request, or say goodbye."""
    if isinstance(event, Key):
        return _more_key(talk, event.key)
    if not isinstance(event, Heard):
        return talk.again()
    answer = says_yes(event.text) if short(event.text) else None
    if answer is False or heard(event.text, "bye"):
        return goodbye(talk)
    return listen(talk) if answer else in_request(talk, event)


def _more_key(talk: Talk, key: str) -> Orders:
    if key == "2":
        return goodbye(talk)
    if key in "1#":
        return open_menu(talk) if talk.by_keys else listen(talk)
    return talk.again(talk.say("unknown_key"))


def in_link(talk: Talk, event: Event) -> Orders:
    """Send the link, or not."""
    answer: bool | None = None
    if isinstance(event, Key):
        answer = {"1": True, "2": False, "#": False}.get(event.key)
    elif isinstance(event, Heard):
        answer = says_yes(event.text)
        if answer is None:
            return in_request(talk, event)
    if answer is None:
        return talk.again(talk.say("unknown_key")) if isinstance(event, Key) else talk.again()
    return send_link(talk) if answer else talk.enter("more")
