"""Who may decide: the council, its executive, another body."""

from __future__ import annotations

import re
from collections.abc import Iterator

from beffroi.council.checking.act import Act
from beffroi.council.checking.findings import Finding, finding

_DECIDES = (
    r"(?:DÉCIDE|DECIDE|FIXE|ATTRIBUE|ARRÊTE|ARRETE|APPROUVE|ADOPTE|ACCORDE|ACCEPTE|CRÉE|"
    r"décide|fixe|attribue|arrête|approuve|adopte|accorde|accepte|crée)\b"
)
_EXECUTIVE = re.compile(
    rf"(?:^|\n)[ \t]*(?:(?:Le|La|LE|LA|Monsieur le|Madame la|Madame le|M\. le|Mme le|Mme la|"
    rf"MONSIEUR LE|MADAME LA|MADAME LE)\s+(?:[Mm]aire|MAIRE|[Pp]résidente?|PRÉSIDENTE?))"
    rf"\s*,?(?:[^\n;:.]{{0,110}},)?\s*(?:{_DECIDES})"
)
_POLICE = re.compile(
    r"(?:^|\n|\s)(?:interdi\w+|réglement\w+|limit\w+|suspend\w*|autoris\w+)\s+(?:la |le |les |"
    r"l'|de |du |des )?(?:vitesse|circulation|stationnement|accès des véhicules|baignade|feux|"
    r"rassemblement|vente d'alcool)",
    re.IGNORECASE,
)
_ASKS = re.compile(r"demand\w+|propos\w+|avis|souhait|invite|sollicit\w+|vœu|charge|au maire d", re.IGNORECASE)
_STAFF = re.compile(
    r"\b(?:nomm\w+|recrut\w+|titularis\w+|licenci\w+|révoqu\w+|promou\w+|sanctionn\w+|"
    r"embauch\w+|mut\w+)\s+(?:M\.|Mme|Mlle|Monsieur|Madame)\s+[^.;\n]*",
    re.IGNORECASE,
)
_AGENT = re.compile(
    r"agent|technique|administratif|rédacteur|attaché|stagiaire|contractuel|grade|poste|"
    r"emploi|animateur|atsem|gardien|garde|directeur|secrétaire de mairie|secrétaire général|"
    r"policier",
    re.IGNORECASE,
)
_PERMIT = re.compile(
    r"\b(?:délivr\w+|accord\w+|refus\w+|octro\w+)\b[^.;\n]{0,60}(?:permis de (?:construire|"
    r"démolir|aménager)|certificat d'urbanisme|autorisation d'urbanisme|déclaration préalable)",
    re.IGNORECASE,
)
_DELEGATES = re.compile(r"délégations?|déléguer|délègue", re.IGNORECASE)
_NOT_DELEGATED = re.compile(
    r"(?:vot\w+|adopt\w+|approuv\w+)[^.;\n]{0,30}budget|(?:fixer|"
    r"voter)[^.;\n]{0,25}taux d(?:es|'|u)|compte (?:administratif|financier)|créer (?:les|"
    r"des) emplois|approuver le plan local",
    re.IGNORECASE,
)
_ORGANS = {
    "commune": "conseil municipal",
    "epci": "conseil communautaire|comité syndical|conseil de communauté",
    "department": "conseil départemental",
}
_WORSHIP = re.compile(
    r"(?:attribu\w+|accord\w+|vers\w+|"
    r"octro\w+)[^.;\n]{0,80}subvention[^.;\n]{0,60}(?:paroisse|culte|diocèse|parti politique|"
    r"candidat|campagne électorale)",
    re.IGNORECASE,
)


def check_competence(act: Act) -> Iterator[Finding]:
    """Yield the decisions that are not of the council to take, or not the way they are taken."""
    part = act.parts.operative
    yield from _executive(act)
    for match in _POLICE.finditer(part):
        line = _line(part, match)
        if not _ASKS.search(line) and not re.match(r"\s*autoris\w+ (?:la |le )?(?:vente d)", match[0], re.IGNORECASE):
            yield finding(
                "competence_wrong",
                "warning",
                line,
                article="CGCT, L. 2212-2 et L. 2213-1",
                remedy="La police municipale appartient au maire, qui décide par arrêté.",
            )
            break
    named = _STAFF.search(part)
    if named and _AGENT.search(named[0]):
        yield finding(
            "competence_wrong",
            "warning",
            named[0],
            article="CGFP, L. 313-1",
            remedy="Le conseil crée les emplois ; c'est l'autorité territoriale qui nomme, par arrêté.",
        )
    permit = _PERMIT.search(part)
    if permit and not re.search(
        r"avis|autoris\w+ (?:m\w*\.? ?le|le) maire|déposer", _line(part, permit), re.IGNORECASE
    ):
        yield finding(
            "competence_wrong",
            "warning",
            permit[0],
            article="Code de l'urbanisme, L. 422-1",
            remedy="Le maire délivre les autorisations d'urbanisme, par arrêté.",
        )
    yield from _delegations(act)
    yield from _other_organ(act)
    worship = _WORSHIP.search(part)
    if worship:
        yield finding(
            "competence_wrong",
            "warning",
            worship[0],
            article="Loi du 9 décembre 1905, art. 2",
            remedy="La collectivité ne peut pas subventionner un culte ni une campagne.",
        )


def _line(text: str, match: re.Match[str]) -> str:
    start = text.rfind("\n", 0, match.start() + 1) + 1
    end = text.find("\n", match.end())
    return text[start : end if end >= 0 else len(text)].strip()


def _executive(act: Act) -> Iterator[Finding]:
    for match in _EXECUTIVE.finditer(act.text):
        if not re.search(r"conseil|assemblée|comité", match[0], re.IGNORECASE) and not act.text[
            : match.start()
        ].rstrip().endswith(":"):
            told = "Le conseil décide, son exécutif exécute : écrivez « Le conseil… décide »."
            yield finding(
                "competence_wrong", "warning", match[0], article="CGCT, L. 2121-29 et L. 2122-21", remedy=told
            )
            return


def _delegations(act: Act) -> Iterator[Finding]:
    if not _DELEGATES.search(act.parts.object + act.parts.operative) or not re.search(
        r"2122-22|5211-10|3211-2|attributions|pouvoirs", act.text
    ):
        return
    match = _NOT_DELEGATED.search(act.parts.operative)
    if match and not re.search(r"sauf|à l'exception|exclu", _line(act.parts.operative, match), re.IGNORECASE):
        article = "CGCT, L. 5211-10" if act.body == "epci" else "CGCT, L. 2122-22"
        yield finding(
            "competence_wrong",
            "warning",
            _line(act.parts.operative, match),
            article=article,
            remedy="Cette attribution ne peut pas être déléguée.",
        )


def _other_organ(act: Act) -> Iterator[Finding]:
    for body, organ in _ORGANS.items():
        match = re.search(
            rf"(?:^|\n)[ \t]*(?:le|la) (?:{organ})\s*,?(?:[^\n.;:]{{0,110}},)?\s*(?:{_DECIDES})",
            act.text,
            re.IGNORECASE,
        )
        if match and body != act.body:
            yield finding(
                "competence_wrong",
                "warning",
                match[0],
                remedy="L'assemblée qui décide n'est pas celle de l'en-tête : corrigez.",
            )
