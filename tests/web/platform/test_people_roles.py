"""The people of a town: list, roles given and taken, escalation, the last administrator."""

from collections.abc import Callable

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone
from django_scopes import scope

from beffroi.web.platform.access import EVERYONE
from beffroi.web.platform.models import Delegation, Membership, Person, Role, Tenant
from beffroi.web.platform.people_roles import LastAdministrator, take
from web.conftest import enrol

Browser = Callable[[Person], Client]
PAGES = ("/bourg/personnes/", "/bourg/personnes/inviter/", "/bourg/personnes/importer/")


def held(tenant: Tenant, person: Person) -> set[tuple[str, str]]:
    with scope(tenant=tenant):
        return set(Membership.objects.filter(person=person).values_list("role", "service"))


def number_of(tenant: Tenant, person: Person, role: Role) -> int:
    with scope(tenant=tenant):
        return int(Membership.objects.get(person=person, role=role).pk)


def test_the_list_shows_the_people_of_the_town_and_nobody_elses(
    browser: Browser, bourg: Tenant, autun: Tenant, admin: Person
) -> None:
    enrol(bourg, Role.AGENT, email="lea@bourg.example")
    enrol(autun, Role.AGENT, email="luc@autun.example")
    text = browser(admin).get("/bourg/personnes/").text
    assert "lea@bourg.example" in text
    assert "autun" not in text.lower()


def test_searching_finds_by_name_or_address_and_never_in_another_town(
    browser: Browser, bourg: Tenant, autun: Tenant, admin: Person
) -> None:
    enrol(bourg, Role.AGENT, email="lea@bourg.example")
    enrol(autun, Role.AGENT, email="lea@autun.example")
    text = browser(admin).get("/bourg/personnes/?q=LEA").text
    assert "lea@bourg.example" in text
    assert "lea@autun.example" not in text
    assert "Personne ne répond à «&nbsp;zoé&nbsp;»" in browser(admin).get("/bourg/personnes/?q=zoé").text


@pytest.mark.parametrize("role", [role for role in sorted(EVERYONE) if role is not Role.ADMIN])
@pytest.mark.parametrize("page", PAGES)
def test_the_pages_about_people_are_closed_to_all_but_administrators(
    browser: Browser, bourg: Tenant, role: Role, page: str
) -> None:
    client = browser(enrol(bourg, role))
    assert client.get(page).status_code == 404
    assert client.post(page).status_code == 404


def test_an_administrator_gives_a_role_for_one_service(
    browser: Browser, bourg: Tenant, admin: Person, agent: Person
) -> None:
    browser(admin).post(f"/bourg/personnes/{agent.pk}/", {"role": "lead", "service": "canteen"})
    assert held(bourg, agent) == {("agent", ""), ("lead", "canteen")}


@pytest.mark.parametrize("role", ["admin", "dpo", "referent", "elected"])
def test_a_role_over_the_whole_town_is_never_for_one_service(
    browser: Browser, bourg: Tenant, admin: Person, agent: Person, role: str
) -> None:
    answer = browser(admin).post(f"/bourg/personnes/{agent.pk}/", {"role": role, "service": "canteen"})
    assert "vaut pour toute la collectivité" in answer.text
    assert held(bourg, agent) == {("agent", "")}
    with pytest.raises(IntegrityError), transaction.atomic():
        Membership(tenant=bourg, person=agent, role=role, service="canteen").save()


@pytest.mark.parametrize("role", ["operator", "is_operator", "", "Admin"])
def test_a_role_that_does_not_exist_is_refused(
    browser: Browser, bourg: Tenant, admin: Person, agent: Person, role: str
) -> None:
    answer = browser(admin).post(f"/bourg/personnes/{agent.pk}/", {"role": role, "service": "", "is_operator": "1"})
    assert answer.status_code == 200
    assert held(bourg, agent) == {("agent", "")}
    agent.refresh_from_db()
    assert not agent.is_operator


def test_an_agent_cannot_make_themselves_administrator(browser: Browser, bourg: Tenant, agent: Person) -> None:
    client = browser(agent)
    assert client.post(f"/bourg/personnes/{agent.pk}/", {"role": "admin", "service": ""}).status_code == 404
    assert client.post("/bourg/personnes/inviter/", {"email": "ami@x.example", "role": "admin"}).status_code == 404
    client.post("/compte/", {"name": "Chef", "is_operator": "on", "role": "admin", "email": "chef@bourg.example"})
    agent.refresh_from_db()
    assert held(bourg, agent) == {("agent", "")}
    assert (agent.is_operator, agent.email, agent.name) == (False, "agent@bourg.example", "Chef")


def test_who_stands_in_for_an_administrator_gives_no_role(
    browser: Browser, bourg: Tenant, admin: Person, agent: Person
) -> None:
    """Else a day's replacement would last for ever."""
    today = timezone.localdate()
    Delegation(tenant=bourg, absent=admin, substitute=agent, first=today, last=today).save()
    client = browser(agent)
    assert client.get("/bourg/personnes/").status_code == 200
    answers = [
        client.post(f"/bourg/personnes/{agent.pk}/", {"role": "admin", "service": ""}),
        client.post("/bourg/personnes/inviter/", {"email": "ami@x.example", "role": "admin", "service": ""}),
        client.post("/bourg/personnes/importer/", {"text": "courriel;rôle\nami@x.example;admin", "confirm": "1"}),
        client.post(f"/bourg/personnes/{admin.pk}/retirer/"),
        client.post(f"/bourg/personnes/{admin.pk}/facteur/"),
    ]
    assert {answer.status_code for answer in answers} == {403}
    assert held(bourg, agent) == {("agent", "")}


def test_a_person_of_another_town_has_no_page_here(
    browser: Browser, bourg: Tenant, autun: Tenant, admin: Person
) -> None:
    stranger = enrol(autun, Role.AGENT)
    client = browser(admin)
    assert client.get(f"/bourg/personnes/{stranger.pk}/").status_code == 404
    assert client.post(f"/bourg/personnes/{stranger.pk}/", {"role": "agent", "service": ""}).status_code == 404
    assert client.post(f"/bourg/personnes/{stranger.pk}/retirer/").status_code == 404
    theirs = number_of(autun, stranger, Role.AGENT)
    assert client.post(f"/bourg/personnes/{stranger.pk}/retirer/{theirs}/").status_code == 404
    assert held(autun, stranger) == {("agent", "")}


def test_a_role_is_taken_and_the_others_stay(browser: Browser, bourg: Tenant, admin: Person, agent: Person) -> None:
    Membership(tenant=bourg, person=agent, role=Role.DPO).save()
    browser(admin).post(f"/bourg/personnes/{agent.pk}/retirer/{number_of(bourg, agent, Role.DPO)}/")
    assert held(bourg, agent) == {("agent", "")}


def test_leaving_takes_every_role_and_every_replacement(
    browser: Browser, bourg: Tenant, admin: Person, agent: Person
) -> None:
    today = timezone.localdate()
    Membership(tenant=bourg, person=agent, role=Role.LEAD, service="canteen").save()
    Delegation(tenant=bourg, absent=admin, substitute=agent, first=today, last=today).save()
    there = browser(agent)
    assert browser(admin).post(f"/bourg/personnes/{agent.pk}/retirer/")["Location"] == "/bourg/personnes/"
    assert held(bourg, agent) == set()
    with scope(tenant=bourg):
        assert not Delegation.objects.exists()
    assert there.get("/bourg/").status_code == 404


def test_the_last_administrator_cannot_be_removed(browser: Browser, bourg: Tenant, admin: Person) -> None:
    client = browser(admin)
    for path in (f"retirer/{number_of(bourg, admin, Role.ADMIN)}/", "retirer/"):
        answer = client.post(f"/bourg/personnes/{admin.pk}/{path}", follow=True)
        assert "dernier administrateur" in answer.text
    assert held(bourg, admin) == {("admin", "")}


def test_a_closed_account_does_not_count_as_an_administrator(bourg: Tenant, admin: Person) -> None:
    closed = enrol(bourg, Role.ADMIN, email="parti@bourg.example")
    closed.is_active = False
    closed.save()
    with scope(tenant=bourg), pytest.raises(LastAdministrator):
        take(bourg, list(Membership.objects.filter(person=admin)))


def test_an_administrator_may_leave_when_another_stays(browser: Browser, bourg: Tenant, admin: Person) -> None:
    enrol(bourg, Role.ADMIN, email="autre@bourg.example")
    assert browser(admin).post(f"/bourg/personnes/{admin.pk}/retirer/")["Location"] == "/"
    assert held(bourg, admin) == set()


@pytest.mark.parametrize("many", [3, 40])
def test_the_list_asks_the_same_number_of_questions_whatever_its_length(
    browser: Browser, bourg: Tenant, admin: Person, many: int, django_assert_max_num_queries: Callable[..., object]
) -> None:
    for number in range(many):
        enrol(bourg, Role.AGENT, email=f"p{number}@bourg.example")
    client = browser(admin)
    with django_assert_max_num_queries(11):  # type: ignore[attr-defined]
        assert client.get("/bourg/personnes/").status_code == 200


def test_a_delegate_is_given_one_service_and_never_the_town(
    browser: Browser, bourg: Tenant, admin: Person, agent: Person
) -> None:
    page = browser(admin).post(f"/bourg/personnes/{agent.pk}/", {"role": "delegate", "service": ""})
    assert "vaut pour un seul service" in page.text
    browser(admin).post(f"/bourg/personnes/{agent.pk}/", {"role": "delegate", "service": "water"})
    assert held(bourg, agent) == {("agent", ""), ("delegate", "water")}
