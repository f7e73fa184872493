"""Long work of the water service, run by a worker: search for leaks, night flow, ranking, indicators, and the nightly.

Each measures itself, tells the ledger once, and writes its rows in the transaction that ends its job.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from datetime import date, time, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from beffroi import __version__
from beffroi.water.night_flow import watch_sectors
from beffroi.web.platform.jobs import Work, work
from beffroi.web.platform.ledger import Operation, append_event
from beffroi.web.platform.measure import Meter
from beffroi.web.platform.schedule import every_day
from beffroi.web.platform.watched import FileRefused, Limits, run_beffroi
from beffroi.web.water import retention  # noqa: F401 - registers what a purge removes
from beffroi.web.water.evidence import evidence_of
from beffroi.web.water.folders import water_settings
from beffroi.web.water.inputs import digest, leak_inputs, needed, night_inputs, optional, rank_inputs, round_inputs
from beffroi.web.water.keeping import keep_indicators, keep_leaks, keep_nights, keep_ranking, new_run
from beffroi.web.water.models import FileKind, RunKind, WaterRun
from beffroi.web.water.round_keeping import keep_rounds
from beffroi.web.water.starting import SERVICE, RoundsWish, start_nightly
from beffroi.web.water.worth import keep_worth

MODELS = {
    RunKind.LEAKS: "beffroi.water EPANET + recherche bayésienne",
    RunKind.NIGHT: "beffroi.water débits de nuit, ruptures par programmation dynamique",
    RunKind.RANK: "beffroi.water régression de Poisson + passé de la conduite",
    RunKind.ROUNDS: "beffroi.water tournées, gain attendu par mètre marché",
    RunKind.INDICATORS: "beffroi.water indicateurs (arrêté du 2 mai 2007)",
}
LONGEST = timedelta(hours=1)
HEAVY = Limits(seconds=3600, cpu_seconds=3600, resident=2_500_000_000)
USUAL_SECONDS = 90.0


@work("water.leaks", longest=LONGEST + timedelta(minutes=5))
def run_leaks(work: Work) -> None:
    """Search for leaks between two days on the files in use and the live feed, in a watched child."""
    first, last = (date.fromisoformat(work.arguments[name]) for name in ("first", "last"))
    with TemporaryDirectory() as name, Meter() as meter:
        folder = Path(name)
        work.progress(0.02, "Lecture des mesures")
        read = leak_inputs(work.tenant, folder, first=first, last=last)
        options: list[object] = ["--network", read.network, "--scada", read.scada, "--from", first, "--to", last]
        options += ["--amr", read.amr] if read.amr else []
        options += ["--known-leaks", read.known] if read.known else []
        run_beffroi(
            ["water", "leaks", *options, "--json", folder / "out.json"],
            limits=HEAVY,
            meanwhile=_telling(work, "Recherche jour après jour"),
        )
        told = json.loads((folder / "out.json").read_text(encoding="utf-8"))
        for alarm, seen in zip(told["alarms"], evidence_of(work.tenant, read.scada, told["alarms"]), strict=True):
            alarm["evidence"] = seen
        input_digest = digest(read.files)
    run = new_run(
        work.tenant,
        kind=RunKind.LEAKS,
        first=first,
        last=last,
        messages=told["messages"],
        result=_counts(told["alarms"]),
    )
    with work.commit(run.result):
        _told(work, run, meter, subject=f"{first}/{last}", input_digest=input_digest)
        run.result["new"] = keep_leaks(run, told["alarms"])
        run.save(update_fields=["result"])


def _counts(alarms: list[dict[str, object]]) -> dict[str, object]:
    return {"alarms": len(alarms), "zone_only": any(alarm["zone_only"] for alarm in alarms)}


def _telling(work: Work, text: str) -> Callable[[float], None]:
    """Tell progress by the time gone by: half after the usual time, never the whole."""
    return lambda seconds: work.progress(seconds / (seconds + USUAL_SECONDS), text)


def _told(work: Work, run: WaterRun, meter: Meter, *, subject: str, input_digest: str) -> None:
    """Save a run with its event; the event comes before the rows that will cite it."""
    operation = Operation(
        service=SERVICE,
        operation=run.kind,
        subject=subject,
        model=MODELS[RunKind(run.kind)],
        version=__version__,
        input_digest=input_digest,
        duration_ms=meter.duration_ms,
        energy_wh=meter.energy_wh,
        measured=meter.measured,
        cost_cents=meter.cost_cents(work.tenant),
    )
    run.event = append_event(work.tenant, operation, person=work.person)
    run.save()


@work("water.night")
def run_night(work: Work) -> None:
    """Watch the night flow of every sector."""
    work.progress(0.05, "Lecture des débits")
    with Meter() as meter:
        flows, legitimate = night_inputs(work.tenant)
        euros = water_settings(work.tenant).euros_per_m3
        work.progress(0.3, "Nuit après nuit, secteur par secteur")
        made = watch_sectors(flows, legitimate=legitimate, euros_per_m3=euros)
        told = made.as_json()
        nights = {
            str(sector): {day.date(): float(flow) for day, flow in made.nights[sector].dropna().items()}
            for sector in made.nights.columns
        }
    days = flows.table.index
    run = new_run(
        work.tenant,
        kind=RunKind.NIGHT,
        first=days[0].date(),
        last=days[-1].date(),
        messages=told["findings"],
        result={"alarms": len(told["alarms"]), "sectors": len(told["sectors"])},
    )
    files = filter(None, (optional(work.tenant, kind) for kind in (FileKind.FLOWS, FileKind.CUSTOMERS)))
    with work.commit(run.result):
        _told(work, run, meter, subject=f"{run.first}/{run.last}", input_digest=digest(files))
        run.result["new"] = keep_nights(run, told, nights)
        run.save(update_fields=["result"])
        keep_worth(work.tenant)


@work("water.rank")
def run_rank(work: Work) -> None:
    """Rank the pipes for a year, what people found counted with the breaks."""
    year = int(work.arguments["year"])
    with TemporaryDirectory() as name, Meter() as meter:
        out = Path(name) / "ranking.csv"
        pipes, breaks, feedback = rank_inputs(work.tenant, Path(name))
        more = ["--feedback", feedback] if feedback else []
        run_beffroi(
            ["water", "rank", "--pipes", pipes, "--breaks", breaks, "--year", year, "--out", out, *more],
            limits=HEAVY,
            meanwhile=_telling(work, "Classement des conduites"),
        )
        with out.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        evaluation = _evaluation(work, ["--pipes", pipes, "--breaks", breaks, *more], Path(name) / "mesure.json")
        input_digest = digest(filter(None, (pipes, breaks, feedback)))
    run = new_run(work.tenant, kind=RunKind.RANK, first=date(year, 1, 1), last=date(year, 12, 31))
    with work.commit({"pipes": len(rows)}):
        _told(work, run, meter, subject=str(year), input_digest=input_digest)
        held = keep_ranking(run, rows)
        run.result = {"pipes": len(rows), "breaks_in_5_percent": held, "evaluation": evaluation}
        run.save(update_fields=["result"])


def _evaluation(work: Work, registers: list[object], out: Path) -> dict[str, object]:
    """Judge the ranking on the tenant's own past; ``missing`` says why it cannot be."""
    try:
        run_beffroi(
            ["water", "evaluate-ranking", *registers, "--json", out],
            limits=HEAVY,
            meanwhile=_telling(work, "Mesure sur les années passées"),
        )
    except FileRefused as error:
        return {"missing": str(error)}
    told: dict[str, object] = json.loads(out.read_text(encoding="utf-8"))
    return told


@work("water.rounds")
def run_rounds(work: Work) -> None:
    """Plan the rounds of a week from the last ranking; pipes of other rounds still to do are left out."""
    wish = RoundsWish(**{**work.arguments, "monday": date.fromisoformat(work.arguments["monday"])})
    with TemporaryDirectory() as name, Meter() as meter:
        folder = Path(name)
        work.progress(0.1, "Lecture du classement et des tracés")
        read = round_inputs(work.tenant, folder, wish.monday)
        options: list[object] = ["--ranking", read.ranking, "--pipes", read.pipes, "--without", read.without]
        options += ["--feedback", read.feedback] if read.feedback else []
        options += ["--teams", wish.teams, "--days", wish.days, "--metres-a-day", wish.metres]
        run_beffroi(["water", "rounds", *options, "--json", folder / "tournees.json"], limits=HEAVY)
        told = json.loads((folder / "tournees.json").read_text(encoding="utf-8"))
        input_digest = digest(filter(None, (read.ranking, read.pipes, read.feedback)))
    last = wish.monday + timedelta(days=wish.days - 1)
    run = new_run(work.tenant, kind=RunKind.ROUNDS, first=wish.monday, last=last, result={"rounds": len(told)})
    with work.commit(run.result):
        _told(work, run, meter, subject=f"{wish.monday}", input_digest=input_digest)
        keep_rounds(run, told)


@work("water.indicators")
def run_indicators(work: Work) -> None:
    """Compute the indicators, the SISPEA declaration, and the frame of an action plan where one is due."""
    volumes = needed(work.tenant, FileKind.VOLUMES)
    with TemporaryDirectory() as name, Meter() as meter:
        out, declaration, plan = (Path(name) / word for word in ("out.json", "declaration.csv", "plan.md"))
        run_beffroi(["water", "indicators", volumes, "--json", out, "--out", declaration, "--plan", plan])
        told = json.loads(out.read_text(encoding="utf-8"))
        texts = {path.stem: path.read_text(encoding="utf-8") for path in (declaration, plan) if path.exists()}
    result = {"rolling": told["rolling"], "missing_for_sispea": told["missing_for_sispea"], **texts}
    run = new_run(work.tenant, kind=RunKind.INDICATORS, result=result)
    with work.commit({"years": len(told["years"])}):
        _told(work, run, meter, subject=told["years"][-1]["period"], input_digest=digest([volumes]))
        keep_indicators(run, told["years"])


every_day("water.nightly", at=time(5, 10), service=SERVICE, start=start_nightly)
