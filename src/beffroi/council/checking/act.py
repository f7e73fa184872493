"""An act read into a value: what it says of the session, of the vote, and its parts."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from beffroi.council.checking.reading.counts import VoteRead, members, votes
from beffroi.council.checking.reading.days import Day, days
from beffroi.council.checking.reading.parts import Parts, cut_parts
from beffroi.council.checking.reading.people import GivenProxy, present_names, proxies
from beffroi.council.checking.reading.words import even, fold
from beffroi.council.law.tables import Body

_SESSION = re.compile(
    r"(?:séance|réunion|session|conseil (?:municipal|communautaire|départemental|"
    r"de communauté|métropolitain)|comité syndical|délibération)"
    r"(?:\s+(?:ordinaire|extraordinaire|publique|du conseil (?:municipal|communautaire|"
    r"départemental)))*\s*(?:du|[-–—]|:)?\s*(?:le\s+)?$",
    re.IGNORECASE,
)
_HELD = re.compile(
    r"(?:réuni|assemblé|l'an\s[\w\s-]{6,60}?),?[^.]{0,140}?\ble\s*$|"
    r"l'an\s[\w\s-]{6,60},?\s*(?:et\s+)?le\s*$|(?:^|\n)\s*le\s*$",
    re.IGNORECASE,
)
_OTHER = re.compile(
    r"procès[- ]verbal|compte[- ]rendu|précédente|dernière|première convocation|convo|affich|"
    r"demande|avis|modifi|fixant|fixé",
    re.IGNORECASE,
)
_CALLED = re.compile(r"(?:convocations?|convoqu[ée]+e?s?)\b", re.IGNORECASE)
_STAMP = re.compile(
    r"accusé de réception|reçu (?:en|à la) (?:sous-)?préfecture|réception en préfecture|"
    r"envoi préfecture|transmis(?:e)? (?:en|à la) (?:sous-)?préfecture le \d|AR préfecture",
    re.IGNORECASE,
)
SECRET = re.compile(
    r"scrutins? secrets?|bulletins? secrets?|votes? secrets?|vote à bulletin|bulletins trouvés|dans l'urne",
    re.IGNORECASE,
)
_NOT_SECRET = re.compile(
    r"(?:ne pas|renonc|sans|dispens|sauf|hormis|excepté|à défaut|non secret|n'a (?:été )?(?:pas|point))[^.;\n]{0,80}$",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Act:
    """What an act says; None or empty where it does not say it."""

    text: str
    parts: Parts
    body: Body
    counts: dict[str, int]
    names: tuple[str, ...]
    proxies: tuple[GivenProxy, ...]
    votes: tuple[VoteRead, ...]
    days: tuple[Day, ...]
    session: date | None
    session_days: tuple[Day, ...]
    called: Day | None
    residents: int | None
    stamped: bool
    members: int | None = None

    @property
    def in_office(self) -> int | None:
        """Members in office, as told on the command line or by the act."""
        return self.members or self.counts.get("in_office")

    @property
    def present(self) -> int | None:
        """Members present by the figure, else by the names listed."""
        return self.counts.get("present") or (len(self.names) or None)

    @property
    def emergency(self) -> bool:
        """Was the council called in an emergency?"""
        return bool(
            re.search(
                r"convoqu[^.\n]{0,40}urgence|urgence[^.\n]{0,60}convo|2121-11[^.\n]{0,30}urgence|abrég",
                self.text,
                re.IGNORECASE,
            )
        )

    @property
    def second_call(self) -> bool:
        """Was the council called again after a session without quorum?"""
        return bool(
            re.search(
                r"(?:seconde|deuxième|nouvelle|2e|2ème) convocation|de nouveau convoqué|convoqué (?:à|"
                r"de) nouveau|sans condition de quorum",
                self.text,
                re.IGNORECASE,
            )
        )

    @property
    def secret(self) -> str:
        """Return the words that say the ballot was secret, "" where none do."""
        for match in SECRET.finditer(self.text):
            line = self.text[max(0, match.start() - 110) : match.start()]
            if not _NOT_SECRET.search(line):
                return self.line_at(match.start())
        return ""

    @property
    def public(self) -> str:
        """Return the words that say the vote was public, "" where none do."""
        match = re.search(
            r"main levée|mains levées|vote public|scrutin public|scrutin ordinaire|vote à haute voix",
            self.text,
            re.IGNORECASE,
        )
        return self.line_at(match.start()) if match else ""

    @property
    def withdrawn(self) -> tuple[str, ...]:
        """Return the sentences that say somebody took no part in the vote."""
        pattern = (
            r"[^.\n;]*(?:n[e']\s?(?:\w+ )?(?:prend|prennent|prit|participe|ayant (?:pas )?pris|"
            r"a (?:pas )?pris|ont (?:pas )?pris|ayant (?:pas )?participé|a pas participé|"
            r"prenant)[^.\n;]{0,50}(?:vote|délibér|débat|part)"
            r"|(?:quitt\w*|sort\w*|sorti\w*|retir\w+)[^.\n;]{0,40}(?:salle|séance|vote|discussion|"
            r"débat)|s'(?:est|étant|étaient|sont) (?:retiré|abstenu de prendre part)|se (?:retire|"
            r"déporte)|NPPV|déport)[^.\n;]*"
        )
        return tuple(match[0].strip() for match in re.finditer(pattern, self.text, re.IGNORECASE))

    def line_at(self, place: int) -> str:
        """Return the line of the text at a place."""
        start = self.text.rfind("\n", 0, place) + 1
        end = self.text.find("\n", place)
        return self.text[start : end if end >= 0 else len(self.text)].strip()[:300]


def read_act(text: str, *, population: int | None = None, members_in_office: int | None = None) -> Act:
    """Read an act; population and members told from outside win over what it says."""
    text = even(text)
    parts = cut_parts(text)
    found = tuple(days(text))
    called = _called(text, found)
    sessions = _sessions(text, parts, found, called)
    head = text.split(parts.operative)[0] if parts.operative else text
    return Act(
        text=text,
        parts=parts,
        body=_body(text),
        counts=members(head if members(head) else text),
        names=present_names(text),
        proxies=proxies(head),
        votes=tuple(votes(text)),
        days=found,
        session=sessions[0].day if sessions else None,
        session_days=sessions,
        called=called,
        residents=population if population is not None else _residents(text),
        stamped=bool(_STAMP.search(text)),
        members=members_in_office,
    )


def _body(text: str) -> Body:
    folded = fold(text)
    marks: dict[Body, str] = {
        "commune": r"conseil municipal|commune de|ville de|mairie",
        "epci": (
            r"conseil communautaire|conseil de communaute|conseil metropolitain|comite syndical|"
            r"communaute (?:de communes|d'agglomeration|urbaine)|syndicat (?:intercommunal|mixte)"
        ),
        "department": r"conseil departemental|conseillers departementaux|commission permanente du departement",
    }
    head = folded[:900]
    scores = {
        body: 3 * len(re.findall(pattern, head)) + len(re.findall(pattern, folded)) for body, pattern in marks.items()
    }
    return max(scores, key=lambda body: scores[body])


def _residents(text: str) -> int | None:
    match = re.search(r"(\d{1,3}(?:[ .]\d{3})+|\d{2,7})\s+habitants(?!\s+de la)", text)
    less = match and re.search(r"(?:moins|plus) de\s*$", text[max(0, match.start() - 12) : match.start()])
    return int(re.sub(r"[ .]", "", match[1])) if match and not less else None


def _called(text: str, found: tuple[Day, ...]) -> Day | None:
    """Return the date of the notice: the last where the council was called again."""
    dated = []
    for match in _CALLED.finditer(text):
        after = next((day for day in found if 0 <= day.start - match.end() < 90), None)
        if (
            after
            and "." not in re.sub(r"\bM\.", "", text[match.end() : after.start])
            and "séance" not in text[match.end() : after.start].lower()
        ):
            dated.append(after)
    if not dated:
        return None
    again = re.search(r"nouveau|seconde convocation|deuxième convocation", text, re.IGNORECASE)
    return dated[-1] if again else dated[0]


def _sessions(text: str, parts: Parts, found: tuple[Day, ...], called: Day | None) -> tuple[Day, ...]:
    """Return the dates said to be that of the session, in the head of the act."""
    limit = len(parts.head)
    held = []
    for day in found:
        before = text[max(0, day.start - 170) : day.start]
        line = before.rsplit("\n", 1)[-1]
        if day.start >= limit or day == called or _OTHER.search(re.split(r"réuni|assemblé", line)[-1]):
            continue
        if (
            _SESSION.search(before)
            or _HELD.search(before)
            or (not line.strip() and re.match(r"[^\n]{0,16}(?:\n|$)", text[day.end :]))
        ):
            held.append(day)
    return tuple(held)
