"""What comes of a vote (CGCT, L. 2121-20, L. 2121-21)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from beffroi.council.errors import SessionImpossible
from beffroi.council.law.thresholds import latest

Ballot = Literal["public", "secret"]
Result = Literal["adopted", "rejected"]


@dataclass(frozen=True)
class Vote:
    """Voices for and against, abstentions, blank or null ballots; how the chair voted where it is known."""

    in_favour: int
    against: int
    abstain: int = 0
    null: int = 0
    ballot: Ballot = "public"
    chair: Literal["for", "against", ""] = ""

    def __post_init__(self) -> None:
        """Raise SessionImpossible on a negative count."""
        if min(self.in_favour, self.against, self.abstain, self.null) < 0:
            raise SessionImpossible("Un nombre de voix ne peut pas être négatif.")

    @property
    def cast(self) -> int:
        """Votes cast: abstentions, blank and null ballots are none."""
        return self.in_favour + self.against

    @property
    def voices(self) -> int:
        """All who were counted."""
        return self.cast + self.abstain + self.null


def vote_result(vote: Vote, *, voices: int | None = None) -> Result:
    """Return what came of a vote: the majority of votes cast; in a tie the chair's voice, save in a secret ballot.

    ``voices`` is the most that may be counted (present and proxies). Raises SessionImpossible.
    """
    if voices is not None and vote.voices > voices:
        raise SessionImpossible(f"{vote.voices} voix comptées pour {voices} votants : recomptez.")
    if vote.in_favour != vote.against:
        return "adopted" if vote.in_favour > vote.against else "rejected"
    return "adopted" if vote.ballot == "public" and vote.chair == "for" and vote.cast else "rejected"


def secret_ballot_due(
    *,
    present: int,
    on: date,
    asked_by: int = 0,
    appointment: bool = False,
    waived: bool = False,
    single_list: bool = False,
) -> bool:
    """Tell whether the ballot must be secret: a third of the members present asks, or an appointment.

    An appointment escapes by a unanimous waiver, or with one candidate a seat; not where a third asks.
    """
    rule = latest("secret", on=on)
    if rule and asked_by and asked_by * int(rule["share"]) >= present:
        return True
    return appointment and not waived and not single_list

