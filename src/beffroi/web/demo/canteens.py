"""A year of a made-up town's canteens: its files, the forecasts of each week, what its agents decided."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pandas as pd
from django.db import transaction
from django.utils import timezone
from django_scopes import scope

from beffroi import __version__
from beffroi.canteen.evaluate import Evaluation as Judged
from beffroi.canteen.evaluate import evaluate
from beffroi.canteen.history import History
from beffroi.canteen.simulate import simulate
from beffroi.canteen.writing import write_folder
from beffroi.web.canteen.board import monday_of
from beffroi.web.canteen.folders import Sent, receive
from beffroi.web.canteen.measures import as_evaluation
from beffroi.web.canteen.models import Expected, ExpectedTotal, Run, RunKind
from beffroi.web.canteen.rows import FIGURES, or_none
from beffroi.web.canteen.starting import SERVICE
from beffroi.web.canteen.tasks import HORIZON, MODEL
from beffroi.web.demo.towns import Town
from beffroi.web.platform.ledger import Operation, append_decision, append_event, record_daily_heads
from beffroi.web.platform.measure import Meter
from beffroi.web.platform.models import Entry, Membership, Person, Tenant, TenantService
from beffroi.web.platform.models.ledger import Outcome

YEAR = timedelta(days=365)
FEWEST_SIMULATED = 3
EDITED = 0.05
REASONS = ("Sortie scolaire", "Classe de découverte", "Enseignant absent, enfants répartis", "Fête d'école")


def make_history(town: Town, today: date) -> History:
    """Return the town's made-up history up to yesterday."""
    last_year = today.year if today.month >= 8 else today.year - 1
    made = simulate(
        seed=town.seed, canteens=max(FEWEST_SIMULATED, town.canteens), years=town.years, last_year=last_year
    )
    return _first_canteens(made, town.canteens).known_at(today)


def _first_canteens(history: History, count: int) -> History:
    keys = history.attendance[["site", "kind"]].drop_duplicates().head(count)
    tables = {name: getattr(history, name).merge(keys, on=["site", "kind"]) for name in ("attendance", "enrolment")}
    return replace(history, **tables)


def make_year(tenant: Tenant, town: Town, today: date) -> None:
    """Send the town's files, judge its last year, and write the weeks that this judged into board and ledger."""
    history = make_history(town, today)
    with scope(tenant=tenant):
        agent = Person.objects.filter(pk__in=Membership.objects.values("person")).earliest("pk")
        _send(tenant, history, agent)
        last = history.attendance["date"].max().date()
        first = max(last - YEAR, history.attendance["date"].min().date() + YEAR)
        with Meter() as meter:
            judged = evaluate(history, first=first, last=last, horizon=HORIZON)
        with transaction.atomic():
            _write_weeks(tenant, judged, meter, agent, seed=town.seed)
            as_evaluation(tenant, judged, first=first, last=last, made_at=timezone.now()).save()
            TenantService.objects.update(since=first)
        record_daily_heads(tenant, today=today)


def _send(tenant: Tenant, history: History, agent: Person) -> None:
    with TemporaryDirectory() as folder:
        files = write_folder(history, Path(folder))
        receive(tenant, [Sent(file.name, file.read_bytes()) for file in files], person=agent)


def _write_weeks(tenant: Tenant, judged: Judged, meter: Meter, agent: Person, *, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - a made-up year, not a secret
    weeks = dict(iter(judged.rows.groupby(judged.rows["date"].map(monday_of))))
    totals = judged.days.set_index("date")
    for monday, rows in sorted(weeks.items()):
        as_of = monday - timedelta(days=7)
        event = append_event(tenant, _operation(as_of, meter, tenant, len(weeks)), at=_at(as_of, 4))
        run = Run.objects.create(
            tenant=tenant,
            kind=RunKind.CURRENT,
            as_of=as_of,
            made_at=_at(as_of, 4),
            service_level=0.8,
            event=event,
        )
        made = Expected.objects.bulk_create(_expected(run, row, chance) for row in rows.to_dict("records"))
        _write_totals(run, rows, totals)
        _decide(tenant, event, made, agent, chance)


def _operation(as_of: date, meter: Meter, tenant: Tenant, weeks: int) -> Operation:
    return Operation(
        service=SERVICE,
        operation="forecast",
        subject=f"current.{as_of}",
        model=MODEL,
        version=__version__,
        duration_ms=meter.duration_ms // weeks,
        energy_wh=(meter.energy_wh / weeks).quantize(Decimal("0.000001")),
        cost_cents=(meter.cost_cents(tenant) / weeks).quantize(Decimal("0.000001")),
    )


def _at(day: date, hour: int) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(hour, 12)))


def _expected(run: Run, row: dict[str, Any], chance: random.Random) -> Expected:
    advised = int(row["order"])
    edited = chance.random() < EDITED
    return Expected(
        tenant=run.tenant,
        run=run,
        date=row["date"],
        site=row["site"],
        kind=row["kind"],
        advised=advised,
        corrected=max(0, advised + chance.choice((-12, -6, 4, 8))) if edited else None,
        planned=or_none(row["planned"]),
        served=or_none(row["served"]),
        **{name: float(row[name]) for name in FIGURES},
    )


def _write_totals(run: Run, rows: pd.DataFrame, totals: pd.DataFrame) -> None:
    planned = rows.groupby("date")["planned"].sum(min_count=1)
    ExpectedTotal.objects.bulk_create(
        ExpectedTotal(
            tenant=run.tenant,
            run=run,
            date=day,
            advised=int(totals.loc[day, "order"]),
            planned=or_none(planned[day]),
            served=or_none(totals.loc[day, "served"]),
            **{name: float(totals.loc[day, name]) for name in FIGURES},
        )
        for day in sorted(set(rows["date"]))
    )


def _decide(tenant: Tenant, event: Entry, rows: Sequence[Expected], agent: Person, chance: random.Random) -> None:
    """Write the agent's decisions of a week on its Thursday before, as the board's page would."""
    at = _at(rows[0].run.as_of + timedelta(days=3), 9)
    for row in (row for row in rows if row.corrected is not None):
        append_decision(
            tenant,
            event,
            outcome=Outcome.EDITED,
            person=agent,
            reason=chance.choice(REASONS),
            subject=f"{row.date} {row.canteen} {row.advised}>{row.corrected}"[:120],
            at=at,
        )
    for day in sorted({row.date for row in rows}):
        append_decision(tenant, event, outcome=Outcome.ACCEPTED, person=agent, subject=f"{day} commandes", at=at)
