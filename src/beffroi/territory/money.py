"""Amounts in whole cents, read and written the French way."""

from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from beffroi.territory.errors import BadInput

NARROW_SPACE = "\u202f"
NO_BREAK_SPACE = "\u00a0"


class AmountUnreadable(BadInput):
    """The amount is not a number of euros."""


def parse_cents(text: str) -> int:
    """Read "2,30 €", "1 234.5" or "2.30" as cents. Raises AmountUnreadable."""
    clean = text.replace("€", "").replace(NARROW_SPACE, "").replace(NO_BREAK_SPACE, "").replace(" ", "")
    try:
        cents = Decimal(clean.replace(",", ".")) * 100
        return int(cents.quantize(Decimal(1), ROUND_HALF_UP))
    except (InvalidOperation, ValueError, OverflowError) as error:
        raise AmountUnreadable(f"Montant illisible : « {text} » ; écrivez par exemple 2,30.") from error


def format_cents(cents: int) -> str:
    """Write cents as "1 234,50 €", with no-break spaces."""
    euros, rest = divmod(abs(cents), 100)
    grouped = f"{euros:,}".replace(",", NARROW_SPACE)
    return f"{'-' if cents < 0 else ''}{grouped},{rest:02d}{NO_BREAK_SPACE}€"
