"""The vote of an item: counts, names, what came of it, from the sheet, the text or the recording."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from beffroi.council.keys import first_of, text_of
from beffroi.council.minutes import Outcome
from beffroi.council.transcribing.people import People, plain

KINDS: Mapping[str, tuple[str, ...]] = {
    "in_favour": ("pour", "for", "voix_pour"),
    "against": ("contre", "against", "voix_contre"),
    "abstain": ("abstentions", "abstention", "abstain", "s_abstiennent"),
    "null": ("nuls", "blancs", "null", "blancs_ou_nuls", "blancs_et_nuls"),
}
OUTCOMES: tuple[tuple[str, Outcome], ...] = (
    ("rejet", "rejected"),
    ("repouss", "rejected"),
    ("retir", "withdrawn"),
    ("ajourn", "withdrawn"),
    ("report", "withdrawn"),
    ("acte", "noted"),
    ("elu", "elected"),
    ("design", "elected"),
    ("adopt", "adopted"),
    ("approuv", "adopted"),
    ("unanim", "adopted"),
)


@dataclass(frozen=True)
class Ballot:
    """A vote. Counts that nothing gives are None; names of members by sense of their vote, where they are told.

    outcome: None where nothing tells it; quote: the very words; first, last: ranks of the item's
    passages that tell it; start: instant in the recording [s]; line: in the text.
    """

    in_favour: int | None = None
    against: int | None = None
    abstain: int | None = None
    null: int | None = None
    outcome: Outcome | None = None
    secret: bool = False
    unanimous: bool = False
    names: Mapping[str, tuple[str, ...]] | None = None
    quote: str = ""
    first: int | None = None
    last: int | None = None
    start: float | None = None
    line: int | None = None

    def named(self, kind: str) -> tuple[str, ...]:
        """Return who voted so (``in_favour``, ``against``, ``abstain``), where it is told."""
        return (self.names or {}).get(kind, ())

    @property
    def counted(self) -> int | None:
        """Return how many voices were counted, None where the counts are not all told."""
        if self.in_favour is None:
            return None
        return self.in_favour + (self.against or 0) + (self.abstain or 0) + (self.null or 0)


def ballot_of(told: Mapping[str, Any], *, people: People) -> Ballot | None:
    """Return the vote that an entry of the sheet tells, None where it tells none."""
    held = told.get("vote")
    scope: Mapping[str, Any] = held if isinstance(held, Mapping) else told
    said = "" if isinstance(held, Mapping) else text_of(held)
    counts, names = dict[str, Any](), dict[str, tuple[str, ...]]()
    for kind, keys in KINDS.items():
        count, named = _count(first_of(scope, *keys), people=people)
        counts[kind] = count
        if named:
            names[kind] = named
    outcome = outcome_of(text_of(first_of(scope, "issue", "resultat", "outcome", "decision")) or said)
    if outcome is None and counts["in_favour"] is not None:
        outcome = "adopted" if counts["in_favour"] > (counts["against"] or 0) else "rejected"
    if outcome is None and all(count is None for count in counts.values()):
        return None
    secret = "secret" in plain(text_of(first_of(scope, "scrutin", "mode", "ballot", "scrutin_secret")))
    secret = secret or first_of(scope, "secret", "scrutin_secret") is True
    return Ballot(**counts, outcome=outcome, secret=secret, unanimous="unanim" in plain(said), names=names)


def outcome_of(text: str) -> Outcome | None:
    """Return what a word says came of a vote."""
    said = plain(text)
    return next((outcome for word, outcome in OUTCOMES if re.search(rf"\b{word}", said)), None)


def _count(value: Any, *, people: People) -> tuple[int | None, tuple[str, ...]]:
    """Return a count and names: a number, a list of names, or « 2 (M. X, Mme Y) »."""
    if value is None or isinstance(value, bool):
        return None, ()
    if isinstance(value, list):
        named = tuple(name for one in value for name in people.all_in(plain(text_of(one))))
        return len(value), named
    if isinstance(value, Mapping):
        count, _ = _count(first_of(value, "nombre", "voix", "count"), people=people)
        listed, named = _count(first_of(value, "noms", "membres", "names"), people=people)
        return (listed if count is None else count), named
    text = text_of(value)
    found = re.match(r"\d+", text)
    named = people.all_in(plain(text))
    return (int(found[0]) if found else len(named) or None), named
