"""Why a day went as it did: what was expected, ordered and served, canteen by canteen."""

from __future__ import annotations

from dataclasses import dataclass

from beffroi.web.canteen.board import gap
from beffroi.web.canteen.models import Expected, ExpectedTotal
from beffroi.web.platform.templatetags.french import number, share, signed

MOST_NAMED = 5


@dataclass(frozen=True)
class Short:
    """A canteen that lacked meals, how many, and the sentence that says why."""

    row: Expected
    missing: int
    why: str


@dataclass(frozen=True)
class DayReview:
    """The review of one served day."""

    sentences: tuple[str, ...]
    short: tuple[Short, ...]
    missing: int
    surplus: int


def review(total: ExpectedTotal, rows: list[Expected]) -> DayReview | None:
    """Return the review of a served day; None where nothing served is known."""
    served = [row for row in rows if row.served is not None]
    if not served or total.served is None:
        return None
    gaps = [(row, round((row.served or 0) - row.order)) for row in served]
    short = tuple(
        Short(row, missing, _why(row)) for row, missing in sorted(gaps, key=lambda pair: -pair[1]) if missing > 0
    )
    missing, surplus = sum(s.missing for s in short), sum(-lack for _, lack in gaps if lack < 0)
    return DayReview((_town(total), _orders(short, missing, surplus)), short, missing, surplus)


def _town(total: ExpectedTotal) -> str:
    error = gap(total.forecast, total.served)
    served = total.served or 0
    inside = total.low80 <= served <= total.high80
    verdict = (
        "dans l'intervalle annoncé quatre fois sur cinq"
        if inside
        else "hors de l'intervalle annoncé quatre fois sur cinq, ce qui arrive une fois sur cinq"
    )
    return (
        f"La ville a servi {number(served)} repas pour {number(total.forecast)} prévus "
        f"({signed((error or 0) * 100, 1)} %) : {verdict}."
    )


def _orders(short: tuple[Short, ...], missing: int, surplus: int) -> str:
    if not short:
        return f"Aucune cantine n'a manqué de repas ; {number(surplus)} sont restés."
    where = "1 cantine" if len(short) == 1 else f"{len(short)} cantines"
    return f"Il a manqué {number(missing)} repas dans {where} ; ailleurs {number(surplus)} sont restés."


def _why(row: Expected) -> str:
    served = row.served or 0
    if row.corrected is not None and row.corrected < row.advised and served <= row.advised:
        return f"La commande avait été baissée à {row.corrected} ; les {row.advised} conseillés auraient suffi."
    if row.corrected is not None and row.corrected < row.advised:
        return f"La commande avait été baissée de {row.advised} à {row.corrected}."
    if served > row.high95:
        return "Affluence rare : au-delà de ce qui se voit dix-neuf fois sur vingt."
    if served > row.high80:
        return "Affluence forte : au-delà de ce qui se voit quatre fois sur cinq."
    lack = share(gap(row.order, served))
    return f"Dans l'intervalle prévu : la marge choisie laisse manquer de temps en temps ({lack})."
