"""The ledger: one chain a tenant, which nobody forks, changes or cuts unseen."""

import hashlib
import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, connections, transaction
from django.utils import timezone
from django_scopes import scope
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from beffroi.web.platform import guard
from beffroi.web.platform.ledger import (
    BackwardsInTime,
    CitationRefused,
    Operation,
    append_decision,
    append_event,
    facts,
    link_hash,
    record_daily_heads,
)
from beffroi.web.platform.models import (
    Checkpoint,
    DailyHead,
    Entry,
    EntryText,
    LedgerHead,
    Person,
    Tenant,
)
from beffroi.web.platform.models.ledger import GENESIS, EntryKind, Outcome
from beffroi.web.platform.verification import sign_checkpoint, verify, verify_all

FORECAST = Operation(
    service="canteen",
    operation="forecast",
    subject="semaine 48",
    model="ridge",
    version="1",
    duration_ms=1500,
    energy_wh=Decimal("0.0123456789"),
    cost_cents=Decimal("0.25"),
)


def filled(tenant: Tenant, person: Person, *, events: int = 3) -> list[Entry]:
    """A short chain: events, each with a decision."""
    chain = []
    for _ in range(events):
        event = append_event(tenant, FORECAST, person=person)
        chain += [event, append_decision(tenant, event, outcome=Outcome.EDITED, person=person, reason="sortie")]
    return chain


def tampered(tenant: Tenant, **changes: object) -> Callable[[int], None]:
    """Change a link behind the ledger's back, as someone with the database's password would."""

    def change(seq: int) -> None:
        with scope(tenant=tenant), guard.lifted(connection):
            Entry.objects.filter(seq=seq).update(**changes)

    return change


def test_links_follow_each_other_from_the_genesis(bourg: Tenant, agent: Person) -> None:
    chain = filled(bourg, agent)
    assert [link.seq for link in chain] == [1, 2, 3, 4, 5, 6]
    assert chain[0].previous == GENESIS
    assert [link.previous for link in chain[1:]] == [link.hash for link in chain[:-1]]
    with scope(tenant=bourg):
        head = LedgerHead.objects.get()
    assert (head.seq, head.hash, head.at, head.origin) == (6, chain[-1].hash, chain[-1].at, bourg.siret)


def test_an_event_keeps_what_was_run_and_by_whom(bourg: Tenant, agent: Person) -> None:
    append_event(bourg, FORECAST, person=agent)
    with scope(tenant=bourg):
        kept = Entry.objects.get()
    assert (kept.kind, kept.person, kept.service, kept.operation) == ("event", agent.key, "canteen", "forecast")
    assert (kept.subject, kept.model, kept.version, kept.result) == ("semaine 48", "ridge", "1", "ok")
    assert (kept.duration_ms, kept.energy_wh, kept.cost_cents) == (1500, Decimal("0.012346"), Decimal("0.250000"))
    assert (kept.cites, kept.outcome, kept.measured) == (None, "", False)


def test_an_operation_without_a_person_has_no_key(bourg: Tenant) -> None:
    assert append_event(bourg, FORECAST).person == ""


def test_a_decision_takes_the_subject_of_its_event_or_names_a_part(bourg: Tenant, agent: Person) -> None:
    event = append_event(bourg, FORECAST)
    whole = append_decision(bourg, event, outcome=Outcome.ACCEPTED, person=agent)
    part = append_decision(bourg, event, outcome=Outcome.EDITED, person=agent, subject="lundi")
    assert (whole.subject, part.subject) == ("semaine 48", "lundi")
    assert (whole.service, whole.operation, whole.kind, whole.cites) == ("canteen", "forecast", "decision", event.seq)
    assert (whole.person, whole.outcome) == (agent.key, "accepted")


def test_the_reason_of_a_decision_stands_outside_the_chain(bourg: Tenant, agent: Person) -> None:
    event = append_event(bourg, FORECAST)
    silent = append_decision(bourg, event, outcome=Outcome.ACCEPTED, person=agent)
    told = append_decision(bourg, event, outcome=Outcome.REJECTED, person=agent, reason="Grève annoncée")
    with scope(tenant=bourg):
        assert EntryText.objects.filter(entry=silent).count() == 0
        assert EntryText.objects.get(entry=told).text == "Grève annoncée"
        assert "Grève" not in str(facts(told, origin=bourg.siret))
        EntryText.objects.all().delete()
    assert verify(bourg).whole


def test_a_decision_cites_an_event_of_the_same_tenant_only(bourg: Tenant, autun: Tenant, agent: Person) -> None:
    event = append_event(autun, FORECAST)
    with pytest.raises(CitationRefused, match="même collectivité"):
        append_decision(bourg, event, outcome=Outcome.ACCEPTED, person=agent)


def test_a_decision_does_not_cite_a_decision(bourg: Tenant, agent: Person) -> None:
    decision = filled(bourg, agent, events=1)[1]
    with pytest.raises(CitationRefused):
        append_decision(bourg, decision, outcome=Outcome.ACCEPTED, person=agent)


@pytest.mark.parametrize("cited", ["decision", "nothing", "other tenant"])
def test_the_database_refuses_a_decision_that_cites_no_event(
    bourg: Tenant, autun: Tenant, agent: Person, cited: str
) -> None:
    filled(bourg, agent, events=1)
    for _ in range(5):
        append_event(autun, FORECAST)
    seq = {"decision": 2, "nothing": 77, "other tenant": 5}[cited]
    link = Entry(tenant=bourg, seq=78, kind="decision", at=timezone.now(), cites=seq, outcome="edited")
    with transaction.atomic(), pytest.raises(IntegrityError):
        link.save(force_insert=True)


def test_the_database_refuses_an_event_that_cites(bourg: Tenant, agent: Person) -> None:
    filled(bourg, agent, events=1)
    link = Entry(tenant=bourg, seq=9, kind="event", at=timezone.now(), cites=1)
    with transaction.atomic(), pytest.raises(IntegrityError):
        link.save(force_insert=True)


def test_a_word_too_long_for_its_column_is_refused_on_every_database(bourg: Tenant) -> None:
    with pytest.raises(ValidationError):
        append_event(bourg, Operation(service="canteen", operation="x" * 41))
    assert verify(bourg).links == 0


def test_the_form_of_a_link_never_changes(bourg: Tenant) -> None:
    """A chain written by one version is read by the next: what is hashed, and how, is fixed for good."""
    link = Entry(
        tenant=bourg,
        seq=7,
        kind="decision",
        at=datetime(2026, 3, 2, 9, 30, 0, 250_000, tzinfo=ZoneInfo("Europe/Paris")),
        person="ab" * 16,
        service="canteen",
        operation="forecast",
        subject="école « été »",
        model="ridge",
        version="1.2",
        input_digest="cd" * 32,
        duration_ms=1500,
        energy_wh=Decimal("0.5"),
        measured=True,
        cost_cents=Decimal(2),
        result="ok",
        cites=6,
        outcome="edited",
        previous="ef" * 32,
    )
    told = {
        "tenant": "21010053300012",
        "seq": "7",
        "kind": "decision",
        "at": "2026-03-02T08:30:00.250000+00:00",
        "person": "ab" * 16,
        "service": "canteen",
        "operation": "forecast",
        "subject": "école « été »",
        "model": "ridge",
        "version": "1.2",
        "input_digest": "cd" * 32,
        "duration_ms": "1500",
        "energy_wh": "0.500000",
        "measured": "True",
        "cost_cents": "2.000000",
        "result": "ok",
        "cites": "6",
        "outcome": "edited",
        "previous": "ef" * 32,
    }
    assert facts(link, origin="21010053300012") == told
    canonical = json.dumps(told, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    assert link_hash(link, origin="21010053300012") == hashlib.sha256(canonical.encode()).hexdigest()
    link.cites = None
    assert facts(link, origin="21010053300012")["cites"] == ""


def test_a_new_siret_does_not_break_the_chain(bourg: Tenant, agent: Person) -> None:
    filled(bourg, agent)
    bourg.siret = "21010053300028"
    bourg.save()
    filled(bourg, agent)
    assert verify(bourg).links == 12
    assert verify(bourg).whole


def test_a_past_day_may_be_told_but_never_before_the_last_link(bourg: Tenant, agent: Person) -> None:
    day = datetime(2026, 3, 2, 9, tzinfo=UTC)
    event = append_event(bourg, FORECAST, at=day)
    assert append_decision(bourg, event, outcome=Outcome.EDITED, person=agent, at=day).at == day
    with pytest.raises(BackwardsInTime, match="02/03/2026"):
        append_event(bourg, FORECAST, at=day - timedelta(seconds=1))


def test_a_clock_set_back_does_not_take_the_chain_back(bourg: Tenant) -> None:
    ahead = timezone.now() + timedelta(hours=1)
    append_event(bourg, FORECAST, at=ahead)
    assert append_event(bourg, FORECAST).at == ahead


def test_now_is_the_time_of_a_link(bourg: Tenant) -> None:
    before = timezone.now()
    append_event(bourg, FORECAST, at=before - timedelta(days=1))
    assert before <= append_event(bourg, FORECAST).at <= timezone.now()


# What is refused, what is seen


@pytest.mark.parametrize("model", [Entry, Checkpoint, DailyHead])
@pytest.mark.parametrize("change", ["update", "delete"])
def test_the_database_refuses_changes_and_removals(
    bourg: Tenant, agent: Person, model: type[Entry], change: str
) -> None:
    filled(bourg, agent)
    made = timezone.now()
    with scope(tenant=bourg):
        DailyHead.objects.create(tenant=bourg, day=date(2026, 1, 1), seq=1, hash="a")
        Checkpoint.objects.create(tenant=bourg, seq=1, hash="a", removed=1, made_at=made, signer="", signature="")
        rows = model.objects.filter(seq=1)
        with pytest.raises(IntegrityError, match="journal"), transaction.atomic():
            rows.update(hash="b") if change == "update" else rows._raw_delete("default")
        assert rows.count() == 1


def test_a_tenant_with_a_ledger_cannot_be_deleted(bourg: Tenant, agent: Person) -> None:
    filled(bourg, agent)
    with pytest.raises(IntegrityError), transaction.atomic():
        bourg.delete()


def test_a_purge_that_fails_leaves_the_guard_on(bourg: Tenant, agent: Person) -> None:
    filled(bourg, agent)

    def purge_that_fails() -> None:
        with guard.lifted(connection):
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        purge_that_fails()
    assert guard.missing(connection) == []
    with scope(tenant=bourg), pytest.raises(IntegrityError), transaction.atomic():
        Entry.objects.update(result="changed")


def test_the_guard_is_on_again_after_a_lift(bourg: Tenant, agent: Person) -> None:
    filled(bourg, agent)
    tampered(bourg, result="changed")(1)
    assert guard.missing(connection) == []
    with scope(tenant=bourg), pytest.raises(IntegrityError), transaction.atomic():
        Entry.objects.update(result="again")


def test_a_missing_trigger_is_named(db: None) -> None:
    guard.remove(connection)
    assert guard.CITATION in guard.missing(connection)
    assert len(guard.missing(connection)) == 7
    guard.install(connection)
    assert guard.missing(connection) == []


def test_an_empty_ledger_is_whole(bourg: Tenant) -> None:
    assert verify(bourg) == verify(bourg)
    assert (verify(bourg).links, verify(bourg).broken, verify(bourg).tenant) == (0, "", "Bourg")


def test_a_ledger_is_read_back_whole(bourg: Tenant, agent: Person) -> None:
    filled(bourg, agent)
    assert (verify(bourg).links, verify(bourg).whole) == (6, True)


CHANGES = {
    "person": "",
    "service": "water",
    "operation": "orders",
    "subject": "semaine 1",
    "model": "tea leaves",
    "version": "2",
    "input_digest": "ab",
    "duration_ms": 1,
    "energy_wh": Decimal(9),
    "measured": True,
    "cost_cents": Decimal(9),
    "result": "refused",
    "outcome": "accepted",
    "cites": 1,
    "at": datetime(2031, 1, 1, tzinfo=UTC),
    "hash": "f" * 64,
}


@pytest.mark.parametrize("field", CHANGES)
def test_a_changed_link_is_found_and_named(bourg: Tenant, agent: Person, field: str) -> None:
    filled(bourg, agent)
    tampered(bourg, **{field: CHANGES[field]})(4 if field in {"outcome", "cites"} else 3)
    verdict = verify(bourg)
    assert not verdict.whole
    assert f"maillon {4 if field in {'outcome', 'cites'} else 3} a été modifié" in verdict.broken


def removed(tenant: Tenant, *seqs: int) -> None:
    with scope(tenant=tenant), guard.lifted(connection):
        Entry.objects.filter(seq__in=seqs).delete()


@pytest.mark.parametrize(
    ("seqs", "said"),
    [
        ((3,), "Le maillon 3 manque : le journal passe de 2 à 4"),
        ((3, 4), "Les maillons 3 à 4 manquent : le journal passe de 2 à 5"),
        ((1,), "Le maillon 1 manque : le journal passe de 0 à 2"),
        ((6,), "La tête annonce le maillon 6, le journal finit au maillon 5"),
        ((1, 2, 3, 4, 5, 6), "La tête annonce le maillon 6, le journal finit au maillon 0"),
    ],
)
def test_removed_links_are_missed(bourg: Tenant, agent: Person, seqs: tuple[int, ...], said: str) -> None:
    filled(bourg, agent)
    removed(bourg, *seqs)
    assert said in verify(bourg).broken


def rewritten(tenant: Tenant, first: int) -> None:
    """Make the chain again from a link on, as a careful forger would."""
    with scope(tenant=tenant), guard.lifted(connection):
        head = LedgerHead.objects.get()
        previous = Entry.objects.get(seq=first).previous
        for link in Entry.objects.filter(seq__gte=first):
            link.previous = previous
            link.hash = previous = link_hash(link, origin=head.origin)
            link.save()
        LedgerHead.objects.update(hash=previous)


def test_a_chain_made_again_is_betrayed_by_the_heads_published(bourg: Tenant, agent: Person) -> None:
    chain = filled(bourg, agent)
    record_daily_heads(bourg, today=timezone.localdate(chain[-1].at) + timedelta(days=1))
    tampered(bourg, result="changed")(3)
    rewritten(bourg, 3)
    assert "n'est pas celle du maillon 6" in verify(bourg).broken


def test_a_link_that_cites_another_than_the_one_before_is_found(bourg: Tenant, agent: Person) -> None:
    filled(bourg, agent)
    tampered(bourg, previous=GENESIS)(3)
    assert "Le maillon 3 ne suit pas le maillon 2" in verify(bourg).broken


def test_a_link_dated_before_the_one_before_is_found(bourg: Tenant, agent: Person) -> None:
    filled(bourg, agent)
    tampered(bourg, at=datetime(2001, 1, 1, tzinfo=UTC))(3)
    rewritten(bourg, 3)
    assert "Le maillon 3 est daté d'avant le maillon 2" in verify(bourg).broken


@pytest.mark.parametrize("cites", [2, None])
def test_a_decision_that_cites_no_event_is_found(bourg: Tenant, agent: Person, cites: int | None) -> None:
    filled(bourg, agent)
    if cites is None:
        tampered(bourg, cites=None, kind="event", outcome="")(4)
        rewritten(bourg, 4)
        assert verify(bourg).whole
        return
    tampered(bourg, cites=cites)(4)
    rewritten(bourg, 4)
    assert "Le maillon 4 est une décision qui ne cite aucune opération" in verify(bourg).broken


def test_a_lost_head_is_missed(bourg: Tenant, agent: Person) -> None:
    filled(bourg, agent)
    with scope(tenant=bourg):
        LedgerHead.objects.all().delete()
    assert verify(bourg).broken == "La tête du journal manque."


def test_a_published_head_beyond_the_end_is_found(bourg: Tenant, agent: Person) -> None:
    filled(bourg, agent)
    with scope(tenant=bourg):
        DailyHead.objects.create(tenant=bourg, day=date(2026, 1, 1), seq=9, hash="a")
    assert "porte sur le maillon 9, qui n'existe pas" in verify(bourg).broken


def test_a_chain_starts_at_a_signed_checkpoint(bourg: Tenant, agent: Person) -> None:
    chain = filled(bourg, agent)
    cut(bourg, chain, 2)
    assert (verify(bourg).links, verify(bourg).broken) == (4, "")


def cut(tenant: Tenant, chain: list[Entry], seq: int, **changes: object) -> None:
    """What a purge does up to a link; ``changes`` are made after the signature."""
    with scope(tenant=tenant), guard.lifted(connection):
        point = Checkpoint(tenant=tenant, seq=seq, hash=chain[seq - 1].hash, removed=seq, made_at=timezone.now())
        sign_checkpoint(point, tenant.siret)
        for name, value in changes.items():
            setattr(point, name, value)
        point.save()
        Entry.objects.filter(seq__lte=seq).delete()


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"hash": "c" * 64}, "Le point de contrôle 2 a été modifié"),
        ({"removed": 1}, "Le point de contrôle 2 a été modifié"),
        ({"signature": "00"}, "Le point de contrôle 2 a été modifié"),
        ({"signature": "pas du tout"}, "Le point de contrôle 2 a été modifié"),
        ({"signer": "ab" * 32}, "signé d'une autre clé (abababababab)"),
    ],
)
def test_a_forged_checkpoint_is_found(bourg: Tenant, agent: Person, changes: dict[str, object], said: str) -> None:
    cut(bourg, filled(bourg, agent), 2, **changes)
    assert said in verify(bourg).broken


def test_a_link_left_before_a_checkpoint_is_found(bourg: Tenant, agent: Person) -> None:
    chain = filled(bourg, agent)
    with scope(tenant=bourg):
        point = Checkpoint(tenant=bourg, seq=2, hash=chain[1].hash, removed=2, made_at=timezone.now())
        sign_checkpoint(point, bourg.siret).save()
    assert "Le maillon 1 devait avoir disparu avec le point de contrôle 2" in verify(bourg).broken


def test_a_decision_may_cite_an_event_that_a_purge_removed(bourg: Tenant, agent: Person) -> None:
    event = append_event(bourg, FORECAST)
    append_decision(bourg, event, outcome=Outcome.ACCEPTED, person=agent)
    cut(bourg, [event], 1)
    assert verify(bourg).whole


def test_a_published_head_at_the_checkpoint_is_compared(bourg: Tenant, agent: Person) -> None:
    chain = filled(bourg, agent)
    with scope(tenant=bourg):
        DailyHead.objects.create(tenant=bourg, day=date(2026, 1, 1), seq=2, hash=chain[0].hash)
    cut(bourg, chain, 2)
    assert "n'est pas celle du point de contrôle 2" in verify(bourg).broken


def test_every_tenant_is_verified(bourg: Tenant, autun: Tenant, agent: Person) -> None:
    filled(bourg, agent)
    tampered(bourg, result="changed")(1)
    assert [(verdict.tenant, verdict.whole) for verdict in verify_all()] == [("Autun", True), ("Bourg", False)]


# Daily heads


def test_the_head_of_each_ended_day_is_published_once(bourg: Tenant) -> None:
    days = [datetime(2026, 3, day, hour, tzinfo=UTC) for day in (2, 3, 5) for hour in (8, 17)]
    links = [append_event(bourg, FORECAST, at=day) for day in days]
    assert record_daily_heads(bourg, today=date(2026, 3, 5)) == 2
    assert record_daily_heads(bourg, today=date(2026, 3, 5)) == 0
    assert record_daily_heads(bourg, today=date(2026, 3, 9)) == 1
    with scope(tenant=bourg):
        heads = list(DailyHead.objects.order_by("day").values_list("day", "seq", "hash"))
    assert heads == [(date(2026, 3, day), links[at].seq, links[at].hash) for day, at in ((2, 1), (3, 3), (5, 5))]
    assert verify(bourg).whole


def test_a_day_ends_at_midnight_of_the_tenant(bourg: Tenant) -> None:
    bourg.time_zone = "Indian/Reunion"
    late = append_event(bourg, FORECAST, at=datetime(2026, 3, 2, 19, 59, tzinfo=UTC))
    append_event(bourg, FORECAST, at=datetime(2026, 3, 2, 20, 1, tzinfo=UTC))
    record_daily_heads(bourg, today=date(2026, 3, 3))
    with scope(tenant=bourg):
        assert DailyHead.objects.values_list("day", "seq").get() == (date(2026, 3, 2), late.seq)


def test_today_has_no_published_head_yet(bourg: Tenant) -> None:
    append_event(bourg, FORECAST)
    assert record_daily_heads(bourg) == 0


# Many writers


@pytest.mark.django_db(transaction=True)
def test_sixteen_writers_at_once_do_not_fork_the_chain(bourg: Tenant, agent: Person) -> None:
    def write(_: int) -> None:
        try:
            for _ in range(5):
                event = append_event(bourg, FORECAST, person=agent)
                append_decision(bourg, event, outcome=Outcome.EDITED, person=agent, reason="sortie")
        finally:
            connections.close_all()

    with ThreadPoolExecutor(16) as writers:
        list(writers.map(write, range(16)))
    assert (verify(bourg).links, verify(bourg).broken) == (160, "")
    with scope(tenant=bourg):
        assert Entry.objects.filter(kind=EntryKind.DECISION).count() == 80


@pytest.mark.django_db(transaction=True)
def test_a_transaction_undone_leaves_no_gap(bourg: Tenant, agent: Person) -> None:
    filled(bourg, agent, events=1)

    def append_in_vain() -> None:
        with transaction.atomic():
            append_event(bourg, FORECAST)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        append_in_vain()
    assert append_event(bourg, FORECAST).seq == 3
    assert verify(bourg).whole


WORDS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=30)


@pytest.mark.django_db
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    subject=WORDS,
    result=WORDS,
    wh=st.decimals(min_value=0, max_value=10**6, places=9),
    ms=st.integers(min_value=0, max_value=10**12),
)
def test_whatever_is_written_is_read_back_with_the_same_hash(
    bourg: Tenant, subject: str, result: str, wh: Decimal, ms: int
) -> None:
    told = Operation(
        service="canteen", operation="x", subject=subject, result=result, energy_wh=wh, cost_cents=wh, duration_ms=ms
    )
    with transaction.atomic():
        append_event(bourg, told)
        assert verify(bourg).broken == ""
