"""Families of requests, names of topics, lengths of calls, as pages write them."""

from __future__ import annotations

from collections.abc import Mapping

from django import template

from beffroi.phone.intents import INTENTS

register = template.Library()
NO_BREAK = "\u00a0"


@register.filter
def family(intent: str) -> str:
    """Return what a family of requests is called, a dash for none."""
    return INTENTS.get(intent, intent) or "—"


@register.filter
def named(titles: Mapping[str, str], name: str) -> str:
    """Return the title under which a name is known, the name itself where it is not."""
    return titles.get(name) or INTENTS.get(name, name)


@register.filter
def minutes(seconds: float | None) -> str:
    """Return a length [s] as "45 s" or "2 min 05"."""
    if seconds is None:
        return "—"
    whole = round(seconds)
    if whole < 60:
        return f"{whole}{NO_BREAK}s"
    return f"{whole // 60}{NO_BREAK}min{NO_BREAK}{whole % 60:02d}"
