"""Votes: sums, majorities, unanimity, secret ballots, casting vote."""

from __future__ import annotations

import re
from collections.abc import Iterator

from beffroi.council.checking.act import Act
from beffroi.council.checking.findings import Finding, finding
from beffroi.council.checking.reading.counts import VoteRead
from beffroi.council.checking.reading.words import NUMBER, number_of
from beffroi.council.session.appointing import absolute_majority
from beffroi.council.session.voting import Vote, vote_result

_CASTING = re.compile(r"(?:voix|vote)[^.;\n]{0,60}prépondéran\w+|prépondéran\w+[^.;\n]{0,30}voix", re.IGNORECASE)
_CASTING_EXCUSED = re.compile(
    r"n'est pas prépondérante|n'a pas voix|sauf[^.;\n]{0,40}secret|hors[^.;\n]{0,20}secret", re.IGNORECASE
)
_ADOPTED = re.compile(r"\badopt[ée]e?s?\b|\bADOPT|approuv[ée]|\bapprouve\b|\bdécide\b|est acceptée", re.IGNORECASE)
_REJECTED = re.compile(r"rejet|n'est pas adopt|repouss|n'adopte pas|refuse", re.IGNORECASE)
_ASKED = re.compile(
    r"tiers[^.\n;]{0,60}(?:réclam|demand)[^.\n;]{0,60}secret|demande[^.\n;]{0,30}tiers[^.\n;]{0,80}secret|"
    r"secret[^.\n;]{0,60}(?:réclam|demand)\w*[^.\n;]{0,40}tiers",
    re.IGNORECASE,
)
_APPOINTMENT = re.compile(
    r"\bdésign\w+|\bélection d|\bélire\b|\bélit\b|\bnomination\w*|\bsont élus|\best élue?\b|"
    r"\bproclam\w+|\bconstitution de la commission",
    re.IGNORECASE,
)
_PERSONS = re.compile(
    r"représentant|délégué|membre|adjoint|vice-président|président\b|titulaire|suppléant|"
    r"\bmaire\b|correspondant|référent|commission|conseil d'administration",
    re.IGNORECASE,
)
_MAYOR = re.compile(r"élection (?:du|de la|des|d'un|d'une|de)\s*(?:\w+\s+)?(?:maire|adjoint)", re.IGNORECASE)
_WAIVED = re.compile(
    r"(?:ne pas (?:procéder|recourir|voter)|renonc\w+|dispens\w+|"
    r"de procéder[^.;\n]{0,40}main levée|voter à main levée|"
    r"vote à main levée[^.;\n]{0,60}unanimité)[^.;\n]{0,120}",
    re.IGNORECASE,
)
_SINGLE = re.compile(
    r"(?:une )?(?:seule|unique) (?:candidature|liste|candidat)|candidat unique|liste unique|"
    r"nominations? (?:prennent|prend) effet immédiatement|un seul candidat",
    re.IGNORECASE,
)


def check_ballots(act: Act) -> Iterator[Finding]:
    """Yield what is wrong with the votes of an act."""
    yield from _attendance(act)
    for vote in act.votes:
        yield from _sums(act, vote)
        yield from _outcome(act, vote)
    yield from _unanimity(act)
    yield from _secret_counts(act)
    yield from _casting(act)
    yield from _secrecy(act)


def _given_proxies(act: Act) -> int | None:
    if "proxies" in act.counts:
        return act.counts["proxies"]
    if act.proxies:
        return len(act.proxies)
    return 0 if not re.search(r"pouvoir|procuration|représentée?s?\b", act.parts.head, re.IGNORECASE) else None


def _attendance(act: Act) -> Iterator[Finding]:
    """Yield a finding where voters are not those present and their proxies."""
    present, voters, proxies = act.counts.get("present"), act.counts.get("voters"), _given_proxies(act)
    if present and act.in_office and present > act.in_office:
        yield finding("vote_arithmetic", "blocking", f"{present} présents pour {act.in_office} membres en exercice")
    if not present or not voters or proxies is None:
        return
    away = _away(act)
    if not present + proxies - away <= voters <= present + proxies:
        told = f"{present} présents, {proxies} pouvoirs, {voters} votants"
        yield finding("vote_arithmetic", "blocking" if voters > present + proxies else "warning", told)


def _away(act: Act) -> int:
    """How many took no part, at least one for each sentence that says so."""
    counted = re.findall(
        rf"(?:NPPV|pas (?:pris )?part au vote|pas participé au vote)\s*[:=(]\s*({NUMBER})", act.text, re.IGNORECASE
    )
    numbers = [number_of(text) or 0 for text in counted]
    return max([*numbers, len(act.withdrawn)])


def _expected(act: Act) -> tuple[int | None, int]:
    """Return how many voices may be counted, and how many may be missing because somebody withdrew."""
    present, proxies = act.counts.get("present"), _given_proxies(act)
    voters = act.counts.get("voters")
    if voters is None and present is None and act.names and (act.proxies or proxies == 0):
        present = len(act.names)
    if voters is not None:
        return voters, _away(act)
    if present is not None and proxies is not None:
        return present + proxies, _away(act)
    return None, 0


def _sums(act: Act, vote: VoteRead) -> Iterator[Finding]:
    expected, away = _expected(act)
    if act.in_office and vote.total > act.in_office:
        yield finding("too_many_voices", "blocking", vote.quote)
    if "cast" in act.counts and expected is None and vote.in_favour is not None:
        expected, away = act.counts["cast"] + (vote.abstain or 0) + (vote.null or 0), 0
    if expected is None:
        return
    if vote.total > expected:
        yield finding("too_many_voices", "blocking", vote.quote)
        yield finding(
            "vote_arithmetic",
            "blocking",
            vote.quote,
            remedy=f"{vote.total} voix comptées pour {expected} votants : recomptez.",
        )
    elif vote.total < expected - away and vote.in_favour is not None and not _partial(act, vote):
        yield finding(
            "vote_arithmetic",
            "blocking",
            vote.quote,
            remedy=f"{vote.total} voix comptées pour {expected} votants : recomptez.",
        )


def _partial(act: Act, vote: VoteRead) -> bool:
    """Is this a count by name or for one candidate, which need not sum up all voices?"""
    return bool(act.secret) and vote.against is None and vote.abstain is None


def _outcome(act: Act, vote: VoteRead) -> Iterator[Finding]:
    around = act.text[max(0, vote.start - 250) : vote.end + 250]
    if vote.in_favour is None or vote.against is None:
        return
    said = re.search(r"unanimité", act.text[max(0, vote.start - 130) : vote.end + 90], re.IGNORECASE)
    of_another = re.search(r"unanimité[^.\n;]{0,60}(?:main levée|secret|urgence)", around, re.IGNORECASE)
    if vote.against and said and of_another is None:
        told = "Des voix contre excluent l'unanimité : corrigez le résultat."
        yield finding("vote_arithmetic", "blocking", vote.quote, remedy=told)
    if vote.in_favour <= vote.against and not _CASTING.search(act.text) and not _REJECTED.search(around):
        chairless = vote_result(Vote(vote.in_favour, vote.against, vote.abstain or 0, vote.null or 0))
        if chairless == "rejected" and _ADOPTED.search(act.text):
            yield finding(
                "vote_arithmetic",
                "blocking",
                vote.quote,
                remedy="La majorité des suffrages exprimés n'est pas atteinte : la proposition est rejetée.",
            )


def _unanimity(act: Act) -> Iterator[Finding]:
    for vote in act.votes:
        if not vote.abstain:
            continue
        around = act.text[max(0, vote.start - 130) : vote.end + 130]
        if len(act.votes) == 1 and not re.search(r"unanimité", around, re.IGNORECASE):
            around = act.text[max(act.parts.operative_start - 400, 0) :]
        said = re.search(
            r"unanimité(?:\s+(?:de\s+s?es|des|de\s+l'ensemble\s+des|du)\s+\w+(?:\s+\w+){0,4})?", around, re.IGNORECASE
        )
        if said is None or re.search(
            r"exprim|scrutin secret|urgence", around[said.start() : said.end() + 60], re.IGNORECASE
        ):
            continue
        of_members = re.search(r"membres|présents|votants|conseillers|conseil", said[0], re.IGNORECASE)
        grave = "warning" if of_members or not act.stamped else "advice"
        yield finding("unanimity_with_abstention", grave, f"{said[0]} : {vote.quote}")  # type: ignore[arg-type]
        return


def _secret_counts(act: Act) -> Iterator[Finding]:
    """Yield what does not sum up in the counts of a secret ballot."""
    if not act.secret:
        return
    found = {name: _labelled(act.text, label) for name, label in _LABELS.items()}
    ballots, cast, needed = found["ballots"], found["cast"], found["majority"]
    void = [value for value in (found["blank"], found["null"]) if value is not None]
    if ballots is not None and cast is not None and void and ballots - sum(void) != cast:
        yield finding(
            "vote_arithmetic", "blocking", f"{ballots} bulletins, {sum(void)} blancs ou nuls, {cast} suffrages exprimés"
        )
    if cast is not None and needed is not None and needed != absolute_majority(cast):
        yield finding(
            "vote_arithmetic",
            "blocking",
            f"Majorité absolue : {needed}",
            remedy=f"La majorité absolue de {cast} suffrages est {absolute_majority(cast)}.",
        )
    yield from _candidates(act, cast)


_LABELS = {
    "ballots": (
        r"bulletins?(?! (?:blancs?|nuls?))(?: (?:trouvés|déposés|recueillis|dans l'urne|"
        r"dépouillés))*(?: dans l'urne)?"
    ),
    "blank": r"(?:bulletins |votes )?blancs?(?: (?:et|ou) nuls?)?",
    "null": r"(?<!et )(?<!ou )(?:bulletins |votes )?nuls?(?: (?:et|ou) blancs?)?",
    "cast": r"suffrages (?:valablement )?exprimés",
    "majority": r"majorité absolue(?: requise)?",
}


def _labelled(text: str, label: str) -> int | None:
    match = re.search(rf"{label}\s*[:=]?\s*(?P<n>{NUMBER})", text, re.IGNORECASE)
    return number_of(match["n"]) if match else None


def _candidates(act: Act, cast: int | None) -> Iterator[Finding]:
    listed = re.findall(
        r"(?:M\.|Mme|Mlle|Monsieur|Madame|[Ll]iste)\s[^:\n;,]{2,45}?\s*[:,]\s*(\d{1,3})\s+(?:voix|suffrages|votes)",
        act.text,
    )
    if cast is not None and listed and sum(map(int, listed)) > cast and len(listed) <= 6:
        yield finding("too_many_voices", "blocking", f"{' + '.join(listed)} voix pour {cast} suffrages exprimés")
        yield finding("vote_arithmetic", "blocking", f"{' + '.join(listed)} voix pour {cast} suffrages exprimés")
    elif cast is not None and listed and sum(map(int, listed)) < cast and "tour" not in act.text.lower():
        yield finding("vote_arithmetic", "warning", f"{' + '.join(listed)} voix pour {cast} suffrages exprimés")


def _casting(act: Act) -> Iterator[Finding]:
    match = _CASTING.search(act.text)
    if match and act.secret and not _CASTING_EXCUSED.search(act.line_at(match.start())):
        yield finding("casting_vote_in_secret", "blocking", act.line_at(match.start()))


def _secrecy(act: Act) -> Iterator[Finding]:
    asked = _ASKED.search(act.text)
    if asked and act.public:
        yield finding("secret_ballot_missing", "blocking", act.line_at(asked.start()))
        return
    subject = f"{act.parts.object}\n{act.parts.operative}"
    appointment = re.search(r"secrétaire de séance", act.parts.object, re.IGNORECASE) is None and any(
        _PERSONS.search(subject[match.start() : match.start() + 140]) for match in _APPOINTMENT.finditer(subject)
    )
    if not appointment or (act.secret and not (act.public and not re.search(r"secret", act.secret, re.IGNORECASE))):
        return
    elected = _MAYOR.search(subject)
    if not elected and (_waived(act) or _SINGLE.search(act.text)):
        return
    grave = "blocking" if act.public else "advice" if act.stamped else "warning"
    yield finding("secret_ballot_missing", grave, act.public or act.parts.object)  # type: ignore[arg-type]


def _waived(act: Act) -> bool:
    """Does the act say that the council gave up the secret ballot, unanimously?"""
    needed = (r"unanim", r"secret", r"décid|accept|renonc|accord|propos|unanimement|opte|choisi")
    arounds = (act.text[max(0, match.start() - 160) : match.end() + 160] for match in _WAIVED.finditer(act.text))
    return any(all(re.search(word, around, re.IGNORECASE) for word in needed) for around in arounds)
