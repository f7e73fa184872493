"""The law of councils as dated data: which articles, in force when, which thresholds."""

from __future__ import annotations

from beffroi.council.law.citations import Citation, citations
from beffroi.council.law.legal_base import LegalBase, read_legal_base
from beffroi.council.law.standing import Standing, standing, superseded_names, superseded_texts
from beffroi.council.law.tables import Body
from beffroi.council.law.thresholds import Notice, notice_rule

__all__ = [
    "Body",
    "Citation",
    "LegalBase",
    "Notice",
    "Standing",
    "citations",
    "notice_rule",
    "read_legal_base",
    "standing",
    "superseded_names",
    "superseded_texts",
]
