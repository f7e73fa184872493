"""What signals and alarms are worth here, by what people found of them: the figures of the public register."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.utils import timezone

from beffroi.web.platform.models import Evaluation, Tenant
from beffroi.web.water.models import LeakSource, LeakStatus, LeakStep, NightAlarm
from beffroi.web.water.night_page import worth_of
from beffroi.web.water.starting import SERVICE

SEEN = {LeakStatus.CONFIRMED: True, LeakStatus.REPAIRED: True, LeakStatus.NOT_FOUND: False}


def keep_worth(tenant: Tenant, *, at: datetime | None = None) -> Evaluation | None:
    """Write the day's figures in the place of those of the same day; None where nothing was judged yet."""
    figures = [*_signals(), *_alarms()]
    if not figures:
        return None
    made_at = at or timezone.now()
    day = timezone.localdate(made_at)
    Evaluation.objects.filter(service=SERVICE, last=day).delete()
    first = NightAlarm.objects.order_by("raised_at").values_list("raised_at", flat=True).first()
    made: Evaluation = Evaluation.objects.create(
        tenant=tenant, service=SERVICE, made_at=made_at, first=_day(first, day), last=day, figures=figures
    )
    return made


def _day(at: datetime | None, otherwise: date) -> date:
    return min(timezone.localdate(at), otherwise) if at else otherwise


def _signals() -> list[dict[str, Any]]:
    """Return the share of the signals visited that people confirmed."""
    steps = LeakStep.objects.filter(leak__source=LeakSource.RUN, after__in=SEEN).order_by("at", "pk")
    seen = {leak: SEEN[LeakStatus(after)] for leak, after in steps.values_list("leak", "after")}
    if not seen:
        return []
    return [_figure(f"Signaux de fuite confirmés sur place, sur {len(seen)} visités", 100 * _mean(seen), "%")]


def _mean(seen: dict[int, bool]) -> float:
    return sum(seen.values()) / len(seen)


def _alarms() -> list[dict[str, Any]]:
    worth = worth_of(NightAlarm.objects.all())
    if not worth.judged:
        return []
    text = f"Alarmes de débit de nuit qui étaient des fuites, sur {worth.judged} dont la cause est connue"
    days = [] if worth.days is None else [_figure("Du début d'une fuite à l'alarme, médiane", worth.days, "jours")]
    return [_figure(text, 100 * worth.share, "%"), *days]


def _figure(label: str, value: float, unit: str) -> dict[str, Any]:
    return {"label": label, "value": round(value, 1), "baseline": None, "unit": unit}
