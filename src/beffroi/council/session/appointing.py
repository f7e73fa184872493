"""Appointments in rounds (CGCT, L. 2121-21, L. 2122-7): absolute majority twice, then relative; the oldest wins a tie."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from beffroi.council.errors import SessionImpossible

ABSOLUTE_ROUNDS = 2


@dataclass(frozen=True)
class Round:
    """Voices by candidate, blank and null ballots."""

    voices: Mapping[str, int]
    blank: int = 0

    @property
    def cast(self) -> int:
        """Votes cast: blank and null ballots are none."""
        return sum(self.voices.values())


def absolute_majority(cast: int) -> int:
    """Return the least number of voices above half of the votes cast."""
    return cast // 2 + 1


def appointed(rounds: Sequence[Round], *, born: Mapping[str, date]) -> str | None:
    """Return who is appointed after these rounds; None where a further round is needed.

    Raises SessionImpossible: a round after the appointment, or a tie between candidates whose birth is not known.
    """
    winner = None
    for number, ballot in enumerate(rounds, start=1):
        if winner:
            raise SessionImpossible(f"Un tour {number} suit l'élection de {winner} : corrigez.")
        winner = _first_two(ballot) if number <= ABSOLUTE_ROUNDS else _relative(ballot, born)
    return winner


def _first_two(ballot: Round) -> str | None:
    needed = absolute_majority(ballot.cast)
    return next((name for name, voices in ballot.voices.items() if voices >= needed), None)


def _relative(ballot: Round, born: Mapping[str, date]) -> str | None:
    if not ballot.cast:
        return None
    most = max(ballot.voices.values())
    tied = [name for name, voices in ballot.voices.items() if voices == most]
    if len(tied) > 1 and not set(tied) <= set(born):
        raise SessionImpossible("Égalité de voix : donnez les dates de naissance, le plus âgé est élu.")
    return min(tied, key=lambda name: born[name]) if len(tied) > 1 else tied[0]
