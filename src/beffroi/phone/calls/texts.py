"""Everything that the agent may be led to say of a town, so that its sound is ready before it is needed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

from beffroi.phone.dialogue import Dialogue, fixed_sayings
from beffroi.phone.dialogue.sentences import FIELD, read_sentences, said
from beffroi.phone.dialogue.topics import filled
from beffroi.phone.emergencies import shipped_alarms
from beffroi.phone.events import Key, Say
from beffroi.phone.hours import spoken_hours
from beffroi.phone.town import Town
from beffroi.phone.understanding import Emergency, Understanding

MENU_KEYS = "#123456780"


def sayings_of(town: Town, *, now: datetime) -> Iterator[Say]:
    """Yield what is fixed, then what is filled by the town's own titles, hours and emergency numbers of today."""
    yield from fixed_sayings(town)
    yield from _filled_sentences(town)
    yield from _menus(town, now=now)
    for topic in town.topics:
        if FIELD.search(topic.answer):
            service = town.service(topic.service) if topic.service else None
            hours = spoken_hours(town, service, now)
            yield Say(filled(topic.answer, town=town, service=service, hours=hours))


def _filled_sentences(town: Town) -> Iterator[Say]:
    titles = [topic.title for topic in town.topics]
    services = [service.title for service in town.services]
    duties = [duty.title or duty.theme for duty in town.duties]
    numbers = sorted({", ou ".join(f"le {one}" for one in sign.numbers) for sign in shipped_alarms().signs})
    values = {"first": titles, "second": titles, "service": services, "duty": duties, "numbers": numbers}
    for name, sentence in read_sentences().items():
        wanted = set(FIELD.findall(sentence.text)) - {"of_town", "agent"}
        if wanted and wanted <= set(values):
            yield from _each(town, name, wanted, values)


def _menus(town: Town, *, now: datetime) -> Iterator[Say]:
    """Yield what keys lead to: the menu, then the topics of each theme."""
    for key in MENU_KEYS:
        dialogue = Dialogue(town=town, understander=_Deaf(), clock=lambda: now)
        dialogue.begin()
        yield from (order for order in dialogue.on(Key(key)) if isinstance(order, Say))


class _Deaf:
    """Understands nothing: keys need no understanding."""

    def understand(self, text: str) -> Understanding:
        return Understanding(text, (), (), 0.0, 0.0, "ask")

    def alarm(self, partial: str) -> Emergency | None:  # noqa: ARG002
        return None


def _each(town: Town, name: str, wanted: Iterable[str], values: Mapping[str, list[str]]) -> Iterator[Say]:
    """Yield a sentence for each value of its fields, all taken together: clauses are rendered apart."""
    longest = max(len(values[field]) for field in wanted)
    for rank in range(longest):
        chosen = {field: values[field][rank % len(values[field])] for field in wanted if values[field]}
        if set(chosen) == set(wanted):
            yield said(read_sentences(), name, town=town, filled=chosen)
