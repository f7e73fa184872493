"""How many people must answer so that callers wait little: the smallest number that keeps the promise."""

from __future__ import annotations

from dataclasses import dataclass

from beffroi.phone.errors import StaffingInvalid
from beffroi.phone.numbers.queues import Queue, erlang_a, erlang_b, erlang_c
from beffroi.territory.numbers import counted, format_share

MOST_AGENTS = 500


@dataclass(frozen=True)
class Staffing:
    """agents: who must answer; lines: of the exchange; queue: what then happens; share, within: what is promised."""

    agents: int
    lines: int
    queue: Queue
    share: float
    within: float

    @property
    def advice(self) -> str:
        """Say it in one French sentence."""
        return (
            f"Il faut {counted(self.agents, 'agent')} pour que {format_share(self.share)} des appels attendent "
            f"moins de {self.within:.0f} s ; {format_share(self.queue.lost, decimals=1)} des appelants renoncent, "
            f"{counted(self.lines, 'ligne suffit', 'lignes suffisent')}."
        )


def advise(
    *,
    calls_an_hour: float,
    seconds: float,
    patience: float | None = None,
    share: float = 0.9,
    within: float = 20.0,
    blocked: float = 0.01,
) -> Staffing:
    """Return the fewest agents that answer ``share`` of the calls within so long [s].

    seconds: mean length of a call; patience: its mean [s] (Erlang A), None where callers never leave (Erlang C);
    blocked: share of calls that may find every line busy (Erlang B over those who speak or
    wait). Raises StaffingInvalid.
    """
    if not 0 < share < 1:
        raise StaffingInvalid("La part des appels à prendre à temps est comprise entre 0 et 1, bornes exclues.")
    rate = calls_an_hour / 3600
    for agents in range(1, MOST_AGENTS + 1):
        queue = _queue(rate, seconds, agents, patience=patience, within=within)
        if queue.within >= share:
            present = rate * (seconds * (1 - queue.lost) + queue.wait)
            return Staffing(agents, _lines(present, blocked), queue, share, within)
    raise StaffingInvalid(f"Il faudrait plus de {MOST_AGENTS} agents : vérifiez le nombre d'appels.")


def _queue(rate: float, seconds: float, agents: int, *, patience: float | None, within: float) -> Queue:
    if patience is None:
        return erlang_c(rate=rate, seconds=seconds, agents=agents, within=within)
    return erlang_a(rate=rate, seconds=seconds, agents=agents, patience=patience, within=within)


def _lines(offered: float, blocked: float) -> int:
    return next(lines for lines in range(1, 10 * MOST_AGENTS) if erlang_b(offered, lines=lines) <= blocked)
