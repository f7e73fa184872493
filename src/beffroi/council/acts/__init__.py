"""Finished acts, read: number, dates, object, vote, what the prefecture stamped."""

from __future__ import annotations

from beffroi.council.acts.reading import Act, read_act

__all__ = ["Act", "read_act"]
