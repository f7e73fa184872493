"""Is this quote in that page; does each number, date, amount and name of a sentence stand in these quotes."""

from beffroi.engines.quotes.finding import Found, find_quote
from beffroi.engines.quotes.support import Claim, unsupported

__all__ = ["Claim", "Found", "find_quote", "unsupported"]
