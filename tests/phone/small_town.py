"""A small town and an understander of a few rules, enough to hold every conversation of the tests."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from beffroi.engines.search.words import plain_words
from beffroi.phone.dialogue import Dialogue, Settings
from beffroi.phone.events import Hang, Order, Say, Transfer
from beffroi.phone.town import Closure, DutyOfficer, Opening, Person, Service, Topic, Town
from beffroi.phone.understanding import Emergency, Guess, Mention, Understanding

PARIS = ZoneInfo("Europe/Paris")
TUESDAY = datetime(2026, 11, 24, 10, 0, tzinfo=PARIS)
NIGHT = datetime(2026, 11, 24, 23, 0, tzinfo=PARIS)
WEEK = (0, 1, 2, 3, 4)

TOWN = Town(
    name="Plaisir",
    agent_name="Optimus",
    switchboard="sip:standard@mairie",
    topics=(
        Topic(
            "passeport", "identite", "passeport", ("refaire mon passeport",), "Prenez rendez-vous.", "https://r.fr/p"
        ),
        Topic(
            "acte", "etat_civil", "acte de naissance", (), "Au guichet, {hours}, {place}, {number}.", service="accueil"
        ),
        Topic("permis", "urbanisme", "permis de construire", (), service="urbanisme", handling="transfer"),
        Topic("poubelle", "dechets", "poubelle", (), "Le lundi.", handling="answer"),
        Topic("fuite", "eau", "fuite d'eau", (), service="eau", handling="duty"),
        Topic("dossier", "social", "dossier social", (), "Jamais lu.", service="social", personal=True),
        Topic("trou", "voirie", "trou dans la rue", (), "C'est noté.", service="eau", handling="message"),
        Topic("personne", "agent", "une personne", (), handling="transfer"),
        *(Topic(f"sport{n}", "culture_sport", f"sport {n}", (), f"Réponse {n}.") for n in range(10)),
    ),
    services=(
        Service(
            "accueil",
            "Accueil",
            (Opening(WEEK, time(9), time(12)), Opening(WEEK, time(13, 30), time(17))),
            extension="sip:accueil@mairie",
            number="0130790000",
            place="2 place de la mairie",
        ),
        Service("urbanisme", "Urbanisme", (Opening((1, 3), time(9), time(12)),), extension="sip:urbanisme@mairie"),
        Service("eau", "Service de l'eau", extension="sip:eau@mairie", duty="eau"),
        Service("social", "Action sociale", extension="sip:social@mairie"),
    ),
    closures=(
        Closure(date(2026, 12, 24), date(2026, 12, 26), "fêtes", ""),
        Closure(date(2026, 12, 1), date(2026, 12, 1), "formation", "eau"),
    ),
    people=(Person("Mme Martin", "maire", "accueil", "sip:martin@mairie"),),
    duties=(
        DutyOfficer("eau", "sip:astreinte-eau@mairie", "astreinte de l'eau"),
        DutyOfficer("securite", "sip:securite@mairie"),
    ),
)
WORDS = {
    "passeport": "passeport",
    "naissance": "acte",
    "construire": "permis",
    "poubelle": "poubelle",
    "fuite": "fuite",
    "dossier": "dossier",
    "trou": "trou",
    "personne": "personne",
}


class Rules:
    """Understands a few words: a real `Understander` without any model. "peut être" makes it doubt between two."""

    def understand(self, text: str) -> Understanding:
        words = plain_words(text)
        topics = [TOWN.topic(WORDS[word]) for word in words if word in WORDS]
        guesses = tuple(
            Guess(topic.name, topic.intent, 0.9 / (place + 1)) for place, topic in enumerate(topics) if topic
        )
        alarm = self.alarm(text)
        mentions = (Mention("person", "Mme Martin", "martin"),) if "martin" in words else ()
        if "fume" in words:
            doubt = Emergency("feu", ("18", "112"), "fume")
            return Understanding(text, guesses, guesses, 0.9, 0.9, "ask", None, mentions, doubt)
        if alarm:
            return Understanding(text, guesses, guesses, 0.9, 0.9, "emergency", alarm, mentions)
        if mentions and not guesses:
            return Understanding(text, (Guess("personne", "agent", 0.9),), (), 0.9, 0.9, "person", None, mentions)
        if not guesses or "peut" in words:
            return Understanding(text, guesses, guesses, 0.4, 0.9 if guesses else 0.2, "ask", None, mentions)
        action = "person" if guesses[0].intent == "agent" else "answer"
        return Understanding(text, guesses, guesses, 0.9, 0.9, action, None, mentions)

    def alarm(self, partial: str) -> Emergency | None:
        return Emergency("feu", ("18", "112"), "au feu") if "au feu" in partial.lower() else None


class Clock:
    """A clock that the test moves."""

    def __init__(self, now: datetime = TUESDAY) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def wait(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


def call(
    *, at: datetime = TUESDAY, town: Town = TOWN, caller: str = "", settings: Settings | None = None
) -> tuple[Dialogue, Clock]:
    """Return a dialogue that has begun."""
    clock = Clock(at)
    dialogue = Dialogue(town=town, understander=Rules(), clock=clock, settings=settings)
    dialogue.begin(caller)
    return dialogue, clock


def text(orders: tuple[Order, ...]) -> str:
    """Return what is said."""
    return " ".join(order.text for order in orders if isinstance(order, Say))


def transfers(orders: tuple[Order, ...]) -> list[Transfer]:
    return [order for order in orders if isinstance(order, Transfer)]


def hangs(orders: tuple[Order, ...]) -> bool:
    return any(isinstance(order, Hang) for order in orders)
