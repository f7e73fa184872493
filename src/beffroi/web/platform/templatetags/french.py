"""Numbers, shares, money and days as the French write them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django import template

from beffroi.territory.money import format_cents

register = template.Library()
NARROW, NO_BREAK = "\u202f", "\u00a0"
DAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
MONTHS = (
    *("janvier", "février", "mars", "avril", "mai", "juin", "juillet"),
    *("août", "septembre", "octobre", "novembre", "décembre"),
)
SHORT_MONTHS = ("janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc.")
ENOUGH_DIGITS = 100
Number = int | float | Decimal


@register.filter
def number(value: Number | None, digits: int = 0) -> str:
    """Return "12 345,6" with narrow no-break spaces, "—" for nothing."""
    if value is None or value != value:  # noqa: PLR0124 - not a number
        return "—"
    return f"{value:,.{digits}f}".replace(",", NARROW).replace(".", ",").replace("-", "\u2212")


@register.filter
def signed(value: Number | None, digits: int = 0) -> str:
    """Return "+12" or "−3"."""
    text = number(value, digits)
    return f"+{text}" if value is not None and value > 0 else text


@register.filter
def share(value: Number | None, digits: int = 0) -> str:
    """Return 0.123 as "12 %"."""
    return "—" if value is None else f"{number(float(value) * 100, digits)}{NO_BREAK}%"


@register.filter
def euros(cents: Number | None) -> str:
    """Return cents as "1 234,50 €"."""
    return "—" if cents is None else format_cents(round(cents))


@register.filter
def weekday(day: date) -> str:
    """Return "lundi 9"."""
    return f"{DAYS[day.weekday()]} {'1er' if day.day == 1 else day.day}"


@register.filter
def judged(value: Number, unit: str) -> str:
    """Return a figure of an evaluation, "5,5 %" or "21 034 repas"."""
    return f"{number(value, 0 if abs(float(value)) >= ENOUGH_DIGITS else 1)}{NO_BREAK}{unit}"


@register.filter
def month_name(day: date) -> str:
    """Return "novembre 2026"."""
    return f"{MONTHS[day.month - 1]} {day.year}"


@register.filter
def full_day(day: date) -> str:
    """Return "1er mars 2026"."""
    return f"{'1er' if day.day == 1 else day.day} {MONTHS[day.month - 1]} {day.year}"


def _short(value: Number) -> str:
    """Return a small amount with two figures that say something, "0,034" or "12,3"."""
    return number(value, next((digits for digits in (1, 2, 3) if value == 0 or abs(float(value)) >= 10.0**-digits), 4))


@register.filter
def energy(wh: Number) -> str:
    """Return an energy [Wh] as "12,3 Wh" or "1,2 kWh"."""
    return f"{number(wh / 1000, 1)}{NO_BREAK}kWh" if wh >= 1000 else f"{_short(wh)}{NO_BREAK}Wh"


@register.filter
def grams(value: Number) -> str:
    """Return grams as "0,5 g" or "1,2 kg"."""
    return f"{number(value / 1000, 1)}{NO_BREAK}kg" if value >= 1000 else f"{_short(value)}{NO_BREAK}g"


@register.filter
def duration(ms: int) -> str:
    """Return a duration [ms] as "350 ms", "12,5 s" or "3 min 20 s"."""
    if ms < 1000:
        return f"{ms}{NO_BREAK}ms"
    if ms < 60_000:
        return f"{number(ms / 1000, 1)}{NO_BREAK}s"
    minutes, seconds = divmod(round(ms / 1000), 60)
    return f"{number(minutes)}{NO_BREAK}min{NO_BREAK}{seconds}{NO_BREAK}s"


@register.filter
def unlocalized(value: float) -> str:
    """Return a number as SVG reads it."""
    return f"{value:g}"


@register.filter
def minus(value: float, other: float) -> str:
    """Return a difference as SVG reads it."""
    return f"{value - other:g}"


@register.filter
def percent(value: Number | None, digits: int = 0) -> str:
    """Return a change, 0.123 as "+12 %"."""
    return "—" if value is None else f"{signed(float(value) * 100, digits)}{NO_BREAK}%"
