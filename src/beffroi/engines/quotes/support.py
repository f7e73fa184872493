"""Whether what a sentence states stands in the quotes it was made from."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from beffroi.engines.quotes import amounts, contacts, dates
from beffroi.engines.quotes.dates import Day
from beffroi.engines.quotes.mentions import Kind, Mention, Reader
from beffroi.engines.quotes.names import RUN, names

# In this order: what a pattern takes, the next ones do not see.
RULES = (
    (contacts.EMAIL, contacts.emails),
    (contacts.URL, contacts.urls),
    (contacts.PHONE, contacts.phones),
    (contacts.SHORT_PHONE, contacts.phones),
    (contacts.LAW, contacts.laws),
    (dates.ISO, dates.iso_dates),
    (dates.SHORT, dates.short_dates),
    (dates.LONG, dates.long_dates),
    (dates.MONTH, dates.months),
    (dates.CLOCK, dates.clock_times),
    (dates.HOURS, dates.hours),
    (dates.NOON, dates.noons),
    (dates.WEEKDAY, dates.weekdays),
    (amounts.AMOUNT, amounts.amounts),
    (amounts.PERCENT, amounts.percents),
    (contacts.POSTCODE, contacts.postcodes),
    (dates.SHORTEST, dates.shortest_dates),
    (amounts.ORDINAL, amounts.ordinals),
    (amounts.ABOUT, amounts.approximations),
)
LINK = re.compile(r"\s*(?:à|au|et|ou|-|,)\s*(?:l')?")
IDIOMS = frozenset({"premier", "première", "second", "seconde"})
YEARS = range(1900, 2101)
FAR = 120
MONEY = "€|euros?|EUR|tarifs?|prix|montants?|coûts?"


@dataclass(frozen=True)
class Claim:
    """What a sentence states without its quotes: its kind, its words, where they start and end in the sentence."""

    kind: Kind
    text: str
    start: int
    end: int


def unsupported(sentence: str, quotes: Sequence[str]) -> tuple[Claim, ...]:
    """Return the numbers, dates, amounts, times, addresses, codes and names of the sentence that no quote states.

    Equal are 15 and quinze, 1 500 and 1500, 14/07/2025 and 14 juillet 2025, 8h30 and 8 h 30; units must agree. A
    weekday may come from the calendar. Not handled: negations, "at least" and "at most", who does what to whom, and a
    name that is the only capital at the start of a sentence.
    """
    known = [mention for quote in quotes for mention in _in_quote(quote)]
    return tuple(
        Claim(mention.kind, sentence[mention.start : mention.end], mention.start, mention.end)
        for mention in sorted(_in_sentence(sentence), key=lambda mention: mention.start)
        if not any(_states(other, mention, quotes) for other in known) and not _spelled_out(mention, quotes)
    )


def _in_sentence(sentence: str) -> list[Mention]:
    return [mention for mention in _mentions(sentence) if mention.text.lower().rstrip("s") not in IDIOMS]


def _in_quote(quote: str) -> list[Mention]:
    reader_found = _mentions(quote)
    articles = [made for match in re.finditer(r"\bune?\b", quote, re.IGNORECASE) for made in amounts.articles(match)]
    articles = [replace(made, nouns=amounts.nouns(quote[made.end :])) for made in articles]
    rows = [(match.start(), match.end()) for match in re.finditer(r"[^\n]*\|[^\n]*", quote)]
    return [
        replace(mention, table=any(start <= mention.start < end for start, end in rows))
        for mention in (*reader_found, *articles)
    ]


def _mentions(text: str) -> list[Mention]:
    reader = Reader(text)
    for pattern, rule in RULES:
        reader.take(pattern, rule)
    reader.take(amounts.COUNTED, amounts.numbers)
    reader.take(contacts.CODE, contacts.codes)
    reader.take(RUN, names)
    found = sorted(reader.found, key=lambda mention: mention.start)
    following = [
        replace(made, nouns=amounts.nouns(text[made.end :][:FAR])) if made.kind == "number" else made for made in found
    ]
    return _with_range_units(following, reader.text)


def _with_range_units(mentions: list[Mention], text: str) -> list[Mention]:
    """Give the first number of "3 à 5 jours" or "9 à 12 h" what the second one counts."""
    found = list(reversed(mentions))
    for position in range(1, len(found)):
        after, mention = found[position - 1], found[position]
        bare = mention.kind == "number" and not mention.unit and isinstance(mention.value, Decimal)
        if bare and after.unit and LINK.fullmatch(text[mention.end : after.start]):
            worth = mention.value * 60 if after.unit == "h" and isinstance(mention.value, Decimal) else mention.value
            found[position] = replace(mention, kind=after.kind, unit=after.unit, value=worth, label=after.label)
    return list(reversed(found))


def _states(quoted: Mention, claim: Mention, quotes: Sequence[str]) -> bool:
    """Return whether what a quote mentions is what the sentence states."""
    if isinstance(claim.value, Day):
        return isinstance(quoted.value, Day) and claim.value.told_by(quoted.value)
    if claim.kind in {"url", "email", "phone", "code", "postcode"} or quoted.kind in {"phone", "postcode", "code"}:
        return _same_signs(quoted, claim)
    if _is_year(claim) and (_is_year(quoted) or isinstance(quoted.value, Day)):
        return claim.value in {quoted.value, getattr(quoted.value, "year", None)}
    if claim.kind == "ordinal" or quoted.kind == "ordinal":
        return (claim.kind, claim.value) == (quoted.kind, quoted.value)
    return quoted.value == claim.value and _agree(quoted, claim, quotes)


def _is_year(mention: Mention) -> bool:
    bare = mention.kind == "number" and not mention.unit and not mention.label
    return bare and len(mention.text) == 4 and mention.text.isdigit() and int(mention.text) in YEARS


def _same_signs(quoted: Mention, claim: Mention) -> bool:
    """Return whether codes are the same; a number may be written as a code elsewhere: "3939" and "39 39"."""
    if quoted.kind == claim.kind:
        return quoted.value == claim.value
    bare = {"phone", "postcode", "code", "number"}
    digits, others = (mention.text.replace(" ", "") for mention in (claim, quoted))
    return {claim.kind, quoted.kind} <= bare and digits == others


def _agree(quoted: Mention, claim: Mention, quotes: Sequence[str]) -> bool:
    """Return whether two equal numbers count the same thing."""
    if claim.kind == "amount":
        if quoted.kind == "amount":
            return not claim.label or claim.label == quoted.label
        return _in_table(quoted, quotes, MONEY)
    if claim.unit or quoted.unit:
        return _same_unit(quoted, claim) or (bool(claim.unit) and _in_table(quoted, quotes, re.escape(claim.unit)))
    if claim.label or quoted.label:
        return claim.label == quoted.label
    exact = isinstance(claim.value, Decimal)
    return not exact or not claim.nouns or not quoted.nouns or bool(claim.nouns & quoted.nouns) or quoted.table


def _same_unit(quoted: Mention, claim: Mention) -> bool:
    """Return whether both have one unit, which may stand a little further on: "les quinze premiers jours"."""
    if quoted.unit and claim.unit:
        return quoted.unit == claim.unit or quoted.unit.startswith(f"{claim.unit} ")
    return amounts.stem(quoted.unit or claim.unit) in (claim.nouns | quoted.nouns)


def _in_table(quoted: Mention, quotes: Sequence[str], unit: str) -> bool:
    """Return whether a number without unit stands in a table whose headings or captions may give the unit."""
    said = any(re.search(rf"(?<!\w)(?:{unit})", quote, re.IGNORECASE) for quote in quotes)
    return quoted.table and not quoted.unit and not quoted.label and said


def _spelled_out(claim: Mention, quotes: Sequence[str]) -> bool:
    """Return whether the words of a name follow one another in a quote."""
    if claim.kind != "name" or not isinstance(claim.value, tuple):
        return False
    return any(_holds(claim.value, quote) for quote in quotes)


def _holds(words: tuple[str, ...], quote: str) -> bool:
    between = r"[\s'’,.-]+(?:(?:de|du|des|la|le|les|en|sur|sous|lès|aux|au|et|d|l)[\s'’-]+){0,2}"
    pattern = between.join(re.escape(word) for word in words)
    plain = Reader(quote).text.casefold()
    return re.search(rf"(?<![\w-]){pattern}(?![\w])", plain) is not None
