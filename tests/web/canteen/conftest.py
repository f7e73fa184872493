"""Shared by the tests of the canteens' screens: a town whose files are sent and forecast.

The real reading and the real forecast run once a session; each test gets copies of the rows they made.
"""

import shutil
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import TypeVar

import pytest
from django.db.models import Model
from django_scopes import scope

from beffroi.canteen.history import History
from beffroi.canteen.simulate import simulate
from beffroi.canteen.writing import write_folder
from beffroi.web.canteen.folders import Sent, originals, receive, version
from beffroi.web.canteen.models import Expected, ExpectedTotal, Run, Upload
from beffroi.web.canteen.starting import start_forecast
from beffroi.web.platform.jobs import run_job
from beffroi.web.platform.ledger import Operation, append_event
from beffroi.web.platform.models import Entry, Person, Tenant

LAST = date(2026, 3, 13)


@dataclass
class Kept:
    """What the first reading and the first forecast of the session made."""

    upload: Upload | None = None
    version: Path | None = None
    originals: Path | None = None
    run: Run | None = None
    event: Entry | None = None
    rows: tuple[Expected | ExpectedTotal, ...] = ()


@pytest.fixture(scope="session")
def kept() -> Kept:
    return Kept()


@pytest.fixture(scope="session")
def small_town() -> History:
    """Three canteens and eighteen months of meals, up to a Friday of March 2026."""
    return simulate(seed=4, canteens=3, years=2, last_year=2025).known_at(LAST + timedelta(days=1))


@pytest.fixture(scope="session")
def small_town_files(small_town: History, tmp_path_factory: pytest.TempPathFactory) -> list[Sent]:
    folder = tmp_path_factory.mktemp("petite-ville")
    return [Sent(path.name, path.read_bytes()) for path in write_folder(small_town, Path(folder))]


@pytest.fixture
def sent(
    bourg: Tenant, agent: Person, small_town_files: list[Sent], kept: Kept, tmp_path_factory: pytest.TempPathFactory
) -> Upload:
    """The town's files, joined."""
    with scope(tenant=bourg):
        if kept.upload is None:
            kept.upload = receive(bourg, small_town_files, person=agent)
            kept.version = shutil.copytree(version(bourg, kept.upload), tmp_path_factory.mktemp("gardé") / "version")
            kept.originals = shutil.copytree(originals(bourg, kept.upload), kept.version.parent / "originaux")
            return kept.upload
        upload = _copy(kept.upload, tenant=bourg, person=agent)
        upload.save()
        assert kept.version is not None and kept.originals is not None  # noqa: PT018
        shutil.copytree(kept.version, version(bourg, upload), dirs_exist_ok=True)
        shutil.copytree(kept.originals, originals(bourg, upload), dirs_exist_ok=True)
        return upload


@pytest.fixture
def forecast_made(bourg: Tenant, agent: Person, sent: Upload, kept: Kept) -> Tenant:
    """The town with its files and a forecast as of the day after its last meals."""
    with scope(tenant=bourg):
        if kept.run is None or kept.event is None:
            job = start_forecast(bourg, person=agent, as_of=LAST + timedelta(days=1))
            run_job.call(job.pk)
            kept.run, kept.event = Run.objects.get(), Entry.objects.get()
            kept.rows = (*Expected.objects.all(), *ExpectedTotal.objects.all())
            return bourg
        facts = {name: getattr(kept.event, name) for name in Operation.__dataclass_fields__}
        event = append_event(bourg, Operation(**facts), person=agent)
        run = _copy(kept.run, tenant=bourg, event=event)
        run.save()
        for model in (Expected, ExpectedTotal):
            model.objects.bulk_create(
                [_copy(row, tenant=bourg, run=run) for row in kept.rows if isinstance(row, model)]
            )
    return bourg


Row = TypeVar("Row", bound=Model)


def _copy(row: Row, **changed: object) -> Row:
    """Return a new row with the same values but for those given."""
    names = [field.name for field in row._meta.concrete_fields if not field.primary_key]
    plain = {name: getattr(row, name) for name in names if name not in changed}
    return type(row)(**plain, **changed)
