"""Traps that are found by reckoning: days, sums, shares, names of people on both sides."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator
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
Check = Callable[[Model, Request, dt.date], Iterator[Flag]]


def past_effect(model: Model, request: Request, on: dt.date) -> Iterator[Flag]:
    """Find a day of effect before the session."""
    if request.day is None:
        return
    said = [request.fields.get("date_effet", ""), *(match[1] for match in STARTS.finditer(request.folded))]
    for text in said:
        day = day_of(text)
        if day and day < on:
            yield Flag(
                "retroactive",
                "blocking",
                f"Effet rétroactif : la date d'effet ({day:%d/%m/%Y}) est antérieure à la séance ; un acte ne dispose que "
                "pour l'avenir et n'est exécutoire que publié et transmis.",
                "CGCT, L. 2131-1 ; principe de non-rétroactivité",
                "Fixer une date d'effet postérieure à la publication et à la transmission.",
            )
            return


def same_person(model: Model, request: Request, on: dt.date) -> Iterator[Flag]:
    """Find a member who speaks for the town and for the one who receives."""
    ours = [request.fields.get(key, "") for key in ("rapporteur", "president", "secretaire", "elus", "candidats")]
    theirs = " ".join(
        request.fields.get(key, "") for key in ("president_beneficiaire", "beneficiaire", "vendeur", "acquereur")
    )
    for name in filter(None, (_surname(one) for one in ours)):
        if re.search(rf"\b{re.escape(name)}\b", fold(theirs)):
            yield interested(f"{name.title()} figure des deux côtés de la décision")
            return
    if request.fields.get("elus_interesses"):
        yield interested("la demande signale un élu intéressé")


def interested(why: str) -> Flag:
    """Return the flag of an interested member."""
    return Flag(
        "interested_member",
        "blocking",
        f"Conseiller intéressé à l'affaire : {why}. Sa participation peut rendre la délibération illégale et l'exposer à "
        "une prise illégale d'intérêts.",
        "CGCT, L. 2131-11 ; code pénal, 432-12",
        "L'élu quitte la salle, ne rapporte pas, ne prend part ni au débat ni au vote ; le procès-verbal le dit.",
    )


def _surname(name: str) -> str:
    bare = TITLES.sub("", name.strip())
    words = [word for word in re.findall(r"[\w'-]+", bare) if len(word) > 2]
    capitals = [word for word in words if word.isupper()]
    return fold(capitals[-1] if capitals else words[-1]) if words else ""


def over_credits(model: Model, request: Request, on: dt.date) -> Iterator[Flag]:
    """Find an amount beyond what the budget holds, or beyond a quarter of last year's credits."""
    amount, held = request.amount, first_amount(request.fields.get("credits_prevus", ""))
    if amount and held and amount > held:
        loan = "loan" in model.tags
        yield Flag(
            "loan_beyond_budget" if loan else "credits_exceeded",
            "blocking",
            f"Le montant dépasse les crédits {'d’emprunt ' if loan else ''}inscrits au budget.",
            "CGCT, L. 1612-4, L. 2311-1",
            "Voter d'abord une décision modificative, ou réduire le montant.",
        )
    last = first_amount(request.fields.get("credits_precedents", ""))
    if "quarter" in model.tags and amount and last and amount > last * QUARTER:
        yield Flag(
            "quarter_exceeded",
            "blocking",
            "L'ouverture de crédits dépasse le quart des crédits d'investissement de l'exercice précédent, hors dette.",
            "CGCT, L. 1612-1",
            "Ramener le montant sous le quart.",
        )


def short_hours(model: Model, request: Request, on: dt.date) -> Iterator[Flag]:
    """Find a year of work under the legal one."""
    found = re.search(r"\b(1\s?[0-9]{3})\s*(?:h\b|heures)", request.folded) or re.search(
        r"(1\s?\d{3})", request.fields.get("heures", "")
    )
    if {"hours"} & model.tags and found and int(re.sub(r"\D", "", found[1])) < FULL_HOURS:
        yield Flag(
            "working_time_short",
            "blocking",
            f"La durée annuelle de travail est sous {FULL_HOURS} heures : elle est illégale sauf sujétions particulières.",
            "CGFP, L. 611-2 ; décret n° 2001-623",
            f"Porter la durée à {FULL_HOURS} heures, ou motiver les sujétions.",
        )


def unbalanced(model: Model, request: Request, on: dt.date) -> Iterator[Flag]:
    """Find a change of the budget whose expenses are not its receipts."""
    spent, earned = SPENT.search(request.folded), EARNED.search(request.folded)
    if "budget" in model.tags and spent and earned and _worth(spent[1]) != _worth(earned[1]):
        yield Flag(
            "unbalanced",
            "blocking",
            "Dépenses et recettes ne s'équilibrent pas.",
            "CGCT, L. 1612-4",
            "Équilibrer chaque section.",
        )


def _worth(text: str) -> Decimal:
    return Decimal(re.sub(r"\s", "", text).replace(",", "."))


def own_share(model: Model, request: Request, on: dt.date) -> Iterator[Flag]:
    """Find public money beyond four fifths of a project."""
    if "asking" not in model.tags:
        return
    cost = first_amount(request.fields.get("cout", ""))
    shares = [
        Decimal(share.replace(",", ".")) / 100 for share in SHARE.findall(request.fields.get("plan_financement", ""))
    ]
    asked = request.amount
    over = bool(cost and asked and asked > cost * OWN_SHARE) or any(share > OWN_SHARE for share in shares)
    over = over or re.search(r"\b(?:8[1-9]|9\d|100)\s*%", request.folded) is not None
    if over:
        yield Flag(
            "public_share_exceeded",
            "blocking",
            "Les aides publiques dépassent 80 % du coût : le maître d'ouvrage doit en principe garder 20 % à sa charge.",
            "CGCT, L. 1111-10",
            "Revoir le plan de financement, ou citer la dérogation.",
        )


def late_in_year(model: Model, request: Request, on: dt.date) -> Iterator[Flag]:
    """Find a budget or rates voted after the fifteenth of April of their year."""
    year = re.search(r"20\d{2}", request.fields.get("exercice", ""))
    late = request.day and year and on > dt.date(int(year[0]), 4, 30)
    after = request.day and year and on > dt.date(int(year[0]), 4, 15)
    if model.name in {"budget_primitif", "taux_imposition"} and after:
        article = "CGCT, L. 1612-2" if model.name == "budget_primitif" else "CGI, 1639 A"
        yield Flag(
            "deadline_passed",
            "blocking" if late else "warning",
            "La séance vient après le 15 avril (30 avril l'année du renouvellement des conseils), date limite du vote.",
            article,
            "Vérifier la date limite de l'exercice et avancer la séance.",
        )


def exercise_closed(model: Model, request: Request, on: dt.date) -> Iterator[Flag]:
    """Find spending on a year that is over."""
    year = re.search(r"20\d{2}", request.fields.get("exercice", ""))
    if "spending" in model.tags and year and request.day and int(year[0]) < on.year:
        yield Flag(
            "exercise_closed",
            "warning",
            "L'exercice cité est clos à la date de la séance.",
            "CGCT, L. 1612-11",
            "Imputer sur l'exercice en cours.",
        )


def notice_too_short(model: Model, request: Request, on: dt.date) -> Iterator[Flag]:
    """Find a notice sent too few clear days before the session."""
    from beffroi.council.law import notice_rule  # noqa: PLC0415  # only where a notice is said

    sent = day_of(request.fields.get("convocation"))
    if not (sent and request.day):
        return
    rule = notice_rule(request.body, residents=request.residents, on=on)
    if (request.day - sent).days - 1 < rule.clear_days:
        yield Flag(
            "notice_too_short",
            "blocking",
            f"La convocation est trop tardive : il faut {rule.clear_days} jours francs.",
            f"CGCT, {rule.article}",
            "Convoquer de nouveau, ou motiver l'urgence et la faire approuver par le conseil.",
        )


def amounts_disagree(model: Model, request: Request, on: dt.date) -> Iterator[Flag]:
    """Find two amounts for one decision: in the object and in the field."""
    amount = request.amount
    told = amounts(request.fields.get("objet", ""))
    if amount and len(told) == 1 and told[0] != amount and "montant" in request.fields:
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
