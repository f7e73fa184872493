"""From what a run told to rows. A run adds and refreshes; it never moves a status nor lists a leak twice."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from beffroi.web.platform.models import Tenant
from beffroi.web.water.models import (
    AlarmStatus,
    Leak,
    LeakSource,
    Night,
    NightAlarm,
    PipeRisk,
    Sector,
    VolumesYear,
    WaterRun,
    WaterSettings,
)
from beffroi.web.water.standard_time import moment_of

SAME_ONSET = timedelta(days=14)
DOUBLED = 1.5
Alarm = Mapping[str, Any]


def keep_leaks(run: WaterRun, alarms: Iterable[Alarm]) -> int:
    """Add the leaks not listed yet; mark the others as seen. Return how many are new."""
    # two searches that end at once would both find a leak unlisted
    WaterSettings.objects.get_or_create(tenant=run.tenant)
    WaterSettings.objects.select_for_update().get()
    known = list(Leak.objects.all())
    new = 0
    for alarm in alarms:
        told = _as_leak(run, alarm)
        same = next((leak for leak in known if is_same(leak, told)), None)
        if same is None:
            told.save(force_insert=True)
            known.append(told)
            new += 1
        else:
            same.seen_at, same.seen_flow_m3h = run.made_at, told.flow_m3h
            same.save(update_fields=["seen_at", "seen_flow_m3h"])
    return new


def is_same(known: Leak, told: Leak) -> bool:
    """Tell whether two signals are of one leak: each other's neighbourhood, and the same onset within two weeks."""
    pipes = {known.pipe, known.found_pipe} - {""}
    near = told.pipe in pipes or told.pipe in known.candidates or bool(pipes & set(told.candidates))
    return near and abs(known.onset - told.onset) <= SAME_ONSET


def _as_leak(run: WaterRun, alarm: Alarm) -> Leak:
    zone = run.tenant.time_zone
    return Leak(
        tenant=run.tenant,
        source=LeakSource.RUN,
        pipe=str(alarm["pipe"])[:60],
        raised_at=moment_of(alarm["raised_at"], zone=zone),
        onset=moment_of(alarm["onset"], zone=zone),
        onset_earliest=_moment(alarm.get("onset_earliest"), zone),
        onset_latest=_moment(alarm.get("onset_latest"), zone),
        flow_m3h=alarm["flow_m3h"],
        probability=alarm["probability"],
        radius_m=alarm["radius_m"],
        candidates=list(alarm["candidates"]),
        zone_only=alarm["zone_only"],
        chances=list(alarm.get("chances", [])),
        evidence=list(alarm.get("evidence", [])),
        seen_at=run.made_at,
        seen_flow_m3h=alarm["flow_m3h"],
        run=run,
        event=run.event,
    )


def _moment(text: str | None, zone: str) -> datetime | None:
    return moment_of(text, zone=zone) if text else None


def keep_nights(run: WaterRun, told: Mapping[str, Any], nights: Mapping[str, Mapping[Any, float]]) -> int:
    """Write the sectors' figures and nights; add the alarms not listed yet. Return how many are new."""
    tenant, names = run.tenant, [row["sector"] for row in told["sectors"]]
    Sector.objects.bulk_create([Sector(tenant=tenant, name=name) for name in names], ignore_conflicts=True)
    sectors = {row.name: row for row in Sector.objects.select_for_update().filter(name__in=names).order_by("pk")}
    for row in told["sectors"]:
        _keep_figures(sectors[row["sector"]], row, run.made_at)
    rows = [
        Night(tenant=tenant, sector=sectors[name], day=day, m3h=flow)
        for name, flows in nights.items()
        for day, flow in flows.items()
    ]
    Night.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["tenant", "sector", "day"], update_fields=["m3h"], batch_size=500
    )
    return sum(_keep_alarm(run, sectors[alarm["sector"]], alarm) for alarm in told["alarms"])


def _keep_figures(sector: Sector, row: Mapping[str, Any], at: datetime) -> None:
    for name in ("night_m3h", "legitimate_m3h", "loss_m3_day", "euros_year"):
        setattr(sector, name, row[name])
    sector.watched_at = at
    sector.save()


def _keep_alarm(run: WaterRun, sector: Sector, alarm: Alarm) -> bool:
    zone = run.tenant.time_zone
    told = NightAlarm(
        tenant=run.tenant,
        sector=sector,
        status=AlarmStatus.SIGNAL,
        loss_m3h=alarm["loss_m3h"],
        sudden=alarm["kind"] == "sudden",
        euros_year=alarm["euros_year"],
        run=run,
        event=run.event,
        **{
            name: moment_of(alarm[name], zone=zone) for name in ("raised_at", "onset", "onset_earliest", "onset_latest")
        },
    )
    if any(_is_told(known, told) for known in NightAlarm.objects.filter(sector=sector)):
        return False
    told.save(force_insert=True)
    return True


def _is_told(known: NightAlarm, told: NightAlarm) -> bool:
    """Tell whether an alarm is listed: the same moment, or the same onset without a much larger loss."""
    overlap = known.onset_earliest <= told.onset_latest and told.onset_earliest <= known.onset_latest
    return known.raised_at == told.raised_at or (overlap and told.loss_m3h < DOUBLED * known.loss_m3h)


def keep_ranking(run: WaterRun, rows: Sequence[Mapping[str, str]]) -> float:
    """Put a ranking in the place of the last one. Return the share of breaks in its riskiest 5 % of length."""
    PipeRisk.objects.all().delete()
    lengths = [float(row["length_m"]) for row in rows]
    rates = [float(row["expected_per_km_year"]) for row in rows]
    total, down, risks = sum(lengths), 0.0, []
    for rank, (row, length, rate) in enumerate(zip(rows, lengths, rates, strict=True), start=1):
        down += length
        risks.append(
            PipeRisk(
                tenant=run.tenant,
                run=run,
                pipe=row["pipe_id"][:60],
                rank=rank,
                expected_per_km_year=rate,
                length_m=length,
                share=down / total,
                reason=row["reason"][:300],
            )
        )
    PipeRisk.objects.bulk_create(risks, batch_size=500)
    expected = [length * rate for length, rate in zip(lengths, rates, strict=True)]
    first = sum(part for part, risk in zip(expected, risks, strict=True) if risk.share <= 0.05)
    return first / sum(expected) if sum(expected) else 0.0


def keep_indicators(run: WaterRun, years: Iterable[Mapping[str, Any]]) -> None:
    """Put the years' figures in the place of the last ones."""
    VolumesYear.objects.all().delete()
    VolumesYear.objects.bulk_create(
        VolumesYear(
            tenant=run.tenant,
            run=run,
            year=int(row["period"]),
            yield_percent=row["P104.3"],
            unbilled_m3_day_km=row["P105.3"],
            lost_m3_day_km=row["P106.3"],
            ilc_m3_day_km=row["ILC"],
            lost_m3=row["lost_m3"],
            threshold_percent=row["threshold"],
            below_threshold=bool(row["below_threshold"]),
            supposed_zero=row["supposed_zero"],
        )
        for row in years
    )


def new_run(tenant: Tenant, **facts: Any) -> WaterRun:
    """Return the row of a run, not saved: its kind, period, messages and figures."""
    return WaterRun(tenant=tenant, made_at=timezone.now(), **facts)
