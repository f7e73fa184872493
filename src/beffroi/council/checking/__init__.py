"""The checker of drafts and finished acts: what is irregular, with the passage, the article and the remedy."""

from __future__ import annotations

from beffroi.council.checking.check import check_act
from beffroi.council.checking.findings import KINDS, Finding, Kind, Severity

__all__ = ["KINDS", "Finding", "Kind", "Severity", "check_act"]
