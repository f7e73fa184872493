"""What has outlived its retention goes; the ledger that stays is still whole."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django_scopes import scope

from beffroi.web.canteen.folders import originals
from beffroi.web.canteen.models import Run, RunKind, Upload, UploadState
from beffroi.web.platform import retention
from beffroi.web.platform.ledger import Operation, append_decision, append_event, record_daily_heads
from beffroi.web.platform.models import Checkpoint, DailyHead, Entry, EntryText, Job, Person, Tenant, TenantService
from beffroi.web.platform.models.jobs import JobState
from beffroi.web.platform.models.ledger import Outcome
from beffroi.web.platform.retention import PURGES, Removed, purge, purge_all, purges
from beffroi.web.platform.verification import verify

NOW = datetime(2026, 11, 25, 3, tzinfo=UTC)


@pytest.fixture(autouse=True)
def kept_500_days(bourg: Tenant) -> None:
    with scope(tenant=bourg):
        TenantService.objects.update(retention_days=500)


@pytest.fixture
def no_purge_left_behind() -> Iterator[None]:
    before = dict(PURGES)
    yield
    PURGES.clear()
    PURGES.update(before)


def ran(tenant: Tenant, days: int, *, service: str = "canteen") -> Entry:
    return append_event(tenant, Operation(service=service, operation="forecast"), at=NOW - timedelta(days=days))


def decided(tenant: Tenant, person: Person, days: int) -> Entry:
    event = ran(tenant, days)
    return append_decision(
        tenant, event, outcome=Outcome.EDITED, person=person, reason="sortie", at=NOW - timedelta(days=days)
    )


def test_the_ledger_loses_its_start_and_stays_whole(bourg: Tenant, agent: Person) -> None:
    for days in (600, 550, 499, 10):
        decided(bourg, agent, days)
    record_daily_heads(bourg)
    assert purge(bourg, now=NOW) == Removed(rows=2, links=4)
    with scope(tenant=bourg):
        assert list(Entry.objects.values_list("seq", flat=True)) == [5, 6, 7, 8, 9]
        point = Checkpoint.objects.get()
        assert (point.seq, point.removed) == (4, 4)
        assert EntryText.objects.count() == 2
        assert DailyHead.objects.count() == 4
        assert Entry.objects.get(seq=9).result == "2 lignes, 4 maillons du journal"
    assert verify(bourg).whole
    assert verify(bourg).links == 5


def test_a_second_purge_finds_nothing_and_says_nothing(bourg: Tenant, agent: Person) -> None:
    decided(bourg, agent, 600)
    ran(bourg, 1)
    purge(bourg, now=NOW)
    assert purge(bourg, now=NOW) == Removed(0, 0)
    assert verify(bourg).links == 2


def test_purges_follow_each_other(bourg: Tenant) -> None:
    for days in (600, 450, 1):
        ran(bourg, days)
    assert purge(bourg, now=NOW).links == 1
    later = datetime.now(UTC) + timedelta(days=100)
    assert purge(bourg, now=max(later, NOW + timedelta(days=100))).links == 1
    with scope(tenant=bourg):
        assert [point.seq for point in Checkpoint.objects.order_by("seq")] == [1, 2]
    assert verify(bourg).whole


def test_a_link_that_must_stay_keeps_those_after_it(bourg: Tenant) -> None:
    with scope(tenant=bourg):
        TenantService.objects.create(tenant=bourg, service="council", retention_days=4000)
    for days, service in ((900, "canteen"), (800, "council"), (700, "canteen"), (1, "canteen")):
        ran(bourg, days, service=service)
    assert purge(bourg, now=NOW).links == 1


def test_the_ledger_keeps_the_twelve_months_of_the_register(bourg: Tenant, agent: Person) -> None:
    with scope(tenant=bourg):
        TenantService.objects.update(retention_days=1)
    decided(bourg, agent, 401)
    decided(bourg, agent, 399)
    assert purge(bourg, now=NOW) == Removed(rows=2, links=2)


def test_a_service_that_is_gone_keeps_its_links_three_years(bourg: Tenant) -> None:
    ran(bourg, 1096, service="gone")
    ran(bourg, 1094, service="gone")
    assert purge(bourg, now=NOW).links == 1


def test_a_whole_ledger_may_go(bourg: Tenant, agent: Person) -> None:
    decided(bourg, agent, 600)
    purge(bourg, now=NOW)
    append_event(bourg, Operation(service="canteen", operation="forecast"))
    assert verify(bourg).links == 2
    assert verify(bourg).whole


def test_a_purge_takes_a_large_ledger_in_parts(bourg: Tenant, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retention, "MOST_LINKS", 2)
    for _ in range(5):
        ran(bourg, 600)
    assert [purge(bourg, now=NOW).links for _ in range(3)] == [2, 2, 1]
    assert verify(bourg).whole


def test_ended_jobs_go_and_open_ones_stay(bourg: Tenant) -> None:
    with scope(tenant=bourg):
        for key, state, operation in (
            ("a", JobState.DONE, "canteen.forecast"),
            ("b", JobState.WAITING, "canteen.forecast"),
            ("c", JobState.FAILED, "water.locate"),
            ("d", JobState.FAILED, "platform.export"),
        ):
            Job.objects.create(tenant=bourg, operation=operation, key=key, title=key, state=state)
        Job.objects.update(created_at=NOW - timedelta(days=600))
        assert purge(bourg, now=NOW).rows == 1
        assert {job.key for job in Job.objects.all()} == {"b", "c", "d"}
        Job.objects.update(created_at=NOW - timedelta(days=1100))
        assert purge(bourg, now=NOW).rows == 1
        assert {job.key for job in Job.objects.all()} == {"b", "c"}


def test_a_service_registers_what_it_removes(bourg: Tenant, no_purge_left_behind: None) -> None:
    seen: list[datetime] = []

    @purges("canteen")
    def forget(tenant: Tenant, *, before: datetime) -> int:
        seen.append(before)
        return 7

    assert purge(bourg, now=NOW).rows == 7
    assert seen == [NOW - timedelta(days=500)]


def test_the_canteens_old_files_go_but_for_the_last_accepted(bourg: Tenant) -> None:
    with scope(tenant=bourg):
        kept = [
            Upload.objects.create(tenant=bourg, names=[state], state=state)
            for state in (UploadState.ACCEPTED, UploadState.REFUSED, UploadState.ACCEPTED)
        ]
        for upload in kept:
            originals(bourg, upload).mkdir(parents=True)
            (originals(bourg, upload) / "a.csv").write_text("x")
        Upload.objects.update(sent_at=NOW - timedelta(days=600))
        Run.objects.create(
            tenant=bourg,
            kind=RunKind.SCENARIO,
            as_of=NOW.date(),
            made_at=NOW - timedelta(days=501),
            service_level=0.8,
            event=ran(bourg, 600),
        )
        assert purge(bourg, now=NOW) == Removed(rows=3, links=1)
        assert list(Upload.objects.all()) == kept[2:]
        assert [originals(bourg, upload).exists() for upload in kept] == [False, False, True]


def test_one_tenant_that_fails_does_not_keep_the_others_waiting(
    bourg: Tenant, autun: Tenant, no_purge_left_behind: None, caplog: pytest.LogCaptureFixture
) -> None:
    seen = []

    @purges("canteen")
    def forget(tenant: Tenant, *, before: datetime) -> int:
        seen.append(tenant.slug)
        if tenant == autun:
            raise OSError("disk")
        return 0

    purge_all()
    assert sorted(seen) == ["autun", "bourg"]
    assert "purge failed" in caplog.text


def test_another_tenants_rows_stay(bourg: Tenant, autun: Tenant, agent: Person) -> None:
    decided(autun, agent, 600)
    assert purge(bourg, now=NOW) == Removed(0, 0)
    assert verify(autun).links == 2


def test_files_stand_in_the_folder_of_the_instance() -> None:
    assert Path(settings.MEDIA_ROOT).is_relative_to(settings.HOME)
