"""Days of calls, second by second: lines, agent, operators, patience, callers who ring again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Generator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import simpy

from beffroi.phone.measured import Scenario

DAY = 86_400.0
Steps = Generator[Any, Any, Any]  # what a simpy process yields, is sent, returns


@dataclass(frozen=True)
class Outcome:
    """Shares of calls, between 0 and 1; times in seconds.

    lost: the caller got nothing (line busy, patience lost, wrong answer, no message left); lost_or_message: the same
    and messages; lost_or_unreached: the same and messages left for want of a person, not those that a topic itself
    takes (a report of a missed collection); callers_lost: who got nothing in the end, though some rang again; wait:
    before an operator, mean over those who wanted one; load: share of the opening hours that operators speak;
    busiest: lines at most; endings: share of each way a call ended.
    """

    calls: int
    lost: float
    lost_or_message: float
    lost_or_unreached: float
    callers_lost: float
    contained: float
    passed: float
    messages: float
    blocked: float
    wrong: float
    wait: float
    load: float
    busiest: int
    endings: Mapping[str, float] = field(default_factory=dict)


@dataclass
class _Count:
    endings: Counter[str] = field(default_factory=Counter)
    callers: int = 0
    callers_lost: int = 0
    waits: list[float] = field(default_factory=list)
    spoken: float = 0.0
    busiest: int = 0


class _Day:
    """One day. Operators take emergencies first, then callers in order."""

    def __init__(self, scenario: Scenario, count: _Count, chance: np.random.Generator) -> None:
        self.scenario, self.count, self.chance = scenario, count, chance
        self.clock = simpy.Environment()
        self.lines = simpy.Resource(self.clock, scenario.lines)
        self.operators = simpy.PriorityResource(self.clock, max(scenario.operators, 1))

    def run(self) -> None:
        for at in _arrivals(self.scenario, self.chance):
            self.clock.process(self._caller(at))
        self.clock.run()

    def _drawn(self, mean: float) -> float:
        return float(self.chance.exponential(mean))

    def _caller(self, at: float) -> Steps:
        """Ring, and ring again after a lost call, as half of the callers do."""
        yield self.clock.timeout(at)
        self.count.callers += 1
        while True:
            ending = yield self.clock.process(self._call())
            self.count.endings[ending] += 1
            if ending not in LOST:
                return
            if self.chance.random() >= self.scenario.again:
                break
            yield self.clock.timeout(self._drawn(self.scenario.again_after))
        self.count.callers_lost += 1

    def _call(self) -> Steps:
        """Take a line, or hear that all are busy; speak to the agent or to an operator."""
        if self.lines.count >= self.scenario.lines:
            return "blocked"
        with self.lines.request() as line:
            yield line
            self.count.busiest = max(self.count.busiest, self.lines.count)
            talk = self._agent() if self.scenario.agent else self._wait(longest=float("inf"))
            return (yield self.clock.process(talk))

    def _agent(self) -> Steps:
        """The agent answers, errs, takes a message or passes a person."""
        one, drawn = self.scenario, self.chance.random()
        if self.chance.random() < one.emergencies:
            yield self.clock.timeout(self._drawn(one.transfer_seconds) / 3)
            return (yield self.clock.process(self._wait(longest=float("inf"), urgent=True)))
        if drawn < one.contained:
            yield self.clock.timeout(self._drawn(one.answer_seconds))
            return "contained"
        drawn -= one.contained
        if drawn < one.wrong:
            yield self.clock.timeout(self._drawn(one.answer_seconds))
            if self.chance.random() >= one.complain:
                return "wrong"
            return (yield self.clock.process(self._person()))
        if drawn - one.wrong < one.message:
            yield self.clock.timeout(self._drawn(one.answer_seconds))
            left = yield self.clock.process(self._message())
            return "noted" if left == "message" else "contained"  # who leaves none was told what there is to know
        return (yield self.clock.process(self._person()))

    def _person(self) -> Steps:
        """A transfer that rings for so long; then a message is offered."""
        yield self.clock.timeout(self._drawn(self.scenario.transfer_seconds))
        served = self.scenario.of_service * self.scenario.served
        if self.scenario.open_at(self.clock.now) and self.chance.random() < served:
            yield self.clock.timeout(self._drawn(self.scenario.operator_seconds))
            return "passed"
        if not self.scenario.open_at(self.clock.now) or not self.scenario.operators:
            return (yield self.clock.process(self._message()))
        ending = yield self.clock.process(self._wait(longest=self.scenario.ring))
        return (yield self.clock.process(self._message())) if ending == "unanswered" else ending

    def _message(self) -> Steps:
        yield self.clock.timeout(self._drawn(self.scenario.message_seconds))
        return "message" if self.chance.random() < self.scenario.leave_message else "refused_message"

    def _wait(self, *, longest: float, urgent: bool = False) -> Steps:
        """Wait for an operator: until one answers, patience is lost, or the transfer has rung long enough."""
        if not urgent and (not self.scenario.open_at(self.clock.now) or not self.scenario.operators):
            return "closed"
        began, patience = self.clock.now, self._drawn(self.scenario.patience)
        with self.operators.request(priority=0 if urgent else 1) as turn:
            yield turn | self.clock.timeout(min(longest, float("inf") if urgent else patience, DAY))
            self.count.waits.append(self.clock.now - began)
            if not turn.triggered:
                return "unanswered" if patience > longest else "left"
            spoken = self._drawn(self.scenario.operator_seconds)
            self.count.spoken += spoken
            yield self.clock.timeout(spoken)
        return "passed"


LOST = frozenset({"blocked", "closed", "left", "wrong", "refused_message"})


def _arrivals(scenario: Scenario, chance: np.random.Generator) -> list[float]:
    """Draw the moments of a day's calls [s]: Poisson, by part of the day."""
    shares, part = np.array(scenario.profile) / sum(scenario.profile), DAY / len(scenario.profile)
    counts = chance.poisson(scenario.calls_a_day * shares)
    return [part * (place + float(one)) for place, count in enumerate(counts) for one in chance.random(count)]


def simulate(scenario: Scenario, *, days: int, seed: int = 7) -> Outcome:
    """Simulate independent days; return what became of their calls."""
    count, chance = _Count(), np.random.default_rng(seed)
    for _ in range(days):
        _Day(scenario, count, chance).run()
    calls = max(count.endings.total(), 1)
    ends = {name: number / calls for name, number in count.endings.items()}
    lost = sum(share for name, share in ends.items() if name in LOST)
    hours = sum(last - first for first, last in scenario.opens) * days * max(scenario.operators, 1)
    return Outcome(
        calls=count.endings.total(),
        lost=lost,
        lost_or_message=lost + ends.get("message", 0.0) + ends.get("noted", 0.0),
        lost_or_unreached=lost + ends.get("message", 0.0),
        callers_lost=count.callers_lost / max(count.callers, 1),
        contained=ends.get("contained", 0.0),
        passed=ends.get("passed", 0.0),
        messages=ends.get("message", 0.0) + ends.get("noted", 0.0),
        blocked=ends.get("blocked", 0.0),
        wrong=ends.get("wrong", 0.0),
        wait=float(np.mean(count.waits)) if count.waits else 0.0,
        load=count.spoken / 3600 / hours,
        busiest=count.busiest,
        endings={name: ends[name] for name in sorted(ends)},
    )


@dataclass(frozen=True)
class Varied:
    """One line of the sensitivity table: what was changed, to what, what came of it."""

    name: str
    value: float
    outcome: Outcome


CONTAINED, SERVED = (0.3, 0.4, 0.5, 0.6), (0.0, 0.3, 0.6)
PATIENCE, OPERATORS, LINES = (30.0, 90.0, 180.0), (1, 2, 3, 4), (2, 4, 6, 10)


def sensitivity(scenario: Scenario, *, days: int, seed: int = 7) -> tuple[Varied, ...]:
    """Change one figure at a time: containment, patience, operators, lines."""
    changed: list[tuple[str, float, Scenario]] = []
    if scenario.agent:
        changed += [("containment", value, replace(scenario, contained=value)) for value in CONTAINED]
        changed += [("served", value, replace(scenario, served=value)) for value in SERVED]
    changed += [("patience", value, replace(scenario, patience=value)) for value in PATIENCE]
    changed += [("operators", value, replace(scenario, operators=value)) for value in OPERATORS]
    changed += [("lines", value, replace(scenario, lines=value)) for value in LINES]
    return tuple(Varied(name, value, simulate(one, days=days, seed=seed)) for name, value, one in changed)
