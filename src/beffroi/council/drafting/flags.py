"""What an agent must look at in a draft before it goes to the council."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Severity = Literal["blocking", "warning", "advice"]


@dataclass(frozen=True)
class Flag:
    """One thing to look at: its kind, how grave, what is said, the article, what to do."""

    kind: str
    severity: Severity
    message: str
    article: str = ""
    remedy: str = ""
