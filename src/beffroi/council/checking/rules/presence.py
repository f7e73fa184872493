"""Quorum, notice, proxies, interested members."""

from __future__ import annotations

import re
from collections.abc import Iterator

from beffroi.council.checking.act import Act
from beffroi.council.checking.findings import Finding, finding
from beffroi.council.checking.reading.people import CIVILITY, PERSON, key, same_person
from beffroi.council.law.thresholds import least_residents, notice_rule
from beffroi.council.session.calling import clear_days
from beffroi.council.session.quorum import quorum_needed

_QUORUM = re.compile(
    r"quorum|nombre prescrit|majorité des membres en exercice|formant la majorité|"
    r"nombre suffisant|nombre légal|(?:peut|pouvant) (?:valablement |légalement )+délibérer|"
    r"délibérer valablement",
    re.IGNORECASE,
)
_NO_QUORUM = re.compile(r"quorum\s+(?:n'est|n'étant|n'a|n'était)\s+pas", re.IGNORECASE)
_STATED = re.compile(r"quorum\s*(?:\(|:|=|est de|fixé à|requis\s*:?)\s*(\d{1,3})", re.IGNORECASE)
_ROLE = (
    r"(?:vice-)?présidente?s?|trésori[eè]re?s?|trésorière|secrétaire général\w*|"
    r"membres? du (?:bureau|conseil d'administration)|gérante?s?|propriétaires?|dirigeante?s?|"
    r"directeur|directrice|associée?s?|salariée?s?|époux|épouse|conjointe?|frère|sœur|fils|"
    r"fille|père|mère|beau-frère|intéressée?s?|actionnaires?|administrat\w+|exploitant\w*"
)
_THING = (
    r"(?:association|société|coopérative|club|comité(?! syndical| de)|entreprise|SCI|SARL|SAS|"
    r"EURL|EARL|GAEC|parcelle|terrain|bien\b|immeuble|bénéficiaire|attributaire|cabinet|"
    r"amicale|fondation|établissement|demandeur|vendeur|acquéreur|exploitation|union sportive|"
    r"compagnie|garage|affaire)"
)
_INTEREST = re.compile(
    rf"(?P<who>{PERSON}|"
    rf"[A-ZÉ][\w-]+ [A-ZÉ]{{2}}[\w-]+)[^.\n;]{{0,40}}?\b(?:{_ROLE})\b[^.\n;]{{0,60}}?\b{_THING}[^\n.;]*",
    re.DOTALL,
)
_NOT_INTEREST = re.compile(
    r"sous la présidence|président de (?:séance|la séance|la communauté|la commission)|convention entre|représentant",
    re.IGNORECASE,
)
_VOTES = re.compile(
    r"(?<!pas )(?:\bprend part|\bpris part|\bprennent part|\bparticipe|\ba participé|"
    r"\bvote (?:pour|la|favorablement)|\ba voté)\b",
    re.IGNORECASE,
)


def check_presence(act: Act) -> Iterator[Finding]:
    """Yield what is wrong with quorum, notice, proxies and interested members."""
    yield from _quorum(act)
    yield from _notice(act)
    yield from _proxies(act)
    yield from _interested(act)


def _quorum(act: Act) -> Iterator[Finding]:
    if act.second_call:
        return
    refused = _NO_QUORUM.search(act.text)
    if refused:
        yield finding("quorum_not_met", "blocking", act.line_at(refused.start()))
    elif act.in_office and act.present and act.present < quorum_needed(act.in_office):
        told = f"{act.present} présents pour {act.in_office} membres en exercice"
        certain = "present" in act.counts
        yield finding("quorum_not_met", "blocking" if certain else "warning", _line_of(act, "présents?") or told)
    if not _QUORUM.search(act.text):
        yield finding("quorum_missing", "advice" if act.stamped else "warning")
    stated = _STATED.search(act.text)
    if stated and act.in_office and int(stated[1]) < quorum_needed(act.in_office):
        yield finding(
            "quorum_not_met",
            "warning",
            act.line_at(stated.start()),
            remedy="Le quorum annoncé est inférieur à la majorité des membres en exercice : corrigez-le.",
        )


def _line_of(act: Act, label: str) -> str:
    match = re.search(label, act.text, re.IGNORECASE)
    return act.line_at(match.start()) if match else ""


def _notice(act: Act) -> Iterator[Finding]:
    if act.called is None or act.called.day is None or act.session is None or act.called.day > act.session:
        return
    residents = (
        act.residents
        if act.residents is not None
        else least_residents(act.in_office or 0)
        if act.body == "commune"
        else act.residents
    )
    rule = notice_rule(act.body, residents=residents, on=act.session)
    given = clear_days(act.called.day, act.session)
    if act.second_call:
        if given < 3:
            yield finding("notice_too_short", "warning", act.line_at(act.called.start), article="CGCT, L. 2121-17")
    elif given < (rule.emergency if act.emergency else rule.clear_days):
        told = (
            f"{given} jours francs au lieu de {rule.clear_days} : vérifiez les dates, l'urgence, ou "
            f"convoquez de nouveau."
        )
        yield finding(
            "notice_too_short", "blocking", act.line_at(act.called.start), article=f"CGCT, {rule.article}", remedy=told
        )


def _proxies(act: Act) -> Iterator[Finding]:
    seen: list[tuple[str, str]] = []
    for proxy in act.proxies:
        other = next((quote for holder, quote in seen if same_person(holder, proxy.holder)), None)
        if other is not None:
            yield finding("two_proxies", "blocking", f"{other} ; {proxy.quote}")
        seen.append((proxy.holder, proxy.quote))
        if proxy.giver and any(key(name) == key(proxy.giver) for name in act.names):
            yield finding(
                "two_proxies",
                "advice",
                proxy.quote,
                remedy="Ce membre est présent : son pouvoir ne compte pas tant qu'il est là.",
            )
    two = re.search(
        r"(?:porteur|détenteur|titulaire|dispose|muni)\w*\s+(?:de|d')\s*(?:deux|trois|2|3)\s+(?:pouvoirs|procurations)",
        act.text,
        re.IGNORECASE,
    )
    if two:
        yield finding("two_proxies", "blocking", act.line_at(two.start()))


def _interested(act: Act) -> Iterator[Finding]:
    for match in _INTEREST.finditer(act.text):
        who, line = match["who"], act.line_at(match.start())
        if _NOT_INTEREST.search(match[0]) or not _member(act, who) or _external(act, match):
            continue
        near = act.text[match.start() : match.end() + 250]
        gone = any(_about(sentence, who, near) for sentence in act.withdrawn)
        votes_all_the_same = _VOTES.search(line) and not any(sentence in line for sentence in act.withdrawn)
        if votes_all_the_same or not gone:
            yield finding("interested_member_votes", "blocking" if votes_all_the_same else "warning", line)
            return
    yield from _counted_all_the_same(act)
    yield from _beneficiary(act)


def _about(sentence: str, who: str, near: str) -> bool:
    """Does a sentence say of this person that he withdrew: by name, or just after him, or as « l'intéressé »?"""
    names = re.findall(rf"{PERSON}|[A-ZÉ][\w-]+ [A-ZÉ]{{2}}[\w-]+", sentence)
    return any(same_person(name, who) for name in names) or "intéressé" in sentence or (not names and sentence in near)


def _member(act: Act, who: str) -> bool:
    """Is a person of the act a member: listed present, named in office, or no list is given?"""
    if act.names:
        return any(same_person(name, who) for name in act.names)
    return True


def _external(act: Act, match: re.Match[str]) -> bool:
    """Is this the title of a partner who signs or asks, and not a member of the council?"""
    before = act.text[max(0, match.start() - 60) : match.start()]
    return not act.names and bool(
        re.search(
            r"représentée? par|auprès de|candidat|signée? (?:par|avec)|adressée? par|courrier|lettre",
            before,
            re.IGNORECASE,
        )
    )


def _counted_all_the_same(act: Act) -> Iterator[Finding]:
    """Yield a finding where a member listed present withdrew and the voices count him all the same."""
    gone = [sentence for sentence in act.withdrawn if re.search(rf"{CIVILITY}\s", sentence)]
    if not gone or "present" not in act.counts or not act.votes:
        return
    away = [
        name for name in act.names if any(_about(sentence, name, "") and key(name) & key(sentence) for sentence in gone)
    ]
    whole = act.counts["present"] + act.counts.get("proxies", len(act.proxies))
    if away and act.votes[-1].total >= whole:
        yield finding("interested_member_votes", "warning", act.votes[-1].quote)


def _beneficiary(act: Act) -> Iterator[Finding]:
    """Yield a finding where a present member is the buyer, the seller or the tenant."""
    deal = r"(?:cession|vente|vendre|céder|bail|louer|location|acquisition|acquérir|attribu\w+|échange)"
    for name in act.names:
        pattern = (
            rf"{deal}[^.\n;]{{0,120}}(?:\bà|\bde|auprès de|avec|"
            rf"au profit de)\s+{CIVILITY}\s+(?:et\s+{CIVILITY}\s+)?{re.escape(name)}"
        )
        match = re.search(pattern, act.parts.operative + "\n" + act.parts.object, re.IGNORECASE)
        if match and len(key(name)) > 1 and not act.withdrawn:
            yield finding("interested_member_votes", "warning", match[0])
