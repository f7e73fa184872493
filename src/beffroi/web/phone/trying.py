"""What a sentence would give: understood, and what the dialogue would then say and do. Nothing of it is kept."""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.utils import timezone

from beffroi import __version__
from beffroi.phone.dialogue import Dialogue, read_settings
from beffroi.phone.events import Hang, Heard, Order, Say, SendLink, TakeMessage, Transfer
from beffroi.phone.town import Town
from beffroi.phone.understanding import Understander, Understanding
from beffroi.web.phone.models import Topic, phone_settings
from beffroi.web.phone.starting import SERVICE
from beffroi.web.phone.town import town_of
from beffroi.web.phone.understander import embedder, understander_of
from beffroi.web.platform.ledger import Operation, append_event
from beffroi.web.platform.measure import Meter
from beffroi.web.platform.models import Entry, Person, Tenant
from beffroi.web.platform.quotas import within_quota

ACTIONS = {
    "answer": "répond",
    "transfer": "passe le service",
    "ask": "demande de préciser",
    "message": "prend un message",
    "person": "passe une personne",
    "emergency": "traite une urgence",
}


@dataclass(frozen=True)
class Reply:
    """What the dialogue orders after a sentence: the words to say, what it then does, in French."""

    said: tuple[str, ...]
    done: tuple[str, ...]


@dataclass(frozen=True)
class Tried:
    """A sentence that was tried. topic, second: rows of the two likeliest topics, None where there is none."""

    text: str
    understanding: Understanding
    topic: Topic | None
    second: Topic | None
    reply: Reply

    @property
    def action(self) -> str:
        """What the agent does, in French."""
        return ACTIONS[self.understanding.action]


def try_sentence(tenant: Tenant, text: str, *, person: Person) -> Tried:
    """Understand a sentence as in a call that begins now. Raises NothingToUnderstand, ServiceOff, QuotaReached."""
    within_quota(tenant, SERVICE)
    with Meter(thread_only=True) as meter:
        town = town_of(tenant)
        understander = understander_of(town)
        understanding = understander.understand(text)
        reply = reply_to(text, town=town, understander=understander)
    tell(tenant, "try", meter, person=person, result=understanding.action)
    topics = {one.name: one for one in Topic.objects.filter(name__in=[one.topic for one in understanding.guesses])}
    best, second = understanding.best, understanding.second
    return Tried(
        text, understanding, topics.get(best.topic if best else ""), topics.get(second.topic if second else ""), reply
    )


def reply_to(text: str, *, town: Town, understander: Understander) -> Reply:
    """Return what a dialogue that has just begun answers to a sentence."""
    links = phone_settings().sms_links
    dialogue = Dialogue(
        town=town, understander=understander, clock=timezone.now, settings=replace(read_settings(), links=links)
    )
    dialogue.begin()
    orders = dialogue.on(Heard(text))
    return Reply(tuple(one.text for one in orders if isinstance(one, Say)), tuple(filter(None, map(_told, orders))))


def _told(order: Order) -> str:
    match order:
        case Transfer(extension=extension, priority=True):
            return f"passe l'appel au {extension}, avant tous les autres"
        case Transfer(extension=extension):
            return f"passe l'appel au {extension}"
        case TakeMessage():
            return "enregistre un message"
        case SendLink():
            return "envoie le lien par SMS"
        case Hang():
            return "raccroche"
    return ""


def tell(
    tenant: Tenant, operation: str, meter: Meter, *, person: Person | None, result: str = "ok", subject: str = ""
) -> Entry:
    """Write an operation of the telephone in the ledger."""
    model = embedder()
    told = Operation(
        service=SERVICE,
        operation=operation,
        subject=subject,
        model=model.name if model else "mots",
        version=__version__,
        duration_ms=meter.duration_ms,
        energy_wh=meter.energy_wh,
        measured=meter.measured,
        cost_cents=meter.cost_cents(tenant),
        result=result,
    )
    return append_event(tenant, told, person=person)
