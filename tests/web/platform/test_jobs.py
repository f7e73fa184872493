"""Jobs in one process: attempts, failures, cancelling, running again, what a person sees."""

import logging
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from django_scopes import scope
from django_tasks_db.models import DBTaskResult
from pytest_django import DjangoAssertNumQueries

from beffroi.territory.errors import BadInput
from beffroi.web.platform import jobs, leases, reaping
from beffroi.web.platform.estimates import remaining, spoken, usual_durations
from beffroi.web.platform.models import Job, JobResult, Person, Role, Tenant, WorkerBeat
from beffroi.web.platform.models.jobs import JobState
from beffroi.web.platform.shift import SHIFT
from web.conftest import enrol

Browser = Callable[[Person], Client]
Doing = Callable[[jobs.Work], None]


@pytest.fixture
def operation() -> Iterator[Callable[[Doing], None]]:
    """Let a test say what its jobs do."""
    before = dict(jobs.WORKS)
    yield lambda function: jobs.WORKS.update({"test.count": jobs.Operation(function, timedelta(minutes=1))})
    jobs.WORKS.clear()
    jobs.WORKS.update(before)


@pytest.fixture
def in_bourg(bourg: Tenant) -> Iterator[Tenant]:
    with scope(tenant=bourg):
        yield bourg


def begin(tenant: Tenant, key: str = "2026", person: Person | None = None) -> Job:
    return jobs.start(tenant, "test.count", key=key, title="Compter", arguments={"to": 3}, person=person)


def run(job: Job) -> Job:
    """Do what waits, whatever its hour, then read the job again."""
    Job.objects.filter(pk=job.pk).update(due_at=None)
    DBTaskResult.objects.filter(status="READY").update(run_after=timezone.now())
    while jobs.work_once():
        pass
    job.refresh_from_db()
    return job


def commit_three(doing: jobs.Work) -> None:
    with doing.commit({"counted": doing.arguments["to"]}):
        pass


def test_a_job_is_done_once_and_leaves_its_result(in_bourg: Tenant, operation: Callable[[Doing], None]) -> None:
    operation(commit_three)
    job = run(begin(in_bourg))
    assert (job.state, job.progress, job.attempt) == (JobState.DONE, 1.0, 1)
    assert [result.value for result in JobResult.objects.filter(job=job)] == [{"counted": 3}]


def test_the_same_key_is_not_started_twice_while_open(in_bourg: Tenant, operation: Callable[[Doing], None]) -> None:
    operation(commit_three)
    first = begin(in_bourg)
    assert begin(in_bourg).pk == first.pk
    assert begin(in_bourg, key="2027").pk != first.pk
    run(first)
    assert begin(in_bourg).pk != first.pk


def test_a_function_that_does_not_commit_is_committed_for_it(
    in_bourg: Tenant, operation: Callable[[Doing], None]
) -> None:
    operation(lambda doing: doing.progress(0.5, "à moitié"))
    assert run(begin(in_bourg)).state == JobState.DONE


def test_bad_input_is_told_word_for_word_and_not_tried_again(
    in_bourg: Tenant, operation: Callable[[Doing], None]
) -> None:
    def refuse(doing: jobs.Work) -> None:
        raise BadInput("Il manque la colonne « date ».")

    operation(refuse)
    job = run(begin(in_bourg))
    assert (job.state, job.attempt, job.message) == (JobState.FAILED, 1, "Il manque la colonne « date ».")


def test_an_unforeseen_error_is_told_by_its_number_and_kept_in_the_log(
    in_bourg: Tenant, operation: Callable[[Doing], None], caplog: pytest.LogCaptureFixture
) -> None:
    def break_down(doing: jobs.Work) -> None:
        raise ZeroDivisionError("secret of the machine")

    operation(break_down)
    job = run(begin(in_bourg))
    assert job.state == JobState.FAILED
    assert f"n° {job.pk}" in job.message
    assert "secret" not in job.message
    assert "secret of the machine" in caplog.text


def test_a_passing_failure_is_tried_three_times_with_waits(
    in_bourg: Tenant, operation: Callable[[Doing], None], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.CRITICAL)
    attempts = []

    def fail(doing: jobs.Work) -> None:
        attempts.append(doing.job.attempt)
        raise ConnectionError("no route")

    operation(fail)
    job = begin(in_bourg)
    jobs.work_once()
    job.refresh_from_db()
    assert job.state == JobState.WAITING
    assert job.due_at is not None
    assert job.due_at > timezone.now() + timedelta(seconds=10)
    assert "panne passagère" in job.message
    assert not jobs.work_once()
    run(job)
    assert run(job).state == JobState.FAILED
    assert attempts == [1, 2, 3]


def test_what_fails_once_is_done_by_the_next_attempt(in_bourg: Tenant, operation: Callable[[Doing], None]) -> None:
    def fail_once(doing: jobs.Work) -> None:
        if doing.job.attempt == 1:
            raise jobs.MayPass
        commit_three(doing)

    operation(fail_once)
    job = run(run(begin(in_bourg)))
    assert (job.state, job.attempt) == (JobState.DONE, 2)


def test_a_job_that_waits_is_cancelled_at_once(in_bourg: Tenant, operation: Callable[[Doing], None]) -> None:
    operation(commit_three)
    job = begin(in_bourg)
    jobs.cancel(job)
    assert run(job).state == JobState.CANCELLED
    assert not JobResult.objects.exists()


def test_a_job_that_runs_is_cancelled_at_its_next_step(in_bourg: Tenant, operation: Callable[[Doing], None]) -> None:
    def ask_then_go_on(doing: jobs.Work) -> None:
        jobs.cancel(doing.job)
        doing.progress(0.5, "un pas de plus")
        raise AssertionError("it went on")

    operation(ask_then_go_on)
    job = run(begin(in_bourg))
    assert (job.state, job.message) == (JobState.CANCELLED, "Annulé à la demande.")


def test_a_lease_that_lapsed_cannot_commit(in_bourg: Tenant, operation: Callable[[Doing], None]) -> None:
    """The worker slept; another took the job over and finished it: one result, the second's."""

    def sleep_too_long(doing: jobs.Work) -> None:
        if doing.job.attempt == 1:
            Job.objects.filter(pk=doing.job.pk).update(lease_until=timezone.now() - timedelta(seconds=1))
            reaping.reap()
            run(doing.job)
        with doing.commit({"attempt": doing.job.attempt}):
            pass

    operation(sleep_too_long)
    job = run(begin(in_bourg))
    assert job.state == JobState.DONE
    assert [result.value for result in JobResult.objects.all()] == [{"attempt": 2}]


def test_a_job_interrupted_three_times_is_failed_with_a_sentence(
    in_bourg: Tenant, operation: Callable[[Doing], None]
) -> None:
    job = begin(in_bourg)
    for _ in range(3):
        assert leases.take(job.pk, worker="dead") is not None
        Job.objects.filter(pk=job.pk).update(lease_until=timezone.now() - timedelta(seconds=1))
        reaping.reap()
        Job.objects.filter(pk=job.pk).update(due_at=None)
    job.refresh_from_db()
    assert (job.state, job.attempt, job.message) == (JobState.FAILED, 3, reaping.INTERRUPTED)


def test_a_job_whose_place_in_the_queue_vanished_gets_another(
    in_bourg: Tenant, operation: Callable[[Doing], None]
) -> None:
    operation(commit_three)
    job = begin(in_bourg)
    DBTaskResult.objects.all().delete()
    reaping.reap()
    reaping.reap()
    assert DBTaskResult.objects.count() == 1
    assert run(job).state == JobState.DONE


def test_a_dead_worker_of_this_machine_is_buried_at_once(in_bourg: Tenant) -> None:
    job = begin(in_bourg)
    leases.take(job.pk, worker="gone")
    reaping.beat("gone")
    WorkerBeat.objects.update(pid=2**22 + 1)
    reaping.bury_the_dead()
    reaping.reap()
    job.refresh_from_db()
    assert job.state == JobState.WAITING
    assert not WorkerBeat.objects.exists()


def test_a_worker_that_stops_lays_its_job_down_uncounted(
    in_bourg: Tenant, operation: Callable[[Doing], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop_then_go_on(doing: jobs.Work) -> None:
        SHIFT.stop.set()
        doing.progress(0.5)

    operation(stop_then_go_on)
    job = begin(in_bourg)
    jobs.work_once()
    SHIFT.stop.clear()
    job.refresh_from_db()
    assert (job.state, job.attempt) == (JobState.WAITING, 0)
    operation(commit_three)
    assert run(job).state == JobState.DONE


def test_an_operation_that_no_longer_exists_is_said(in_bourg: Tenant) -> None:
    job = run(begin(in_bourg))
    assert job.state == JobState.FAILED
    assert "n'existe plus" in job.message


def test_the_time_left_comes_from_the_past_then_from_the_pace() -> None:
    now = timezone.now()
    job = Job(state=JobState.WAITING)
    assert remaining(job, usual=None, now=now) is None
    assert remaining(job, usual=timedelta(minutes=4), now=now) == timedelta(minutes=4)
    job.state, job.started_at = JobState.RUNNING, now - timedelta(minutes=1)
    assert remaining(job, usual=timedelta(minutes=4), now=now) == timedelta(minutes=3)
    job.progress = 0.5
    assert remaining(job, usual=None, now=now) == timedelta(minutes=1)
    assert remaining(job, usual=timedelta(minutes=4), now=now) == timedelta(minutes=2)


def test_the_usual_duration_is_the_median_of_the_past(in_bourg: Tenant) -> None:
    now = timezone.now()
    for number, seconds in enumerate([10, 20, 300]):
        began = now - timedelta(seconds=seconds)
        fields = {"tenant": in_bourg, "operation": "test.count", "key": str(number), "state": JobState.DONE}
        Job.objects.create(**fields, started_at=began, finished_at=now)
    assert usual_durations({"test.count"}) == {"test.count": timedelta(seconds=20)}


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(3, "moins de 10 secondes"), (42, "40 secondes"), (58, "1 minute"), (200, "3 minutes"), (4800, "1 h 20")],
)
def test_durations_are_spoken(seconds: int, words: str) -> None:
    assert spoken(timedelta(seconds=seconds)) == words


def test_an_agent_follows_cancels_and_runs_again(
    browser: Browser, agent: Person, bourg: Tenant, operation: Callable[[Doing], None]
) -> None:
    operation(commit_three)
    page = browser(agent)
    with scope(tenant=bourg):
        job = begin(bourg, person=agent)
    address = f"/bourg/travaux/{job.pk}/"
    assert "commencera dès qu'un ouvrier est libre" in page.get(address).text.replace("&#x27;", "'")
    assert "Annulé" in page.post(f"{address}annuler", follow=True).text
    followed = page.post(f"{address}relancer", follow=True)
    again = followed.redirect_chain[-1][0]
    assert again != address
    with scope(tenant=bourg):
        run(job)
    assert "Terminé" in page.get(again).text
    assert page.get(address).status_code == 200


def test_the_fragment_asks_again_only_while_the_job_is_open(
    browser: Browser, agent: Person, bourg: Tenant, operation: Callable[[Doing], None]
) -> None:
    operation(commit_three)
    with scope(tenant=bourg):
        job = begin(bourg)
    address, page = f"/bourg/travaux/{job.pk}/", browser(agent)
    fragment = page.get(address, headers={"hx-request": "true"}).text
    assert "<h1>" not in fragment
    assert 'hx-trigger="every 2s"' in fragment
    with scope(tenant=bourg):
        run(job)
    assert "hx-trigger" not in page.get(address, headers={"hx-request": "true"}).text


def test_a_finished_job_is_neither_cancelled_nor_run_again(
    browser: Browser, agent: Person, bourg: Tenant, operation: Callable[[Doing], None]
) -> None:
    operation(commit_three)
    with scope(tenant=bourg):
        job = run(begin(bourg))
    page = browser(agent)
    assert "déjà fini" in page.post(f"/bourg/travaux/{job.pk}/annuler", follow=True).text
    assert "Seul un travail" in page.post(f"/bourg/travaux/{job.pk}/relancer", follow=True).text
    with scope(tenant=bourg):
        assert Job.objects.count() == 1


def test_an_elected_member_sees_jobs_but_does_not_act(browser: Browser, bourg: Tenant) -> None:
    elected = enrol(bourg, Role.ELECTED)
    with scope(tenant=bourg):
        job = begin(bourg)
    page = browser(elected)
    assert "Annuler ce travail" not in page.get(f"/bourg/travaux/{job.pk}/").text
    assert page.post(f"/bourg/travaux/{job.pk}/annuler").status_code == 404


@pytest.mark.parametrize("rows", [2, 40])
def test_the_list_of_jobs_takes_the_same_queries_whatever_its_length(
    rows: int, browser: Browser, agent: Person, bourg: Tenant, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with scope(tenant=bourg):
        for number in range(rows):
            begin(bourg, key=str(number), person=agent)
    page = browser(agent)
    with django_assert_max_num_queries(8):
        assert page.get("/bourg/travaux/").text.count("Compter") == rows


def test_jobs_of_the_platform_itself_are_shown_where_asked_for(browser: Browser, agent: Person, bourg: Tenant) -> None:
    jobs.start(bourg, "platform.digest", key="1", title="Courriel de la semaine", arguments={})
    assert "Courriel de la semaine" not in browser(agent).get("/bourg/travaux/").text
    assert "Courriel de la semaine" in browser(agent).get("/bourg/travaux/?tout").text
