"""Long work of the canteens, run by a worker: forecast, strike scenario, evaluation."""

from __future__ import annotations

from datetime import date, time, timedelta

from django.utils import timezone

from beffroi import __version__
from beffroi.canteen.evaluate import evaluate
from beffroi.canteen.explain import explain
from beffroi.canteen.forecast import Forecast, forecast
from beffroi.canteen.orders import service_level, tradeoff
from beffroi.canteen.reading import read_folder
from beffroi.territory.errors import BadInput
from beffroi.web.canteen import retention  # noqa: F401 - registers what a purge removes
from beffroi.web.canteen.folders import latest, version
from beffroi.web.canteen.measures import as_evaluation
from beffroi.web.canteen.models import Run, RunKind, Settings, Upload
from beffroi.web.canteen.rows import fill_past, keep_rows, records
from beffroi.web.canteen.starting import SERVICE, default_as_of, start_nightly
from beffroi.web.platform.jobs import Work, work
from beffroi.web.platform.ledger import Operation, append_event
from beffroi.web.platform.measure import Meter
from beffroi.web.platform.schedule import every_day

MODEL = "beffroi.canteen ridge + LightGBM"
RANGE = timedelta(days=70)
JUDGED = timedelta(days=365)
HORIZON = "2w"


class NoMeals(BadInput):
    """The town has sent no meals yet."""


def _known() -> Upload:
    upload = latest()
    if upload is None or not upload.report.get("last"):
        raise NoMeals("Envoyez d'abord le fichier des repas servis : rien à prévoir sans lui.")
    return upload


@work("canteen.forecast")
def run_forecast(work: Work) -> None:
    """Read the town's folder, forecast, keep the rows of the board."""
    upload = _known()
    asked = work.arguments.get("as_of")
    as_of = date.fromisoformat(asked) if asked else default_as_of(upload, timezone.localdate())
    strikes = [date.fromisoformat(day) for day in work.arguments["strikes"]]
    level = _service_level()
    work.progress(0.05, "Lecture des fichiers")
    with Meter() as meter:
        history = read_folder(version(work.tenant, upload), as_of=as_of)
        work.progress(0.2, "Calcul de la prévision")
        made = forecast(
            history,
            as_of=as_of,
            first=as_of + timedelta(days=1),
            last=max([as_of + RANGE, *strikes]),
            strikes=strikes,
            service_level=level,
        )
        run = _as_run(made, work, as_of, level)
    kind = RunKind(work.arguments["kind"])
    with work.commit({"days": len(made.total)}):
        run.save()
        if kind == RunKind.CURRENT:
            keep_rows(made, run)
            fill_past(history, work.tenant, as_of)
        run.event = append_event(work.tenant, _operation(f"{kind}.{as_of}", upload, meter, work), person=work.person)
        run.save(update_fields=["event"])


def _operation(subject: str, upload: Upload, meter: Meter, work: Work) -> Operation:
    return Operation(
        service=SERVICE,
        operation=work.job.operation.removeprefix("canteen."),
        subject=subject,
        model=MODEL,
        version=__version__,
        input_digest=upload.digest,
        duration_ms=meter.duration_ms,
        energy_wh=meter.energy_wh,
        measured=meter.measured,
        cost_cents=meter.cost_cents(work.tenant),
    )


def _service_level() -> float | None:
    found = Settings.objects.first()
    if found is None:
        return None
    if found.shortage_cents:
        return service_level(surplus_cents=found.meal_cents, shortage_cents=found.shortage_cents)
    level: float | None = found.service_level
    return level


def _as_run(made: Forecast, work: Work, as_of: date, level: float | None) -> Run:
    return Run(
        tenant=work.tenant,
        kind=work.arguments["kind"],
        as_of=as_of,
        made_at=timezone.now(),
        strikes=work.arguments["strikes"],
        service_level=level or made.calibration.service_level,
        messages=list(made.messages),
        total=records(made.total),
        canteens=records(made.canteens) if work.arguments["kind"] == RunKind.SCENARIO else [],
        reasons={day.isoformat(): explain(made, day) for day in made.total["date"]},
        curve=[
            {key: round(float(value), 4) for key, value in row.items()} for row in tradeoff(made).to_dict("records")
        ],
    )


@work("canteen.evaluate")
def run_evaluation(work: Work) -> None:
    """Measure the method, the agents and naive forecasts on the town's last year of meals."""
    upload = _known()
    last = date.fromisoformat(upload.report["last"])
    first = max(last - JUDGED, date.fromisoformat(upload.report["first"]))
    work.progress(0.1, "Chaque semaine de l'année passée est prévue avec ce qu'on savait alors")
    with Meter() as meter:
        history = read_folder(version(work.tenant, upload), as_of=last + timedelta(days=1))
        judged = evaluate(history, first=first, last=last, horizon=HORIZON)
    kept = as_evaluation(work.tenant, judged, first=first, last=last, made_at=timezone.now())
    with work.commit():
        kept.save()
        append_event(work.tenant, _operation(f"{first}/{last}", upload, meter, work), person=work.person)


every_day("canteen.nightly", at=time(4, 10), service=SERVICE, start=start_nightly)
