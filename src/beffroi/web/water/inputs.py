"""What a job reads: the files in use, joined with the live feed and with what people found, written as files."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path

import numpy as np
import pandas as pd
from django.utils import timezone

from beffroi.territory.errors import BadInput
from beffroi.water.known_leaks import read_known_leaks
from beffroi.water.night_flow.flows import Flows, clean_flows, read_flows
from beffroi.water.night_flow.legitimate import read_legitimate
from beffroi.water.scada import read_table
from beffroi.web.platform.models import Tenant
from beffroi.web.water.drawing import drawing_of
from beffroi.web.water.feed import sector_meters
from beffroi.web.water.folders import current, made_from, original
from beffroi.web.water.models import (
    FileKind,
    Leak,
    LeakStatus,
    LeakStep,
    PipeRisk,
    Round,
    SensorDay,
    SensorKind,
    StopOutcome,
)
from beffroi.web.water.standard_time import FORM, standard_text

PACKED = np.dtype([("second", "<u4"), ("value", "<f8")])
LONGEST_HISTORY = timedelta(days=800)
REGISTER_SUFFIXES = (".csv", ".gz", ".xz")


class FileMissing(BadInput):
    """A file that the job needs was never sent, or was withdrawn."""


@dataclass(frozen=True)
class LeakInputs:
    """Files of a search. ``amr`` and ``known``: None where there is none."""

    network: Path
    scada: Path
    amr: Path | None
    known: Path | None

    @property
    def files(self) -> list[Path]:
        """Those that are there."""
        return [path for path in (self.network, self.scada, self.amr, self.known) if path]


def needed(tenant: Tenant, kind: FileKind) -> Path:
    """Return the file in use of a kind. Raises FileMissing."""
    found = optional(tenant, kind)
    if found is None:
        raise FileMissing(f"Il manque le fichier « {kind.label} » : envoyez-le dans Fichiers, puis recommencez.")
    return found


def optional(tenant: Tenant, kind: FileKind) -> Path | None:
    """Return the file in use of a kind, None where there is none."""
    file = current(kind)
    return original(tenant, file) if file else None


def digest(files: Iterable[Path]) -> str:
    """Return SHA-256 of files, one after another."""
    found = hashlib.sha256()
    for path in files:
        found.update(path.read_bytes())
    return found.hexdigest()


def stored(names: Iterable[str] | None, *, first: date, last: date, without: SensorKind | None = None) -> pd.DataFrame:
    """Return the live readings of sensors (all of them: None), one column a sensor, indexed by naive standard time."""
    rows = SensorDay.objects.filter(day__gte=first, day__lte=last).select_related("sensor").order_by("day")
    if names is not None:
        rows = rows.filter(sensor__name__in=list(names))
    if without:
        rows = rows.exclude(sensor__kind=without)
    series: dict[str, list[pd.Series]] = {}
    for row in rows.iterator(chunk_size=500):
        read = np.frombuffer(bytes(row.packed), dtype=PACKED)
        times = pd.Timestamp(row.day) + pd.to_timedelta(read["second"], unit="s")
        series.setdefault(row.sensor.name, []).append(pd.Series(read["value"], index=times))
    table = pd.DataFrame({name: pd.concat(parts) for name, parts in series.items()})
    return table.sort_index()


def leak_inputs(tenant: Tenant, folder: Path, *, first: date, last: date) -> LeakInputs:
    """Write what a search reads into a folder. Raises BadInput."""
    network, since = needed(tenant, FileKind.NETWORK), first - LONGEST_HISTORY
    live = stored(None, first=since, last=last, without=SensorKind.AMR)
    scada = _joined(optional(tenant, FileKind.SCADA), live, folder / "scada.csv")
    if scada is None:
        raise FileMissing("Aucune mesure : envoyez l'historique de télégestion, ou branchez les capteurs.")
    totals = stored(_amr_sensors(), first=since, last=last)
    meters = totals.sum(axis=1, min_count=len(totals.columns)).to_frame("total_Lh") if len(totals) else totals
    amr = _joined(optional(tenant, FileKind.AMR), meters, folder / "amr.csv")
    return LeakInputs(network, scada, amr, _known_leaks(tenant, folder / "known.csv"))


def _amr_sensors() -> list[str]:
    found = SensorDay.objects.filter(sensor__kind=SensorKind.AMR).values_list("sensor__name", flat=True)
    return list(found.order_by().distinct())


def _joined(history: Path | None, live: pd.DataFrame, out: Path) -> Path | None:
    """Return the history as it is where nothing came live, else both as one file; a live reading stands."""
    if live.empty:
        return history
    table = live if history is None else live.combine_first(read_table(history)[0])
    table.rename_axis("t").to_csv(out, date_format=FORM)
    return out


def _known_leaks(tenant: Tenant, out: Path) -> Path | None:
    """Write the leaks of the file in use and those that people repaired since."""
    sent = optional(tenant, FileKind.KNOWN_LEAKS)
    told = read_known_leaks(sent) if sent else ()
    rows = [(leak.pipe, f"{leak.start:{FORM}}", f"{leak.end:{FORM}}") for leak in told]
    zone = tenant.time_zone
    for leak, repaired_at in _repaired():
        onset, end = (standard_text(moment, zone=zone) for moment in (leak.onset, repaired_at))
        rows.append((leak.found_pipe or leak.pipe, onset, end))
    if not rows:
        return None
    with out.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([("link", "start", "end"), *rows])
    return out


def _repaired() -> Iterable[tuple[Leak, datetime]]:
    leaks = {leak.pk: leak for leak in Leak.objects.filter(status__in=[LeakStatus.REPAIRED, LeakStatus.CLOSED])}
    steps = LeakStep.objects.filter(leak__in=leaks, after=LeakStatus.REPAIRED).order_by("at")
    last = {step.leak_id: _when(step) for step in steps}
    return [(leaks[number], at) for number, at in last.items() if leaks[number].pipe or leaks[number].found_pipe]


def _when(step: LeakStep) -> datetime:
    """Return when a leak was repaired: the noon of the day told, where it is not the day it was told."""
    if step.day is None or step.day == timezone.localdate(step.at):
        return step.at
    return timezone.make_aware(datetime.combine(step.day, time(12)))


def night_inputs(tenant: Tenant) -> tuple[Flows, dict[str, float]]:
    """Return each sector's flow, live readings over those of the file, and legitimate uses. Raises BadInput."""
    sent, meters = optional(tenant, FileKind.FLOWS), sector_meters()
    live = stored(set(meters.values()), first=date(1990, 1, 1), last=date.max)
    named = pd.DataFrame({name: live[meter] for name, meter in meters.items() if meter in live.columns})
    history = read_flows(sent) if sent else None
    if history is None and named.empty:
        raise FileMissing("Aucun débit de secteur : envoyez-en un fichier, ou branchez un compteur à chaque secteur.")
    flows = history if history and named.empty else clean_flows(_over(named, history), "débits")
    customers = optional(tenant, FileKind.CUSTOMERS)
    return flows, read_legitimate(customers) if customers else {}


def _over(live: pd.DataFrame, history: Flows | None) -> pd.DataFrame:
    return live if history is None else live.combine_first(history.table)


def rank_inputs(tenant: Tenant, folder: Path) -> tuple[Path, Path, Path | None]:
    """Return pipes, breaks and the field's feedback as files. Raises FileMissing."""
    file = current(FileKind.PIPES)
    sent = needed(tenant, FileKind.PIPES)
    assert file is not None
    pipes = sent if sent.suffix in REGISTER_SUFFIXES else made_from(tenant, file, "pipes.csv")
    return pipes, needed(tenant, FileKind.BREAKS), field_feedback(folder / "retours.csv")


FOUND = {
    LeakStatus.CONFIRMED: "confirmed",
    LeakStatus.NOT_FOUND: "not_found",
    LeakStatus.REPAIRED: "repaired",
}


@dataclass(frozen=True)
class RoundInputs:
    """Files of a week's rounds: the last ranking, a register with courses, pipes to leave, the field's feedback."""

    ranking: Path
    pipes: Path
    without: Path
    feedback: Path | None


def round_inputs(tenant: Tenant, folder: Path, monday: date) -> RoundInputs:
    """Write what the planning of a week reads. Raises FileMissing."""
    risks = list(PipeRisk.objects.values_list("pipe", "expected_per_km_year", "length_m", "reason"))
    if not risks:
        raise FileMissing("Classez d'abord les conduites : la page Réseau et risques dit ce qu'il faut.")
    ranking, without = folder / "classement.csv", folder / "sans.txt"
    with ranking.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([("pipe_id", "expected_per_km_year", "length_m", "reason"), *risks])
    waiting = Round.objects.filter(done_at=None).exclude(day__gte=monday, day__lt=monday + timedelta(days=7))
    waiting = waiting.filter(day__gte=timezone.localdate())
    without.write_text("\n".join(stop["pipe_id"] for round_ in waiting for stop in round_.stops), encoding="utf-8")
    return RoundInputs(
        ranking, _with_courses(tenant, {risk[0] for risk in risks}), without, field_feedback(folder / "retours.csv")
    )


def _with_courses(tenant: Tenant, ranked: set[str]) -> Path:
    """Return the register where it has courses, else the network where it names the same pipes. Raises FileMissing."""
    for kind in (FileKind.PIPES, FileKind.NETWORK):
        if ranked & set(drawing_of(tenant, kind).pipes):
            return needed(tenant, kind)
    raise FileMissing(
        "Aucun tracé pour les conduites classées : envoyez un registre avec leur tracé (RAEPA), ou un réseau EPANET "
        "qui porte les mêmes identifiants."
    )


def field_feedback(out: Path) -> Path | None:
    """Write what people found, as ``beffroi water feedback`` reads it."""
    steps = LeakStep.objects.filter(after__in=FOUND).select_related("leak")
    rows = [
        (
            f"{step.day or timezone.localdate(step.at)}",
            FOUND[LeakStatus(step.after)],
            step.leak.found_pipe or step.leak.pipe,
            step.leak.probability,
            step.place,
        )
        for step in steps
        if step.leak.found_pipe or step.leak.pipe
    ]
    rows += [(f"{round_.day}", "not_found", pipe, None, "") for round_, pipe in _heard_nothing()]
    if not rows:
        return None
    with out.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([("date", "outcome", "pipe_id", "probability", "note"), *rows])
    return out


def _heard_nothing() -> Iterable[tuple[Round, str]]:
    """Return the pipes of rounds where the team heard nothing; what it found is a leak, with steps of its own."""
    for round_ in Round.objects.exclude(done_at=None):
        yield from ((round_, stop["pipe_id"]) for stop in round_.stops if stop.get("outcome") == StopOutcome.NOTHING)
