"""The menu of keys, for callers who do not speak: eight themes, then the topics of the theme, eight at a time."""

from __future__ import annotations

from beffroi.phone.dialogue.hearing import heard
from beffroi.phone.dialogue.talk import Orders, Talk
from beffroi.phone.dialogue.topics import meet_topic
from beffroi.phone.events import Event, Heard, Key, Listen
from beffroi.phone.town import Topic

PAGE = 8


def open_menu(talk: Talk) -> Orders:
    """Read the themes."""
    talk.state, talk.by_keys, talk.page, talk.menu_key = "menu", True, 0, None
    choices = " ".join(talk.say("menu_choice", first=one.title, key=one.key).text for one in talk.settings.keys)
    return (talk.say("menu", choices=choices), Listen("choice"))


def topics_under(talk: Talk) -> tuple[Topic, ...]:
    """Return the topics of the theme that was chosen."""
    intents = talk.menu_key.intents if talk.menu_key else ()
    return tuple(topic for topic in talk.town.topics if topic.intent in intents)


def choose_theme(talk: Talk, key: str) -> Orders:
    """Read the topics of a theme."""
    chosen = next((one for one in talk.settings.keys if one.key == key), None)
    talk.by_keys, talk.menu_key, talk.page = True, chosen, 0
    if not topics_under(talk):
        return (talk.say("menu_empty"), *open_menu(talk))
    return _read_topics(talk)


def _read_topics(talk: Talk) -> Orders:
    talk.state = "topics"
    topics = topics_under(talk)
    shown = topics[talk.page * PAGE : (talk.page + 1) * PAGE]
    named = [talk.say("menu_choice", first=one.title, key=str(key)).text for key, one in enumerate(shown, start=1)]
    if len(topics) > PAGE:
        named.append(talk.say("menu_next").text)
    return (talk.say("menu", choices=" ".join(named)), Listen("choice", tuple(one.title for one in shown)))


def in_menu(talk: Talk, event: Event) -> Orders:
    """Take the key of a theme; a caller who speaks after all is listened to."""
    if isinstance(event, Key):
        return open_menu(talk) if event.key == "#" else choose_theme(talk, event.key)
    return _spoken(talk, event)


def in_topics(talk: Talk, event: Event) -> Orders:
    """Take the key of a topic; # reads the following ones."""
    if not isinstance(event, Key):
        return _spoken(talk, event)
    topics = topics_under(talk)
    if event.key == "#":
        talk.page = (talk.page + 1) % -(-len(topics) // PAGE)
        return _read_topics(talk) if talk.page else open_menu(talk)
    place = talk.page * PAGE + "12345678".find(event.key)
    if event.key not in "12345678" or place >= len(topics):
        return talk.again(talk.say("unknown_key"))
    talk.meant(topics[place])
    return meet_topic(talk, topics[place])


def _spoken(talk: Talk, event: Event) -> Orders:
    if isinstance(event, Heard) and not heard(event.text, "menu"):
        talk.by_keys = False
        return talk.enter("understand")
    return talk.again()
