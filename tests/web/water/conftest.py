"""Shared by the tests of the water screens: a small network of our own, its readings, a town with the service on."""

import json
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone
from django_scopes import scope

from beffroi.water.simulate_leaks import Wish, simulate_folder
from beffroi.water.understand import understand
from beffroi.web.platform import tokens
from beffroi.web.platform.jobs import run_job
from beffroi.web.platform.ledger import Operation, append_event
from beffroi.web.platform.models import Job, Person, Tenant, TenantService
from beffroi.web.water.drawing import read_drawing
from beffroi.web.water.folders import current, made_from, original, put_in_use
from beffroi.web.water.keeping import new_run
from beffroi.web.water.models import FileKind, FileState, Leak, LeakSource, PipeRisk, RunKind, WaterFile, WaterRun
from beffroi.web.water.standard_time import moment_of

SIDE = 5
Browser = Callable[[Person], Client]


@pytest.fixture(autouse=True)
def own_files(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"


def small_network() -> str:
    """An .inp file: five by five junctions 90 m apart, one source, a day's shape of demand."""
    places = [(row, column) for row in range(SIDE) for column in range(SIDE)]
    pipes = [" entree R j00 40 150 110 0 Open"]
    for row, column in places:
        for name, (down, right) in {"e": (0, 1), "s": (1, 0)}.items():
            if row + down < SIDE and column + right < SIDE:
                pipes.append(f" c{row}{column}{name} j{row}{column} j{row + down}{column + right} 90 75 110 0 Open")
    shape = [0.4, 0.3, 0.3, 0.3, 0.4, 0.8, 1.4, 1.6, 1.3, 1.1, 1.1, 1.2, 1.3, 1.1, 1.0, 1.0, 1.2, 1.4, 1.5, 1.3]
    sections = {
        "JUNCTIONS": [f" j{row}{column} {8 + row}" for row, column in places],
        "RESERVOIRS": [" R 65"],
        "PIPES": pipes,
        "DEMANDS": [f" j{row}{column} {0.9 + 0.1 * ((row + column) % 4)} jour" for row, column in places],
        "PATTERNS": [" jour " + " ".join(str(factor) for factor in [*shape, 1.1, 0.9, 0.7, 0.6])],
        "TIMES": [" Duration 24:00", " Hydraulic Timestep 0:15", " Pattern Timestep 1:00"],
        "OPTIONS": [" Units CMH", " Headloss H-W"],
        "COORDINATES": [f" j{row}{column} {90 * column} {90 * row}" for row, column in places],
    }
    return "".join(f"[{name}]\n" + "\n".join(lines) + "\n\n" for name, lines in sections.items()) + "[END]\n"


@pytest.fixture(scope="session")
def plant(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder: reseau.inp and twenty-four days of scada.csv, where a leak opens on the thirteenth day."""
    folder = tmp_path_factory.mktemp("usine")
    (folder / "reseau.inp").write_text(small_network(), encoding="utf-8")
    (folder / "voulues.csv").write_text(
        "link,start,end,diameter,type,peak\n"
        "c33e,2026-01-13 00:00:00,2026-01-24 23:45:00,0.008,abrupt,2026-01-13 00:00:00\n",
        encoding="utf-8",
    )
    wish = Wish(seed=5, start=date(2026, 1, 1), days=24, leaks_file=folder / "voulues.csv", sensors="10")
    simulate_folder(folder / "reseau.inp", wish, folder)
    return folder


@pytest.fixture
def bourg(bourg: Tenant) -> Tenant:
    """The town of the other tests, with the water service on."""
    with scope(tenant=bourg):
        TenantService.objects.create(tenant=bourg, service="water")
    return bourg


@pytest.fixture
def send(bourg: Tenant, agent: Person) -> Callable[..., WaterFile]:
    """Put a file in use by path or text: read as ``receive`` reads it, but in this process, which is quicker."""

    def sending(what: Path | str, *, name: str = "", kind: str = "") -> WaterFile:
        file = WaterFile(tenant=bourg, name=name or Path(what).name, person=agent, state=FileState.PROPOSED)
        path = original(bourg, file)
        path.parent.mkdir(parents=True)
        path.write_bytes(what.read_bytes() if isinstance(what, Path) else what.encode())
        with scope(tenant=bourg):
            network = current(FileKind.NETWORK)
            told = understand(
                path,
                kind=kind,
                network=original(bourg, network) if network else None,
                out=made_from(bourg, file, ""),
            )
            file.kind, file.report = told.kind, json.loads(json.dumps(told.as_json()))
            file.save()
            put_in_use(file)
        return file

    return sending


def finish(tenant: Tenant, job: Job) -> Job:
    """Run a job to its end, here."""
    run_job.call(job.pk)
    with scope(tenant=tenant):
        return Job.objects.get(pk=job.pk)


@pytest.fixture
def search(bourg: Tenant) -> WaterRun:
    """A search that was run, with its event."""
    with scope(tenant=bourg):
        run = new_run(bourg, kind=RunKind.LEAKS, first=date(2026, 1, 1), last=date(2026, 1, 30))
        run.event = append_event(bourg, Operation(service="water", operation="leaks"))
        run.save()
    return run


def alarm(pipe: str = "c11e", onset: str = "2026-01-16 00:00:00", **changed: object) -> dict[str, object]:
    """An alarm as ``beffroi water leaks`` writes it."""
    told: dict[str, object] = {
        "pipe": pipe,
        "raised_at": "2026-01-18 23:45:00",
        "onset": onset,
        "flow_m3h": 2.4,
        "probability": 0.9,
        "radius_m": 120,
        "candidates": [pipe, "c12e"],
        "zone_only": False,
    }
    return told | changed


@pytest.fixture
def leak(bourg: Tenant, search: WaterRun) -> Leak:
    """A leak that the search signalled."""
    onset = moment_of("2026-01-16 00:00:00", zone=bourg.time_zone)
    with scope(tenant=bourg):
        made: Leak = Leak.objects.create(
            tenant=bourg,
            source=LeakSource.RUN,
            pipe="c11e",
            raised_at=onset,
            onset=onset,
            flow_m3h=2.4,
            probability=0.9,
            radius_m=120,
            candidates=["c11e", "c12e"],
            run=search,
            event=search.event,
        )
    return made


@pytest.fixture
def post_readings(bourg: Tenant) -> Iterator[Callable[..., Any]]:
    """Post a body to the API with a key of the water service."""
    cache.clear()
    word = tokens.create_token(bourg, "télégestion", service="water")[1]

    def post(body: str | bytes, kind: str = "application/json") -> Any:
        headers = {"authorization": f"Bearer {word}"}
        return Client().post("/api/v1/water/readings", body, content_type=kind, headers=headers)

    yield post
    cache.clear()


@pytest.fixture
def ranked(bourg: Tenant, send: Any, tmp_path: Path) -> Tenant:
    """A town with the small network in use and its forty pipes ranked, c00e first."""
    (tmp_path / "reseau.inp").write_text(small_network(), encoding="utf-8")
    file = send(tmp_path / "reseau.inp")
    with scope(tenant=bourg):
        run = WaterRun.objects.create(tenant=bourg, kind=RunKind.RANK, made_at=timezone.now(), first="2026-01-01")
        names = sorted(name for name in pipes_of(bourg, file))
        PipeRisk.objects.bulk_create(
            PipeRisk(
                tenant=bourg,
                run=run,
                pipe=name,
                rank=rank,
                expected_per_km_year=2.0 / rank,
                length_m=90,
                share=rank / len(names),
                reason=f"=raison de {name}",
            )
            for rank, name in enumerate(names, start=1)
        )
    return bourg


def pipes_of(tenant: Tenant, file: Any) -> list[str]:
    return [name for name in read_drawing(made_from(tenant, file, "map.json")).pipes if name != "entree"]


NIGHTS = [["2026-01-10", 0.01], ["2026-01-14", None], ["2026-01-16", -0.2], ["2026-01-18", -0.21]]


@pytest.fixture
def placed(bourg: Tenant, leak: Leak, send: Any, tmp_path: Path) -> Leak:
    """The leak on the small network, with the probability of each candidate and what a sensor saw."""
    (tmp_path / "reseau.inp").write_text(small_network(), encoding="utf-8")
    send(tmp_path / "reseau.inp")
    with scope(tenant=bourg):
        leak.chances = [0.6, 0.1]
        leak.evidence = [{"sensor": "j12", "kind": "pressure", "change": -0.21, "nights": NIGHTS}]
        leak.save()
    return leak
