"""What a computation uses, outside the workspace: time, and energy from processor time and a dated fact."""

from __future__ import annotations

import datetime as dt
import time
import tomllib
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from types import TracebackType
from typing import Any, Self

SECONDS_AN_HOUR = 3600


@cache
def _cores() -> list[dict[str, Any]]:
    text = files("beffroi.engines.footprint").joinpath("facts.toml").read_text(encoding="utf-8")
    return list(tomllib.loads(text)["core"])


def busy_core_watts(day: dt.date) -> float:
    """Return the power of a busy core [W] by the newest fact of that day, or the oldest known."""
    rows = sorted(_cores(), key=lambda row: row["from"])
    known = [row for row in rows if row["from"] <= day] or rows[:1]
    return float(known[-1]["watts"])


@dataclass
class Watch:
    """Measures a block: wall time [s], and processor time of the process times the power of a busy core [Wh]."""

    seconds: float = field(default=0.0, init=False)
    wh: float = field(default=0.0, init=False)

    def __enter__(self) -> Self:
        self._began, self._own = time.monotonic(), time.process_time()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.seconds = time.monotonic() - self._began
        watts = busy_core_watts(dt.date.today())
        self.wh = (time.process_time() - self._own) * watts / SECONDS_AN_HOUR
