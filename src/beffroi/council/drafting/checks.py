"""Traps that are found by reckoning: days, sums, shares, names of people on both sides."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from beffroi.council.drafting.flags import Flag
from beffroi.council.drafting.models import Model
from beffroi.council.drafting.request import Request
from beffroi.council.drafting.sentences import amounts, first_amount
from beffroi.council.keys import day_of
from beffroi.engines.search.words import fold

FULL_HOURS = 1607  # hours a year; CGFP, L. 611-2, décret 2000-815, art. 1
QUARTER = Decimal("0.25")  # CGCT, L. 1612-1
OWN_SHARE = Decimal("0.80")  # CGCT, L. 1111-10: at least a fifth by the one who builds
TITLES = re.compile(r"^(?:m\.?|mme|mlle|madame|monsieur|me|dr)\s+", re.IGNORECASE)
STARTS = re.compile(
    r"\b(?:a compter du|a partir du|avec effet (?:au|du)|depuis le|prend effet (?:le|au)|effet au) ([^,;.\n]{4,25})"
)
SPENT = re.compile(r"depenses?\D{0,30}?(\d[\d\s]*(?:,\d+)?)")
EARNED = re.compile(r"recettes?\D{0,30}?(\d[\d\s]*(?:,\d+)?)")
SHARE = re.compile(r"(\d{1,3}(?:[.,]\d+)?)\s*%")


@dataclass(frozen=True)
class Case:
    """A request, the model that answers it, the day of the session or today."""

    model: Model
    request: Request
    on: dt.date


Check = Callable[[Case], Iterator[Flag]]


def past_effect(case: Case) -> Iterator[Flag]:
    """Find a day of effect before the session."""
    if case.request.day is None:
        return
    said = [case.request.fields.get("date_effet", ""), *(match[1] for match in STARTS.finditer(case.request.folded))]
    for text in said:
        day = day_of(text)
        if day and day < case.on:
            yield Flag(
                "retroactive",
                "blocking",
                f"Effet rétroactif : la date d'effet ({day:%d/%m/%Y}) est antérieure à la séance ; un acte ne dispose "
                "que pour l'avenir et n'est exécutoire que publié et transmis.",
                "CGCT, L. 2131-1 ; principe de non-rétroactivité",
                "Fixer une date d'effet postérieure à la publication et à la transmission.",
            )
            return


def same_person(case: Case) -> Iterator[Flag]:
    """Find a member who speaks for the town and for the one who receives."""
    ours = [case.request.fields.get(key, "") for key in ("rapporteur", "president", "secretaire", "elus", "candidats")]
    theirs = " ".join(
        case.request.fields.get(key, "") for key in ("president_beneficiaire", "beneficiaire", "vendeur", "acquereur")
    )
    for name in filter(None, (_surname(one) for one in ours)):
        if re.search(rf"\b{re.escape(name)}\b", fold(theirs)):
            yield interested(f"{name.title()} figure des deux côtés de la décision")
            return
    if case.request.fields.get("elus_interesses"):
        yield interested("la demande signale un élu intéressé")


def interested(why: str) -> Flag:
    """Return the flag of an interested member."""
    return Flag(
        "interested_member",
        "blocking",
        f"Conseiller intéressé à l'affaire : {why}. Sa participation peut rendre la délibération illégale et l'exposer "
        "à une prise illégale d'intérêts.",
        "CGCT, L. 2131-11 ; code pénal, 432-12",
        "L'élu quitte la salle, ne rapporte pas, ne prend part ni au débat ni au vote ; le procès-verbal le dit.",
    )


def _surname(name: str) -> str:
    bare = TITLES.sub("", name.strip())
    words = [word for word in re.findall(r"[\w'-]+", bare) if len(word) > 2]
    capitals = [word for word in words if word.isupper()]
    return fold(capitals[-1] if capitals else words[-1]) if words else ""


def over_credits(case: Case) -> Iterator[Flag]:
    """Find an amount beyond what the budget holds, or beyond a quarter of last year's credits."""
    amount, held = case.request.amount, first_amount(case.request.fields.get("credits_prevus", ""))
    if amount and held and amount > held:
        loan = "loan" in case.model.tags
        yield Flag(
            "loan_beyond_budget" if loan else "credits_exceeded",
            "blocking",
            f"Le montant dépasse les crédits {'d’emprunt ' if loan else ''}inscrits au budget.",
            "CGCT, L. 1612-4, L. 2311-1",
            "Voter d'abord une décision modificative, ou réduire le montant.",
        )
    last = first_amount(case.request.fields.get("credits_precedents", ""))
    if "quarter" in case.model.tags and amount and last and amount > last * QUARTER:
        yield Flag(
            "quarter_exceeded",
            "blocking",
            "L'ouverture de crédits dépasse le quart des crédits d'investissement de l'exercice précédent, hors dette.",
            "CGCT, L. 1612-1",
            "Ramener le montant sous le quart.",
        )


def short_hours(case: Case) -> Iterator[Flag]:
    """Find a year of work under the legal one."""
    found = re.search(r"\b(1\s?[0-9]{3})\s*(?:h\b|heures)", case.request.folded) or re.search(
        r"(1\s?\d{3})", case.request.fields.get("heures", "")
    )
    if {"hours"} & case.model.tags and found and int(re.sub(r"\D", "", found[1])) < FULL_HOURS:
        yield Flag(
            "working_time_short",
            "blocking",
            f"Durée annuelle de travail sous {FULL_HOURS} heures : illégale, sauf sujétions particulières.",
            "CGFP, L. 611-2 ; décret n° 2001-623",
            f"Porter la durée à {FULL_HOURS} heures, ou motiver les sujétions.",
        )


def unbalanced(case: Case) -> Iterator[Flag]:
    """Find a change of the budget whose expenses are not its receipts."""
    spent, earned = SPENT.search(case.request.folded), EARNED.search(case.request.folded)
    if "budget" in case.model.tags and spent and earned and _worth(spent[1]) != _worth(earned[1]):
        yield Flag(
            "unbalanced",
            "blocking",
            "Dépenses et recettes ne s'équilibrent pas.",
            "CGCT, L. 1612-4",
            "Équilibrer chaque section.",
        )


def _worth(text: str) -> Decimal:
    return Decimal(re.sub(r"\s", "", text).replace(",", "."))


def own_share(case: Case) -> Iterator[Flag]:
    """Find public money beyond four fifths of a project."""
    if "asking" not in case.model.tags:
        return
    cost = first_amount(case.request.fields.get("cout", ""))
    shares = [
        Decimal(share.replace(",", ".")) / 100
        for share in SHARE.findall(case.request.fields.get("plan_financement", ""))
    ]
    asked = case.request.amount
    over = bool(cost and asked and asked > cost * OWN_SHARE) or any(share > OWN_SHARE for share in shares)
    over = over or re.search(r"\b(?:8[1-9]|9\d|100)\s*%", case.request.folded) is not None
    if over:
        yield Flag(
            "public_share_exceeded",
            "blocking",
            "Aides publiques de plus de 80 % du coût : le maître d'ouvrage garde en principe 20 % à sa charge.",
            "CGCT, L. 1111-10",
            "Revoir le plan de financement, ou citer la dérogation.",
        )


def late_in_year(case: Case) -> Iterator[Flag]:
    """Find a budget or rates voted after the fifteenth of April of their year."""
    year = re.search(r"20\d{2}", case.request.fields.get("exercice", ""))
    late = case.request.day and year and case.on > dt.date(int(year[0]), 4, 30)
    after = case.request.day and year and case.on > dt.date(int(year[0]), 4, 15)
    if case.model.name in {"budget_primitif", "taux_imposition"} and after:
        article = "CGCT, L. 1612-2" if case.model.name == "budget_primitif" else "CGI, 1639 A"
        yield Flag(
            "deadline_passed",
            "blocking" if late else "warning",
            "La séance vient après le 15 avril (30 avril l'année du renouvellement des conseils), date limite du vote.",
            article,
            "Vérifier la date limite de l'exercice et avancer la séance.",
        )


def exercise_closed(case: Case) -> Iterator[Flag]:
    """Find spending on a year that is over."""
    year = re.search(r"20\d{2}", case.request.fields.get("exercice", ""))
    if "spending" in case.model.tags and year and case.request.day and int(year[0]) < case.on.year:
        yield Flag(
            "exercise_closed",
            "warning",
            "L'exercice cité est clos à la date de la séance.",
            "CGCT, L. 1612-11",
            "Imputer sur l'exercice en cours.",
        )


def notice_too_short(case: Case) -> Iterator[Flag]:
    """Find a notice sent too few clear days before the session."""
    from beffroi.council.law import notice_rule  # noqa: PLC0415  # only where a notice is said

    sent = day_of(case.request.fields.get("convocation"))
    if not (sent and case.request.day):
        return
    rule = notice_rule(case.request.body, residents=case.request.residents, on=case.on)
    if (case.request.day - sent).days - 1 < rule.clear_days:
        yield Flag(
            "notice_too_short",
            "blocking",
            f"La convocation est trop tardive : il faut {rule.clear_days} jours francs.",
            f"CGCT, {rule.article}",
            "Convoquer de nouveau, ou motiver l'urgence et la faire approuver par le conseil.",
        )


def amounts_disagree(case: Case) -> Iterator[Flag]:
    """Find two amounts for one decision: in the object and in the field."""
    amount = case.request.amount
    told = amounts(case.request.fields.get("objet", ""))
    if amount and len(told) == 1 and told[0] != amount and "montant" in case.request.fields:
        yield Flag(
            "amount_mismatch",
            "warning",
            "Le montant de l'objet n'est pas celui de la demande.",
            "",
            "Vérifier lequel est juste.",
        )


CHECKS: tuple[Check, ...] = (
    past_effect,
    same_person,
    over_credits,
    short_hours,
    unbalanced,
    own_share,
    late_in_year,
    exercise_closed,
    notice_too_short,
    amounts_disagree,
)
