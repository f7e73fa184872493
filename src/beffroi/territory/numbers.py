"""Numbers written the French way: "11 335", "4,3 %", "2 lignes lues", with no-break spaces."""

from beffroi.territory.money import NARROW_SPACE, NO_BREAK_SPACE


def format_number(value: float, *, decimals: int = 0, signed: bool = False) -> str:
    """Write a number as "1 234,5"."""
    text = f"{value:{'+' if signed else ''},.{decimals}f}"
    return text.replace(",", NARROW_SPACE).replace(".", ",")


def format_per_cent(value: float, *, decimals: int = 0, signed: bool = False) -> str:
    """Write a value already in per cent as "4,3 %"."""
    return f"{format_number(value, decimals=decimals, signed=signed)}{NO_BREAK_SPACE}%"


def format_share(value: float, *, decimals: int = 0, signed: bool = False) -> str:
    """Write a share between 0 and 1 as "43 %"."""
    return format_per_cent(100 * value, decimals=decimals, signed=signed)


def counted(count: int, one: str, many: str | None = None) -> str:
    """Write "1 ligne lue" or "3 lignes lues"; ``many`` where an s on every word does not make the plural."""
    words = one if count < 2 else many or " ".join(word if word[-1] in "sxz" else f"{word}s" for word in one.split())
    return f"{format_number(count)} {words}"
