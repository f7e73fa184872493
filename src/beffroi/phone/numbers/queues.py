"""Erlang's formulas: lines all busy (B), callers who wait for ever (C), callers who lose patience (A).

Sources: A. K. Erlang, Solution of some problems in the theory of probabilities of significance in automatic telephone
exchanges, 1917 (B, C). F. Baccelli and G. Hebuterne, On queues with impatient customers, 1981, and O. Garnett,
A. Mandelbaum, M. Reiman, Designing a call center with impatient customers, 2002 (A).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from beffroi.phone.errors import StaffingInvalid

Floats = NDArray[np.float64]
POINTS, NEGLIGIBLE = 20_001, 40.0


@dataclass(frozen=True)
class Queue:
    """A queue at rest. Shares between 0 and 1, times in seconds.

    lost: callers who leave before being answered; delayed: who find every agent busy; within: answered within the
    time that was asked; wait: mean over every caller, those who leave included; load: share of time an agent speaks.
    """

    lost: float
    delayed: float
    within: float
    wait: float
    load: float


def erlang_b(offered: float, *, lines: int) -> float:
    """Return the share of calls that find every line busy. offered: calls an hour times hours a call [erlang].

    By the recursion B(n) = a B(n-1) / (n + a B(n-1)), stable for any size. Raises StaffingInvalid.
    """
    if offered < 0 or lines < 0:
        raise StaffingInvalid("Il faut un trafic et un nombre de lignes positifs.")
    blocked = 1.0
    for line in range(1, lines + 1):
        blocked = offered * blocked / (line + offered * blocked)
    return blocked


def erlang_c(*, rate: float, seconds: float, agents: int, within: float = 20.0) -> Queue:
    """Return the queue of callers who never leave. rate: calls a second; seconds: mean length of a call.

    Overloaded (rate x seconds >= agents), the queue grows without end: every caller waits. Raises StaffingInvalid.
    """
    _check(rate, seconds, agents)
    offered = rate * seconds
    if offered >= agents:
        return Queue(0.0, 1.0, 0.0, float("inf"), 1.0)
    blocked = erlang_b(offered, lines=agents)
    delayed = blocked / (1 - offered / agents * (1 - blocked))
    leaving = (agents - offered) / seconds
    return Queue(0.0, delayed, 1 - delayed * float(np.exp(-leaving * within)), delayed / leaving, offered / agents)


def erlang_a(*, rate: float, seconds: float, agents: int, patience: float, within: float = 20.0) -> Queue:
    """Return the queue of callers whose patience is exponential. patience: its mean [s]. Raises StaffingInvalid.

    The density of the wait that would be endured is v(x) = rate p(n-1) exp(rate H(x) - n x / seconds), where H(x) is
    the integral of the share still patient; p and v together sum to 1.
    """
    _check(rate, seconds, agents)
    if patience <= 0:
        raise StaffingInvalid("La patience des appelants est une durée positive.")
    longest = max((NEGLIGIBLE + rate * patience) * seconds / agents, 2 * within)
    waits: Floats = np.unique(np.append(np.linspace(0.0, longest, POINTS), within))
    patient = np.exp(-waits / patience)
    exponent = rate * patience * (1 - patient) - agents * waits / seconds
    density = rate * np.exp(exponent)
    free = _free(rate * seconds, agents)  # P(k agents busy) / p(n-1), summed over k < n
    whole = free + float(np.trapezoid(density, waits))
    early = waits <= within
    answered = float(np.trapezoid((density * patient), waits)) / whole
    soon = float(np.trapezoid((density * patient)[early], waits[early])) / whole
    delayed = 1 - free / whole
    lost = max(0.0, delayed - answered)
    # every caller waits until answered or out of patience: E[min(V, R)] = patience x P(R < V)
    return Queue(lost, delayed, free / whole + soon, lost * patience, rate * seconds * (1 - lost) / agents)


def _free(offered: float, agents: int) -> float:
    """Return the sum over k < n of p(k) / p(n-1): 1 + (n-1)/a + (n-1)(n-2)/a² + …, the inverse of Erlang B."""
    return 1.0 / erlang_b(offered, lines=agents - 1) if offered else float("inf")


def _check(rate: float, seconds: float, agents: int) -> None:
    if rate <= 0 or seconds <= 0 or agents < 1:
        raise StaffingInvalid("Il faut des appels, une durée d'appel positive et au moins une personne.")
