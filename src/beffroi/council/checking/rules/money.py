"""Amounts: letters against figures, taxes, totals, shares, what is said before against what is decided."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from beffroi.council.checking.act import Act
from beffroi.council.checking.findings import Finding, Severity, finding
from beffroi.council.checking.reading.amounts import AMOUNT, FIGURES, Amount, amounts, cents_of, in_letters

RATES = (0.2, 0.1, 0.055, 0.021, 0.085)
_NOUNS = r"subvention|prix|montant|loyer|devis|prêt|emprunt|participation|coût|indemnité|cotisation|offre|tarif"
_HALVES = re.compile(
    rf"(?P<a>dépenses)\s*:?\s*(?P<x>{AMOUNT})\s*[,;]?\s*(?:et\s+)?recettes\s*:?\s*(?P<y>{AMOUNT})"
    r"(?:\s*[,;]\s*(?:soit un )?(?P<gap>excédent|"
    rf"déficit|solde)\w*\s*(?:de\s*|:\s*)?(?P<z>-?\s?{AMOUNT}))?",
    re.IGNORECASE,
)
_SHARE = re.compile(
    rf"(?P<rate>\d{{1,3}}(?:,\d+)?)\s*%\s*(?:d'un|d'une|de|du|"
    rf"des)[^.;\n]{{0,80}}?(?P<whole>{AMOUNT})\s*,?\s*soit\s*(?:un montant de\s*)?(?P<part>{AMOUNT})",
    re.IGNORECASE,
)
_UNIT = re.compile(
    rf"(?P<unit>{AMOUNT})\s*(?:HT |TTC )?(?:par|le|la|l'|/)\s?(?P<of>mètre carré|m²|m2|"
    rf"[a-zéè]+)[^.;\n]{{0,30}}?\bsoit\s*(?:un (?:total|"
    rf"montant) de\s*)?(?P<whole>{AMOUNT})(?:[^.;\n]{{0,12}}?\bpour\s+(?P<count>\d+)\s)?",
    re.IGNORECASE,
)
_TIMES = re.compile(
    rf"(?P<count>\d{{1,4}})\s+[a-zéèà' -]{{2,30}}\s*(?:x|×|à raison de|"
    rf"à)\s*(?P<unit>{AMOUNT})[^.;\n]{{0,30}}?(?:soit|"
    rf"=)\s*(?:un total de\s*)?(?P<whole>{AMOUNT})",
    re.IGNORECASE,
)
_AREA = re.compile(r"(?<![\d,])(\d{1,3}(?: \d{3})*|\d+)\s*(?:m²|m2|mètres carrés)", re.IGNORECASE)


def check_money(act: Act) -> Iterator[Finding]:
    """Yield the amounts that do not agree."""
    for quote, letters, figures in in_letters(act.text):
        if letters != figures:
            yield _found(quote, "blocking", "Le montant en lettres n'est pas celui en chiffres.")
    found = list(amounts(act.text))
    yield from _taxes(act, found)
    yield from _totals(act)
    yield from _lists(act)
    yield from _halves(act)
    yield from _products(act)
    yield from _decided(act, found)


def _found(quote: str, severity: Severity, remedy: str) -> Finding:
    return finding("amount_mismatch", severity, quote, remedy=remedy)


def _taxes(act: Act, found: Sequence[Amount]) -> Iterator[Finding]:
    """Yield pairs without and with tax, near one another, that no rate of VAT explains."""
    marked = [(_tax(act, amount), amount) for amount in found]
    for (tax, net), (other, gross) in zip(marked, marked[1:], strict=False):
        if tax == "HT" and other == "TTC" and gross.start - net.end < 60 and not _fits(net.cents, gross.cents):
            yield _found(
                act.text[net.start : gross.end],
                "warning",
                "Aucun taux de TVA ne mène de ce montant HT à ce montant TTC.",
            )
    for (first, net), (second, vat), (third, gross) in zip(marked, marked[1:], marked[2:], strict=False):
        if (first, second, third) == ("HT", "TVA", "TTC") and abs(net.cents + vat.cents - gross.cents) > 1:
            yield _found(act.text[net.start : gross.end], "blocking", "HT et TVA ne font pas le TTC.")


def _tax(act: Act, amount: Amount) -> str:
    """Return HT, TVA or TTC, written after an amount or before it on its line."""
    if amount.tax:
        return amount.tax
    before = act.text[max(0, amount.start - 45) : amount.start].rsplit("\n", 1)[-1]
    before = re.split(AMOUNT, before)[-1]
    marks = re.findall(r"\b(HT|TVA|TTC)\b", before)
    return str(marks[-1]) if marks else ""


def _fits(net: int, gross: int) -> bool:
    return any(abs(net * (1 + rate) - gross) <= max(2, 0.0001 * gross) for rate in RATES) or gross == net


def _totals(act: Act) -> Iterator[Finding]:
    """Yield the totals of columns that are not the sum of the lines above."""
    rows: list[int] = []
    for line in act.text.split("\n"):
        found = list(amounts(line)) or _bare(line)
        if re.match(r"[\s|]*(?:sous-)?total\b", line, re.IGNORECASE) and len(found) == 1:
            if len(rows) >= 2 and _line_value(line, found) != sum(rows) and _signed_total(line, found) != sum(rows):
                yield _found(
                    line, "blocking", f"Les lignes font {sum(rows) / 100:.2f} et non {found[0].cents / 100:.2f}."
                )
            rows = []
        elif len(found) == 1 and re.search(r"(?:€|euros?|\d|TTC|HT)[\s|]*$", line) and re.search(r"[^\W\d]", line):
            rows.append(_line_value(line, found))
        elif line.strip() and not re.fullmatch(r"[\s|:-]+", line):
            rows = []


def _bare(line: str) -> list[Amount]:
    match = re.search(rf"\|\s*({FIGURES})\s*\|?\s*$", line)
    return [Amount(cents_of(match[1]), "", match[0], match.start(), match.end())] if match else []


def _line_value(line: str, found: Sequence[Amount]) -> int:
    minus = re.search(r"[-–]\s?$", line[: found[0].start])
    return -found[0].cents if minus and not re.search(r"\w\s[-–]\s$", line[: found[0].start]) else found[0].cents


def _signed_total(line: str, found: Sequence[Amount]) -> int:
    return -_line_value(line, found)


def _lists(act: Act) -> Iterator[Finding]:
    """Yield the totals told in a sentence that are not the sum of what is listed before them."""
    totals: dict[str, int] = {}
    for line in act.text.split("\n"):
        match = re.search(
            r"\btotal(?: général)?(?: des (?P<what>dépenses|recettes|ressources))?\s*:?\s*(?:de\s+)?(?=\d)",
            line,
            re.IGNORECASE,
        )
        found = list(amounts(line))
        before = [amount for amount in found if match and amount.end <= match.start()]
        after = [amount for amount in found if match and amount.start >= match.end() - 1]
        if match and after and len(before) >= 2 and sum(amount.cents for amount in before) != after[0].cents:
            yield _found(
                line[match.start() : after[0].end], "blocking", "Ce total n'est pas la somme de ce qui précède."
            )
        if match and match["what"] and after:
            totals[match["what"].lower()] = after[0].cents
    income = totals.get("recettes", totals.get("ressources"))
    if "dépenses" in totals and income is not None and totals["dépenses"] != income:
        yield _found(
            "total des dépenses, total des recettes",
            "blocking",
            "Dépenses et recettes du plan de financement doivent être égales.",
        )


def _halves(act: Act) -> Iterator[Finding]:
    balanced = re.search(
        r"budget (?:primitif|supplémentaire|annexe)|décision modificative|plan de financement",
        act.parts.object,
        re.IGNORECASE,
    )
    for match in _HALVES.finditer(act.text):
        spent, earned = cents_of(_digits(match["x"])), cents_of(_digits(match["y"]))
        if match["gap"]:
            if abs(abs(earned - spent) - cents_of(_digits(match["z"]))) > 0:
                yield _found(match[0], "blocking", f"L'écart est de {abs(earned - spent) / 100:.2f} euros.")
        elif balanced and spent != earned:
            yield _found(
                match[0], "blocking", "Le budget doit être voté en équilibre : dépenses et recettes diffèrent."
            )


def _digits(quote: str) -> str:
    match = re.search(FIGURES, quote)
    return match[0] if match else "0"


def _products(act: Act) -> Iterator[Finding]:
    for match in _SHARE.finditer(act.text):
        whole, part = cents_of(_digits(match["whole"])), cents_of(_digits(match["part"]))
        if abs(whole * float(match["rate"].replace(",", ".")) / 100 - part) > 100:
            yield _found(match[0], "blocking", "Ce pourcentage ne donne pas ce montant.")
    for match in [*_UNIT.finditer(act.text), *_TIMES.finditer(act.text)]:
        count = match.groupdict().get("count") or _area(act, match)
        if count and abs(cents_of(_digits(match["unit"])) * int(count) - cents_of(_digits(match["whole"]))) > 100:
            yield _found(match[0], "blocking", f"{count} fois le prix unitaire ne font pas ce montant.")


def _area(act: Act, match: re.Match[str]) -> str | None:
    """Return the area of the act where the unit is the square metre and there is only one."""
    if not re.match(r"mètre|m²|m2", match["of"], re.IGNORECASE):
        return None
    areas = {re.sub(r" ", "", area) for area in _AREA.findall(act.text)}
    return areas.pop() if len(areas) == 1 else None


def _decided(act: Act, found: Sequence[Amount]) -> Iterator[Finding]:
    """Yield an amount of the operative part where what is told before gives another for the same thing."""
    start = act.parts.operative_start
    end = start + len(act.parts.operative)
    if start < 0:
        return
    told = [amount for amount in found if amount.start < start]
    decided = [amount for amount in found if start <= amount.start < end]
    known = {amount.cents for amount in told}
    for amount in decided:
        if amount.cents in known or not told:
            continue
        swapped = next((other for other in told if _transposed(amount, other)), None)
        same = _same_thing(act, amount, told, decided)
        if swapped or same:
            other = swapped or same
            yield _found(
                f"{other.quote if other else ''} / {act.line_at(amount.start)}",
                "warning",
                "Le dispositif donne un autre montant que l'exposé.",
            )
            return


def _transposed(one: Amount, other: Amount) -> bool:
    """Are two amounts made of the same digits in another order?"""
    first, second = str(one.cents // 100), str(other.cents // 100)
    return (
        one.tax == other.tax
        and len(first) >= 3
        and first != second
        and sorted(first) == sorted(second)
        and len(set(first)) > 2
    )


def _same_thing(act: Act, amount: Amount, told: Sequence[Amount], decided: Sequence[Amount]) -> Amount | None:
    """Return the amount told before under the same noun, where each part gives that noun one amount only."""
    noun = _noun(act, amount)
    if not noun:
        return None
    before = [other for other in told if _noun(act, other) == noun and other.tax == amount.tax]
    after = [other for other in decided if _noun(act, other) == noun]
    if (
        len({other.cents for other in before}) == 1
        and len({other.cents for other in after}) == 1
        and before[0].cents != amount.cents
    ):
        return before[0]
    return None


def _noun(act: Act, amount: Amount) -> str:
    """Return the noun that an amount belongs to, in the words just before it."""
    before = re.split(r"[;.\n]", act.text[max(0, amount.start - 70) : amount.start])[-1]
    before = re.split(AMOUNT, before)[-1]
    if re.search(
        r"maximum|maximal|minimum|plafond|prévisionnel|annuel|mensuel|acompte|solde|reste|sur un|dont",
        before,
        re.IGNORECASE,
    ):
        return ""
    nouns = re.findall(_NOUNS, before, re.IGNORECASE)
    return nouns[-1].lower() if nouns else ""
