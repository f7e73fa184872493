"""Operators create authorities; a lead authority administers its members and never sees their content."""

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.utils import timezone
from django_scopes import scope

from beffroi.catalogue import WITH_SCREENS
from beffroi.engines import packs
from beffroi.web.platform import guard
from beffroi.web.platform.ledger import Operation, append_event
from beffroi.web.platform.models import Entry, Invitation, Person, Role, Tenant, TenantService
from beffroi.web.platform.usage import month_start, months_before, use_by_month
from web.conftest import enrol, make_tenant

Browser = Callable[[Person], Client]
TOWN = {
    "name": "Saint-Aubin",
    "kind": "commune",
    "siret": "213 300 635 00017",
    "insee": "33063",
    "population": "900",
    "slug": "",
    "time_zone": "Europe/Paris",
}
PARIS = ZoneInfo("Europe/Paris")


@pytest.fixture
def operator(db: None) -> Person:
    return Person.objects.create_user("exploitation@example.org", is_operator=True)


@pytest.fixture
def lead(bourg: Tenant, autun: Tenant) -> Person:
    """The administrator of Bourg, lead authority of Autun."""
    autun.lead = bourg
    autun.save()
    return enrol(bourg, Role.ADMIN)


def used(tenant: Tenant, *, cents: str, at: datetime | None = None, runs: int = 1) -> None:
    for _ in range(runs):
        operation = Operation(
            service="canteen",
            operation="forecast",
            subject="SECRET",
            duration_ms=90_000,
            energy_wh=Decimal("0.3"),
            cost_cents=Decimal(cents),
        )
        entry = append_event(tenant, operation)
        if at:
            with scope(tenant=tenant), guard.lifted(connection):
                Entry.objects.filter(pk=entry.pk).update(at=at)


def test_an_operator_creates_an_authority_with_its_identifiers(browser: Browser, operator: Person) -> None:
    answer = browser(operator).post("/exploitation/collectivites/nouvelle/", TOWN, follow=True)
    assert "Saint-Aubin est créée" in answer.text
    town = Tenant.objects.get(slug="saint-aubin")
    assert (town.siret, town.insee, town.population, town.lead) == ("21330063500017", "33063", 900, None)


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("siret", "21330063500018", "la clé est fausse"),
        ("insee", "99999", "il faut 5 caractères"),
        ("slug", "api", "réservé"),
        ("slug", "bourg", "existe déjà"),
        ("name", "Exploitation", "réservé"),
        ("name", "!!!", "ne donne pas d&#x27;adresse"),
    ],
)
def test_a_wrong_identifier_is_told_in_french(
    *, browser: Browser, operator: Person, bourg: Tenant, field: str, value: str, said: str
) -> None:
    answer = browser(operator).post("/exploitation/collectivites/nouvelle/", TOWN | {field: value})
    assert said in answer.text
    assert Tenant.objects.count() == 1


def test_two_authorities_never_share_a_siret(browser: Browser, operator: Person) -> None:
    client = browser(operator)
    client.post("/exploitation/collectivites/nouvelle/", TOWN)
    assert "existe déjà" in client.post("/exploitation/collectivites/nouvelle/", TOWN | {"slug": "autre"}).text
    assert Tenant.objects.count() == 1


def test_an_unknown_population_is_asked_for(
    browser: Browser, operator: Person, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("BEFFROI_PACKS", str(tmp_path))
    text = browser(operator).post("/exploitation/collectivites/nouvelle/", TOWN | {"population": ""}).text
    assert "La population n&#x27;est pas connue ici : écrivez-la" in text


def test_the_population_comes_from_the_communes_pack(
    browser: Browser, operator: Person, communes_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BEFFROI_PACKS", str(communes_folder))
    client = browser(operator)
    client.post("/exploitation/collectivites/nouvelle/", TOWN | {"population": ""})
    assert Tenant.objects.get(slug="saint-aubin").population > 200_000, "33063 is Bordeaux"
    metropole = TOWN | {"name": "Métropole", "kind": "epci", "siret": "24330031600011", "population": ""}
    client.post("/exploitation/collectivites/nouvelle/", metropole)
    assert Tenant.objects.get(slug="metropole").population > 700_000


@pytest.fixture(scope="session")
def communes_folder(npm_address: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("packs")
    packs.install(packs.named("communes"), folder)
    return folder


def test_a_lead_authority_has_no_lead_itself(browser: Browser, operator: Person, lead: Person, autun: Tenant) -> None:
    third = make_tenant("cluny", "Cluny", "21710137700015")
    bourg = Tenant.objects.get(slug="bourg")
    posted = TOWN | {"slug": "bourg", "siret": bourg.siret, "lead": str(third.pk)}
    text = browser(operator).post(f"/exploitation/collectivites/{bourg.pk}/", posted).text
    assert "elle-même cheffe de file" in text
    posted = TOWN | {"slug": "cluny", "siret": third.siret, "lead": str(autun.pk)}
    assert "errorlist" in browser(operator).post(f"/exploitation/collectivites/{third.pk}/", posted).text


def test_the_operator_and_the_lead_authority_invite_an_administrator(
    browser: Browser, operator: Person, lead: Person, autun: Tenant
) -> None:
    first, second = {"email": "maire@autun.example", "name": "Anne"}, {"email": "dgs@autun.example"}
    told = browser(operator).post(f"/exploitation/collectivites/{autun.pk}/inviter/", first, follow=True).text
    assert "Invitation envoyée à maire@autun.example" in told
    assert "Invitation envoyée" in browser(lead).post("/autun/administrateur/", second, follow=True).text
    assert "Écrivez le courriel" in browser(lead).post("/autun/administrateur/", {"email": "x"}, follow=True).text
    assert [letter.to for letter in mail.outbox] == [["maire@autun.example"], ["dgs@autun.example"]]
    with scope(tenant=autun):
        assert [(sent.email, sent.role) for sent in Invitation.objects.order_by("pk")] == [
            ("maire@autun.example", Role.ADMIN),
            ("dgs@autun.example", Role.ADMIN),
        ]


def test_a_member_does_not_invite_by_the_page_of_its_lead_authority(
    browser: Browser, lead: Person, autun: Tenant
) -> None:
    own = browser(enrol(autun, Role.ADMIN))
    assert own.post("/autun/administrateur/", {"email": "x@autun.example"}).status_code == 404
    assert mail.outbox == []


def test_closing_an_authority_hides_it_and_erases_nothing(
    browser: Browser, operator: Person, agent: Person, bourg: Tenant
) -> None:
    client = browser(operator)
    client.post(f"/exploitation/collectivites/{bourg.pk}/etat/", {"active": "no"})
    assert browser(agent).get("/bourg/").status_code == 404
    assert client.get("/bourg/registre/").status_code == 404
    client.post(f"/exploitation/collectivites/{bourg.pk}/etat/", {"active": "yes"})
    assert browser(agent).get("/bourg/").status_code == 200


@pytest.mark.parametrize("count", [1, 30])
def test_the_operators_list_asks_the_database_the_same_whatever_its_length(
    browser: Browser, operator: Person, bourg: Tenant, count: int, django_assert_max_num_queries: Callable[..., object]
) -> None:
    for number in range(count):
        Tenant.objects.create(slug=f"t{number}", name=f"Ville {number}", siret=str(number), lead=bourg)
    client = browser(operator)
    with django_assert_max_num_queries(5):
        assert client.get("/exploitation/").text.count('scope="row"') == count + 1


def test_a_lead_authority_creates_a_member_under_itself(browser: Browser, lead: Person, bourg: Tenant) -> None:
    answer = browser(lead).post("/bourg/membres/nouveau/", TOWN, follow=True)
    assert "allumez maintenant ses services" in answer.text
    assert Tenant.objects.get(slug="saint-aubin").lead == bourg
    assert answer.redirect_chain[-1][0] == "/saint-aubin/reglages/services/"


def test_an_authority_without_members_creates_none(browser: Browser, admin: Person) -> None:
    client = browser(admin)
    assert client.get("/bourg/membres/").status_code == 404
    assert client.post("/bourg/membres/nouveau/", TOWN).status_code == 404
    assert Tenant.objects.count() == 1


def posted_services(**fields: object) -> dict[str, str]:
    plain = {"quota_runs": 0, "quota_minutes": 0, "quota_wh": 0, "quota_cents": 0, "retention_days": 1095}
    every = {f"{service.name}-{name}": str(value) for service in WITH_SCREENS for name, value in plain.items()}
    return every | {f"canteen-{name}": str(value) for name, value in fields.items()}


def test_a_lead_authority_sets_quotas_and_not_how_long_data_is_kept(
    browser: Browser, lead: Person, autun: Tenant
) -> None:
    browser(lead).post("/autun/reglages/services/", posted_services(enabled="on", quota_runs=7, retention_days=30))
    with scope(tenant=autun):
        row = TenantService.objects.get(service="canteen")
    assert (row.enabled, row.quota_runs, row.retention_days) == (True, 7, 1095)


def test_a_member_sets_how_long_data_is_kept_and_not_the_quotas(browser: Browser, lead: Person, autun: Tenant) -> None:
    client = browser(enrol(autun, Role.ADMIN))
    client.post("/autun/reglages/services/", posted_services(enabled="on", quota_runs=7, retention_days=60))
    with scope(tenant=autun):
        row = TenantService.objects.get(service="canteen")
    assert (row.enabled, row.quota_runs, row.retention_days) == (True, 0, 60)


@pytest.mark.parametrize("role", [Role.AGENT, Role.LEAD, Role.DPO, Role.REFERENT, Role.ELECTED])
def test_only_administrators_of_the_lead_authority_see_its_members(
    browser: Browser, lead: Person, bourg: Tenant, role: Role
) -> None:
    client = browser(enrol(bourg, role))
    paths = ["/bourg/membres/", "/bourg/membres/factures.csv", "/autun/consommation/", "/autun/reglages/services/"]
    assert {client.get(path).status_code for path in paths} == {404}


def test_the_bill_adds_up_per_service_and_stays_in_its_month(browser: Browser, lead: Person, autun: Tenant) -> None:
    now = datetime(2026, 3, 15, 12, tzinfo=PARIS)
    used(autun, cents="150.5", runs=2, at=now)
    used(autun, cents="1000", at=datetime(2026, 2, 28, 23, 59, tzinfo=PARIS))
    used(autun, cents="2000", at=datetime(2026, 4, 1, 0, 0, tzinfo=PARIS))
    text = browser(lead).get("/bourg/membres/", {"mois": "2026-03"}).text
    assert "3,01\u00a0€" in text
    assert "3,0</td>" in text, "two runs of a minute and a half"
    lines = browser(lead).get("/bourg/membres/factures.csv", {"mois": "2026-03"}).text.splitlines()
    assert lines[1] == f"2026-03;{autun.siret};Autun;canteen;2;3.00;0.60;301.00"


def test_a_bill_names_nothing_of_what_was_done(browser: Browser, lead: Person, autun: Tenant) -> None:
    used(autun, cents="10")
    client = browser(lead)
    shown = [
        client.get(path).text for path in ("/bourg/membres/", "/bourg/membres/factures.csv", "/autun/consommation/")
    ]
    assert all("forecast" not in text and "SECRET" not in text for text in shown)
    assert all("canteen" in text or "Cantines" in text for text in shown)


def test_a_lead_authority_does_not_see_authorities_that_it_does_not_lead(browser: Browser, lead: Person) -> None:
    third = make_tenant("cluny", "Cluny", "21710137700015")
    used(third, cents="99999")
    text = browser(lead).get("/bourg/membres/").text
    assert "Cluny" not in text
    assert "999,99" not in text
    assert browser(lead).get("/cluny/consommation/").status_code == 404


@pytest.mark.parametrize("month", ["", "2026-13", "hier", "0000-01", "9999-12"])
def test_a_month_that_is_none_shows_a_page_all_the_same(browser: Browser, lead: Person, month: str) -> None:
    assert browser(lead).get("/bourg/membres/", {"mois": month}).status_code == 200


def test_the_months_of_a_year_are_told_the_latest_first(bourg: Tenant) -> None:
    last = month_start()
    for months in (0, 3, 11, 12):
        day = months_before(last, months)
        used(bourg, cents="1", at=datetime(day.year, day.month, 1, tzinfo=PARIS))
    uses = use_by_month(bourg, last=last)
    assert [use.month for use in uses] == [months_before(last, months) for months in (0, 3, 11)]


def test_the_months_follow_the_tenants_own_clock(bourg: Tenant) -> None:
    bourg.time_zone = "Pacific/Noumea"
    bourg.save()
    used(bourg, cents="1", at=datetime(2026, 2, 28, 20, 0, tzinfo=PARIS))
    (use,) = use_by_month(bourg, last=datetime(2026, 5, 1, tzinfo=PARIS).date())
    assert use.month.month == 3


@pytest.mark.parametrize(("members", "runs"), [(1, 1), (8, 6)])
def test_the_page_of_members_asks_the_database_the_same_whatever_their_number(
    *,
    browser: Browser,
    lead: Person,
    bourg: Tenant,
    members: int,
    runs: int,
    django_assert_max_num_queries: Callable[..., object],
) -> None:
    for number in range(members):
        member = Tenant.objects.create(slug=f"m{number}", name=f"M {number}", siret=f"{number}", lead=bourg)
        used(member, cents="1", runs=runs)
    client = browser(lead)
    with django_assert_max_num_queries(8):
        assert client.get("/bourg/membres/").text.count("<tbody>") == members + 1
    assert timezone.get_current_timezone_name() == "Europe/Paris"
