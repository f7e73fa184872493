"""The parts of an act: head, object, visas, recitals, operative part, what follows it."""

from __future__ import annotations

import re
from dataclasses import dataclass

_VISA = re.compile(
    r"(?:^|\n)[ \t]*(?:[-–•]\s*)?(?:VU|Vu|VUE|Vus)\b(?! (?:pour|et) (?:être )?(?:affich|publi|certifi|accord))"
    r"[^\n]*(?:\n(?![ \t]*(?:VU|Vu|CONSID|Consid)\b)[ \t]+[^\n]+)*"
)
_RECITAL = re.compile(r"(?:^|\n)[ \t]*(?:[-–•]\s*)?(?:CONSID[ÉE]RANT|Considérant|Considerant|Attendu|ATTENDU)\b[^\n]*")
_OBJECT = re.compile(
    r"(?:^|\n)[ \t]*(?:OBJET|Objet|"
    r"OBJECT)\s*(?:de la délibération)?\s*[:=–-]\s*(?P<object>[^\n]+(?:\n(?=[a-zéèà])[^\n]+)?)"
)
_NUMBERED = re.compile(
    r"(?:^|\n)[ \t]*(?:(?:DÉLIBÉRATION|Délibération|Deliberation|DELIBERATION|DCM|Affaire|"
    r"AFFAIRE|Rapport)\s*)?(?:n\s?[°ºo]\s*|N\s?[°ºo]\s*)?"
    r"(?=[\w./-]*\d)[A-Z]{0,4}[-_ ]?\d[\w./-]*\s*(?:[-–—:]|\.\s|\s)\s*(?P<object>[A-ZÉÈÀÂÎÔ][^\n]{12,})"
)
_TITLE = re.compile(r"(?:^|\n)[ \t]*(?P<object>[A-ZÉÈÀ][^\n:]{14,140})(?=\n)")
_NOT_TITLE = re.compile(
    r"^\s*(?:commune|mairie|ville de|département|communauté|syndicat|direction|république|"
    r"liberté|rapport(?:eur|euse)?\s*[:n]|conseil (?:municipal|communautaire|départemental|"
    r"de communauté)\b(?! des)|projet de d|"
    r"délibération (?:du|n|de)|extrait|registre|m\.|mme|monsieur|madame|le maire|la maire)"
    r"|registre|convocation|séance|réunion|habitants|présents?\b|en exercice|exercice :|"
    r"pouvoirs?\b|membres :|secrétaire|quorum|présidence|accusé|préfecture|absents?\b",
    re.IGNORECASE,
)
APPEAL = re.compile(
    r"recours|tribunal administratif|telerecours|télérecours|contest|contentieux|déférée?|juridiction administrative",
    re.IGNORECASE,
)
SIGNATURE = re.compile(
    r"(?:^|\n)[^\n.;]{0,60}\b(?:maire|président(?:e)?(?: de (?:séance|la séance|"
    r"la communauté[^\n]{0,40}))?(?: du conseil[^\n]{0,30})?|"
    r"secrétaire(?: de (?:la )?séance)?)\b[^\n;]{0,60}(?:\n|$)",
    re.IGNORECASE,
)
_VERBS = (
    "décid|approuv|autoris|adopt|fix|attribu|accord|donn|émet|emet|prescri|arrêt|arret|désign|design|proclam|éli[trs]|prononc|valid|accept|sollicit|"
    "cré[e]|charg|instaur|institu|précis|engag|mandat|confi|ratifi|rejett|refus|délègu|délégu|modifi|supprim|renonc|retir|abrog|nomm|habilit|acqui|"
    "cèd|céd|constat|appliqu|inscri|vers|octro|alloue|allou|recrut|interdi|délivr|affect|remerci|fait "
    "|classe|déclass|dénomm|prélèv|impute|imput|ouvr|indiqu|dit\\b|di[ts] |vote "
    "(?:le|la|les|un)|"
    "conclu|reconduit|renouvell|lance|maintien|majore|exonèr|garanti|sign|transf|mett|met "
    "|revalor|révis|demand|propos|adhèr|adhér|soutien|soutenir|affirm|prend|prendre"
)
_BARE = str.maketrans("àâäéèêëîïôöùûüçÀÂÄÉÈÊËÎÏÔÖÙÛÜÇ", "aaaeeeeiioouuucAAAEEEEIIOOUUUC")
_OPERATIVE = (  # sought in a text without accents: « DECIDE », « EMET »
    rf"(?:^|\n)[ \t]*(?:(?:[-–•*>]|\d+[°.)/]+|[a-z]\)|art(?:icle|\.)\s*(?:\d+(?:er)?|unique|"
    rf"premier)\s*[-–:.]*)\s*)*(?:de\s+|d'|le conseil[^\n,;:]{{0,40}}[,\s]+|"
    rf"l'assemblée\s+)?(?:s'|se |en )?(?:{_VERBS})\w*"
    rf"|(?:conseil(?: (?:municipal|communautaire|départemental|de communauté|syndical))?|"
    rf"assemblée|comité(?: syndical)?)\b(?:,[^\n:]{{0,200}}?,)?[^\n.;:,]{{0,120}}?\s(?:s'|se |"
    rf"en )?(?:{_VERBS})\w*"
    r"|prend(?:re)? (?:bonne )?acte|\best proclamé|\bsont élus|\bsont désignés|\ba été élu|"
    r"\best élue?\b|\bont été élus|le conseil adopte"
)
OPERATIVE = re.compile(_OPERATIVE.translate(_BARE), re.IGNORECASE)
_NO_DECISION = re.compile(r"secrétaire|quorum|convo|ouvre la séance|excusé|pouvoir à|procuration", re.IGNORECASE)


@dataclass(frozen=True)
class Parts:
    """The parts of an act, by their text; is the object sure (``titled``); where the operative part starts and
    ends in the whole.
    """

    head: str
    object: str
    titled: bool
    visas: tuple[str, ...]
    recitals: tuple[str, ...]
    before: str
    operative: str
    operative_start: int
    tail: str


def cut_parts(text: str) -> Parts:
    """Cut an act: head up to the first visa, operative part from its first verb after the recitals, then the tail."""
    visas = list(_VISA.finditer(text))
    recitals = list(_RECITAL.finditer(text))
    marks = [*visas, *recitals]
    first = min((match.start() for match in marks), default=min(len(text), 1500))
    last = max((match.end() for match in marks), default=0)
    start, end = _operative(text, last)
    told, sure = _object(text[:first] if marks else text[:2500])
    return Parts(
        head=text[:first],
        object=told,
        titled=sure,
        visas=tuple(match[0].strip() for match in visas),
        recitals=tuple(match[0].strip() for match in recitals),
        before=text[:start] if start >= 0 else text,
        operative=text[start:end] if start >= 0 else "",
        operative_start=start,
        tail=text[end:] if start >= 0 else text[last:],
    )


def _operative(text: str, after: int) -> tuple[int, int]:
    """Return from where to where the operative part stands after a place, (-1, -1) where there is none."""
    end = _tail_start(text, after)
    after = max(after, _deliberated(text, after, end))
    for match in OPERATIVE.finditer(text.translate(_BARE), max(after - 1, 0), end):
        line_end = text.find("\n", match.end())
        line = text[match.start() : line_end if line_end >= 0 else len(text)]
        if not _NO_DECISION.search(line) and not re.search(r"\bvotes? ?:", line, re.IGNORECASE):
            return match.start(), end
    return -1, -1


def _deliberated(text: str, after: int, end: int) -> int:
    """Return where « après en avoir délibéré » starts when there are no visas before, to pass what is only told."""
    if after:
        return after
    found = re.search(
        r"après (?:en )?avoir délibéré|il (?:vous |en )?est (?:donc |en conséquence )?proposé",
        text[:end],
        re.IGNORECASE,
    )
    return found.start() if found else 0


def _tail_start(text: str, after: int) -> int:
    """Return where appeals and signatures begin."""
    places = [len(text)]
    for match in APPEAL.finditer(text, after):
        line = text.rfind("\n", 0, match.start()) + 1
        if (
            not re.match(r"\s*(?:vu|considérant|[-–•]|\d+[°.)])", text[line : match.start()] or " ", re.IGNORECASE)
            or line == 0
        ):
            places.append(line)
            break
    signs = re.search(
        r"\n[^\n]{0,12}(?:pour (?:extrait|copie|expédition)|fait (?:à|et délibéré)|ainsi fait|"
        r"(?:le|la) (?:maire|président|présidente)\s*[,:]?\s*(?:\n|\s{3,}|"
        r"(?-i:[A-Z][\w.-]*\.? [A-Z])))",
        text[after:],
        re.IGNORECASE,
    )
    if signs:
        places.append(after + signs.start())
    return min(places)


def _object(head: str) -> tuple[str, bool]:
    """Return the object of an act, and whether it is sure: after « Objet », after its number, or its title in
    capitals.
    """
    for pattern in (_OBJECT, _NUMBERED):
        for match in pattern.finditer(head):
            if pattern is _OBJECT or not _NOT_TITLE.search(match["object"]):
                return re.sub(r"\s+", " ", match["object"]).strip(" .*"), True
    for match in _TITLE.finditer(head):
        told = match["object"].strip(" .*")
        if (
            not _NOT_TITLE.search(told)
            and not re.match(r"l'an |le \d|vu |acte |envoi |service", told, re.IGNORECASE)
            and not re.search(r" {3,}", told)
        ):
            return told, told.isupper() and len(told.split()) >= 3
    return "", False
