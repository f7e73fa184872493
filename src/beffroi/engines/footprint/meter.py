"""What an operation used: time and energy.

Energy is measured where the machine lets its counters be read (RAPL): the package's energy over the block, times this
process's share of the processor time that the whole machine spent. Elsewhere it is the processor time, children
included, times the documented power of a busy core (``data/footprint.toml``).
"""

from __future__ import annotations

import os
import time
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from types import TracebackType
from typing import Self

from beffroi.engines.footprint.factors import busy_core

POWERCAP = Path("/sys/class/powercap")
PROC = Path("/proc")
STAT = PROC / "stat"
MS_AN_HOUR = Decimal(3_600_000)
MICROJOULES_A_WH = Decimal(3_600_000_000)
MILLIONTH = Decimal("0.000001")
TICKS = os.sysconf("SC_CLK_TCK")


def read_packages(folder: Path = POWERCAP) -> dict[str, tuple[int, int]]:
    """Return each processor package's energy counter and where it wraps [µJ]; nothing where they cannot be read."""
    found = {}
    for package in sorted(folder.glob("intel-rapl:[0-9]*")):
        if package.name.count(":") > 1:
            continue
        try:
            found[package.name] = tuple(
                int((package / name).read_text(encoding="ascii")) for name in ("energy_uj", "max_energy_range_uj")
            )
        except (OSError, ValueError):
            return {}
    return found  # type: ignore[return-value]


def spent(before: dict[str, tuple[int, int]], after: dict[str, tuple[int, int]]) -> int:
    """Return the energy between two readings [µJ]; a counter that wrapped once is followed."""
    return sum((after[name][0] - start) % (span + 1) for name, (start, span) in before.items() if name in after)


def machine_seconds(stat: Path = STAT) -> float:
    """Return the processor time that the whole machine has spent at work [s], 0 where it is not told."""
    try:
        ticks = [int(word) for word in stat.read_text(encoding="ascii").split("\n", 1)[0].split()[1:]]
    except (OSError, ValueError):
        return 0.0
    user, nice, system, _idle, _wait, *interrupts = ticks[:7]
    return (user + nice + system + sum(interrupts)) / TICKS


_APART: list[float] = []


def count_apart(seconds: float) -> None:
    """Leave the processor time of an ended child [s] out of this process's: its engine counted it by itself."""
    _APART.append(seconds)


def own_seconds(*, thread_only: bool = False) -> float:
    """Return the processor time of this process and of its ended children [s], or of this thread alone."""
    if thread_only:
        return time.thread_time()
    told = os.times()
    return time.process_time() + told.children_user + told.children_system - sum(_APART)


def process_seconds(pid: int, proc: Path = PROC) -> float:
    """Return the processor time of another process that is alive [s]; 0 where it cannot be read."""
    try:
        # the name, in brackets, may hold blanks
        fields = (proc / str(pid) / "stat").read_text(encoding="utf-8", errors="replace").rsplit(")", 1)[1].split()
    except (OSError, IndexError):
        return 0.0
    return (int(fields[11]) + int(fields[12])) / TICKS


@dataclass
class Meter:
    """Measures a block: wall time [ms], processor time [ms] and energy.

    thread_only: count this thread alone, for a page served beside others; a job counts its whole process.
    pid: count that living process alone, for an engine that works in a child of its own.
    """

    thread_only: bool = False
    pid: int | None = None
    folder: Path = POWERCAP
    stat: Path = STAT
    duration_ms: int = field(default=0, init=False)
    cpu_ms: int = field(default=0, init=False)
    measured: bool = field(default=False, init=False)
    energy_wh: Decimal = field(default=Decimal(0), init=False)

    def __enter__(self) -> Self:
        self._began, self._own = time.monotonic(), self._seconds()
        self._packages, self._machine = read_packages(self.folder), machine_seconds(self.stat)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        own = max(0.0, self._seconds() - self._own)
        busy = machine_seconds(self.stat) - self._machine
        self.duration_ms = round((time.monotonic() - self._began) * 1000)
        self.cpu_ms = round(own * 1000)
        energy = spent(self._packages, read_packages(self.folder)) if self._packages else 0
        self.measured = energy > 0 and busy > 0
        self.energy_wh = measured_wh(energy, own=own, busy=busy) if self.measured else estimated_wh(self.cpu_ms)

    def _seconds(self) -> float:
        return own_seconds(thread_only=self.thread_only) if self.pid is None else process_seconds(self.pid)


def measured_wh(microjoules: int, *, own: float, busy: float) -> Decimal:
    """Return this process's part of the packages' energy [Wh]: its share of the processor time at work [s]."""
    share = Decimal(min(1.0, own / busy))
    return (microjoules * share / MICROJOULES_A_WH).quantize(MILLIONTH)


def estimated_wh(cpu_ms: int, *, day: date | None = None) -> Decimal:
    """Return processor time [ms] times the power of a busy core [W], in Wh."""
    watts = busy_core(day=day or date.today()).value
    return (cpu_ms * watts / MS_AN_HOUR).quantize(MILLIONTH)
