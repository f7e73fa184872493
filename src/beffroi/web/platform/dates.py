"""Dates in addresses."""

from __future__ import annotations

from datetime import date


class IsoDate:
    """A path converter for "2026-11-30"; other texts, and days that do not exist, match nothing."""

    regex = r"\d{4}-\d{2}-\d{2}"

    def to_python(self, value: str) -> date:
        """Return the date; ValueError, which Django takes for no match, on a day that does not exist."""
        return date.fromisoformat(value)

    def to_url(self, value: date) -> str:
        """Return the text of a date."""
        return value.isoformat()
