"""Facts read off a ledger: one event turns a commitment red, another turns it green again."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from django.utils import timezone
from django_scopes import scope
from pytest_django import DjangoAssertNumQueries

from beffroi.governance.checks import check_charter
from beffroi.governance.commitments import whole_charter
from beffroi.governance.duties import duties
from beffroi.governance.facts import Decided, Facts
from beffroi.governance.tables import table
from beffroi.web.governance.gathering import AuthorityUnknown, authorities, facts_of
from beffroi.web.governance.surroundings import InstanceMissing, instance_is_there, machine_facts
from beffroi.web.platform.ledger import Operation, append_decision, append_event
from beffroi.web.platform.models import Entry, Evaluation, Person, Tenant, TenantService
from beffroi.web.platform.models.ledger import Outcome
from beffroi.web.platform.register_law import ai_act

FIGURES = [{"label": "Erreur", "value": 6.1, "baseline": 7.3, "unit": "%"}]
DAYS = (date(2026, 1, 26), date(2026, 2, 2))
BOURG = "21010053300012"


def today() -> date:
    return timezone.localdate()


def facts(tenant: Tenant, environment: dict[str, str] | None = None, *, days: int = 365) -> Facts:
    machine = machine_facts(environment or {}, day=today())
    return facts_of(tenant, machine, first=today() - timedelta(days=days))


def state(key: str, tenant: Tenant, environment: dict[str, str] | None = None) -> str:
    found = check_charter(whole_charter(), facts(tenant, environment))
    return {one.commitment.key: one.state for one in found}[key]


def ran(tenant: Tenant, *, at: datetime | None = None, **told: object) -> Entry:
    values = {"service": "canteen", "operation": "forecast", "model": "ridge", "version": "1", "duration_ms": 1000}
    return append_event(tenant, Operation(**{**values, "energy_wh": Decimal("0.5"), **told}), at=at)  # type: ignore[arg-type]


def test_uses_are_summed_by_operation_and_month_over_the_period(bourg: Tenant) -> None:
    ran(bourg, at=datetime(2026, 1, 5, 9, tzinfo=UTC), input_digest="a")
    ran(bourg, at=datetime(2026, 1, 31, 23, 30, tzinfo=UTC), input_digest="b")
    ran(bourg, at=datetime(2026, 2, 10, 9, tzinfo=UTC), input_digest="b", measured=True)
    machine = machine_facts({}, day=date(2026, 2, 10))
    uses = facts_of(bourg, machine, first=date(2026, 1, 6)).uses
    assert [(use.month, use.runs, use.inputs) for use in uses] == [(date(2026, 2, 1), 2, 1)]
    assert (uses[0].wh, uses[0].measured_wh, uses[0].models) == (Decimal(1), Decimal("0.5"), ("ridge 1",))


def test_what_the_workspace_does_itself_is_no_use(bourg: Tenant) -> None:
    append_event(bourg, Operation(service="platform", operation="export"))
    assert facts(bourg).uses == ()


def test_a_draft_left_without_a_decision_breaks_and_a_decision_mends(bourg: Tenant, agent: Person) -> None:
    event = ran(bourg, service="assistant", operation="draft", at=timezone.now() - timedelta(days=8))
    assert state("human", bourg) == "broken"
    append_decision(bourg, event, outcome=Outcome.EDITED, person=agent)
    assert state("human", bourg) == "kept"


def test_a_draft_of_this_week_waits_for_its_decision(bourg: Tenant) -> None:
    ran(bourg, service="assistant", operation="draft", at=timezone.now() - timedelta(days=6))
    assert state("human", bourg) == "unknown"


def test_a_nightly_forecast_is_decided_of_by_week(bourg: Tenant, agent: Person) -> None:
    begin = datetime(2026, 1, 5, 3, tzinfo=UTC)
    events = [ran(bourg, at=begin + timedelta(days=day)) for day in range(21)]
    append_decision(bourg, events[3], outcome=Outcome.ACCEPTED, person=agent, at=begin + timedelta(days=21))
    after = {day: facts_of(bourg, machine_facts({}, day=day), first=date(2026, 1, 1)).decided for day in DAYS}
    assert Decided("canteen", "forecast", 2, 1, by_week=True) in after[DAYS[0]]
    assert Decided("canteen", "forecast", 3, 1, by_week=True) in after[DAYS[1]]


def test_one_event_of_another_service_breaks_transparency_and_switching_it_on_mends(bourg: Tenant) -> None:
    assert state("transparent", bourg) == "kept"
    ran(bourg, service="water", operation="leaks")
    assert state("transparent", bourg) == "broken"
    with scope(tenant=bourg):
        TenantService.objects.create(tenant=bourg, service="water")
    assert state("transparent", bourg) == "kept"


def test_one_heavy_operation_breaks_sobriety(bourg: Tenant) -> None:
    ran(bourg)
    assert state("sober", bourg) == "kept"
    ran(bourg, service="assistant", operation="compose", energy_wh=Decimal(6))
    assert state("sober", bourg) == "broken"


def test_an_old_export_breaks_a_new_one_waits_and_one_taken_back_mends(bourg: Tenant) -> None:
    append_event(bourg, Operation(service="platform", operation="export"), at=timezone.now() - timedelta(days=400))
    assert state("leave", bourg) == "broken"
    append_event(bourg, Operation(service="platform", operation="export"))
    assert state("leave", bourg) == "unknown"
    append_event(bourg, Operation(service="platform", operation="import"))
    assert state("leave", bourg) == "kept"


def test_settings_of_the_tenant_and_its_evaluations_are_read(bourg: Tenant) -> None:
    assert state("answer", bourg) == "broken"
    Tenant.objects.filter(pk=bourg.pk).update(contact="mairie@bourg.example", contest_address="Mairie")
    bourg.refresh_from_db()
    assert state("answer", bourg) == "kept"
    with scope(tenant=bourg):
        Evaluation.objects.create(
            tenant=bourg, service="canteen", made_at=timezone.now(), first=today(), last=today(), figures=FIGURES
        )
    (entry,) = facts(bourg).register
    assert (entry.evaluated, entry.measured) == (today(), "Erreur : 6,1 %, au lieu de 7,3 %")


def test_an_engine_abroad_breaks_the_territory_for_every_authority(bourg: Tenant) -> None:
    abroad = {"BEFFROI_LANGUAGE": "https://cle@api.openai.com/v1?model=x"}
    assert state("territory", bourg, abroad) == "broken"
    assert state("territory", bourg, {**abroad, "BEFFROI_INSIDE": "api.openai.com"}) == "kept"


def test_an_authority_never_sees_the_ledger_of_another(bourg: Tenant, autun: Tenant) -> None:
    ran(autun, service="water", operation="leaks")
    told = {found.siret: found for found in authorities(machine_facts({}, day=today()), first=date(2026, 1, 1))}
    assert sorted(told) == sorted([bourg.siret, autun.siret])
    assert told[bourg.siret].uses == ()
    assert len(told[autun.siret].uses) == 1


def test_facts_are_gathered_in_a_fixed_number_of_queries(
    bourg: Tenant, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for service in ("canteen", "assistant", "water"):
        ran(bourg, service=service)
        ran(bourg, service=service, operation="draft", model=service)
    with django_assert_num_queries(5 + 2 * len(table("decided")["operation"])):
        facts(bourg)


def test_one_authority_is_chosen_by_its_siret(bourg: Tenant, autun: Tenant) -> None:
    machine = machine_facts({}, day=today())
    assert [one.name for one in authorities(machine, first=today(), siret=autun.siret)] == ["Autun"]
    with pytest.raises(AuthorityUnknown, match="vérifiez le SIRET"):
        authorities(machine, first=today(), siret="123")


def test_duties_have_the_days_of_the_public_register() -> None:
    ours = {(duty.article, duty.since) for duty in duties() if duty.law == "Règlement (UE) 2024/1689"}
    assert ours == {(duty.article, duty.since) for duty in ai_act().duties}


def test_without_an_instance_the_machine_alone_is_told(tmp_path: Path) -> None:
    environment = {"BEFFROI_HOME": str(tmp_path), "BEFFROI_LANGUAGE": "https://modele.fr/v1?model=x"}
    alone = machine_facts(environment, day=today())
    assert (alone.known, [address.host for address in alone.addresses]) == (False, ["modele.fr"])
    assert not instance_is_there(environment)
    with pytest.raises(InstanceMissing):
        instance_is_there(environment, siret=BOURG)
    assert instance_is_there({**environment, "BEFFROI_DATABASE": "postgresql://h/b"}, siret=BOURG)
    assert list(tmp_path.iterdir()) == []


@pytest.fixture
def quiet_home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("BEFFROI_HOME", str(tmp_path))
    monkeypatch.delenv("BEFFROI_DATABASE", raising=False)


@pytest.mark.usefixtures("quiet_home")
def test_commands_say_that_an_authority_needs_an_instance(
    beffroi: Callable[..., int], capsys: pytest.CaptureFixture[str]
) -> None:
    assert beffroi("governance", "duties", "--tenant", BOURG) == 2
    assert "Pas encore d'instance" in capsys.readouterr().err
