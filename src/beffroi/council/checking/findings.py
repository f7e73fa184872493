"""What the checker finds: a kind, how grave, the passage, the article, the remedy."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal, get_args

Kind = Literal[
    "quorum_missing",
    "quorum_not_met",
    "vote_arithmetic",
    "unanimity_with_abstention",
    "too_many_voices",
    "two_proxies",
    "notice_too_short",
    "casting_vote_in_secret",
    "secret_ballot_missing",
    "interested_member_votes",
    "article_unknown",
    "article_superseded",
    "competence_wrong",
    "visa_missing",
    "operative_part_missing",
    "amount_mismatch",
    "date_incoherent",
    "appeal_missing",
    "signature_missing",
    "personal_data",
    "object_mismatch",
    "budget_line_missing",
]
KINDS: tuple[Kind, ...] = get_args(Kind)
Severity = Literal["blocking", "warning", "advice"]
DATA = Path(__file__).parent / "data"


@dataclass(frozen=True)
class Finding:
    """A finding on an act; the quote is empty where something is missing."""

    kind: Kind
    severity: Severity
    quote: str
    article: str
    remedy: str


@cache
def _remedies() -> dict[str, dict[str, str]]:
    return tomllib.loads((DATA / "remedies.toml").read_text(encoding="utf-8"))


def finding(kind: Kind, severity: Severity, quote: str = "", *, article: str = "", remedy: str = "") -> Finding:
    """Return a finding with the article and the remedy of its kind, or those given."""
    row = _remedies()[kind]
    short = " ".join(quote.split())
    return Finding(kind, severity, short[:300], article or row["article"], remedy or row["remedy"])
